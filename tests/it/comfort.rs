//! Keys and themes of one's own, the settings, completions and the manual page, as the program gives them.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use clap::Command as Declared;

use crate::program::{Home, Said};

/// A home with this configuration.
fn with(config: &str) -> Home {
    let home = Home::new();
    let dir = home.path().join(".config/standing");
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join("config.toml"), config).unwrap();
    home
}

#[track_caller]
fn refused(said: &Said, words: &str) {
    assert_eq!(said.code, 2, "{}{}", said.out, said.err);
    assert!(said.err.contains("/.config/standing/config.toml ") && said.err.contains(words), "{}", said.err);
}

#[test]
fn a_desk_with_a_fault_in_its_keys_or_themes_does_not_start_and_makes_no_book() {
    for (config, words) in [
        ("[keys]\nundu = \"U\"\n", "line 2: there is no command undu"),
        ("\n[keys]\nundo = \"x\"\n", "line 3: x is the key of done and of undo"),
        ("[keys]\nforward = \"Ctrl-O\"\n", "line 2: Ctrl-O is the key of return and of forward"),
        ("[themes.mine]\nalert = \"red\"\n", "line 2: there is no role alert"),
        ("theme = \"mime\"\n[themes.mine]\n", "line 1: there is no theme mime"),
    ] {
        let home = with(config);
        refused(&home.run(&[]), words);
        refused(&home.run(&["demo"]), words);
        refused(&home.run(&["keys"]), words);
        assert!(!home.path().join(".local").exists(), "{config}");
    }
}

#[test]
fn the_list_of_keys_and_the_manual_page_show_the_keys_in_force() {
    let home = with("[keys]\nundo = \"Ctrl-T\"\nsnooze-week = [\"s 7\", \"F7\"]\n");
    let keys = home.run(&["keys"]).ok();
    assert!(keys.contains("| `Ctrl-T` | Undo |") && keys.contains("| `s 7` `F7` |"), "{keys}");
    assert!(keys.contains("Commands with keys of your own: 2."));
    let json: serde_json::Value = serde_json::from_str(&home.run(&["keys", "--json"]).ok()).unwrap();
    let undo = json.as_array().unwrap().iter().find(|row| row["id"] == "undo").unwrap();
    assert_eq!((undo["keys"][0].as_str(), undo["usual"][0].as_str()), (Some("Ctrl-T"), Some("u")));
    assert!(home.run(&["man"]).ok().contains("\\fBCtrl\\-T\\fR\nUndo: "));
    let usual = Home::new().run(&["keys"]).ok();
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/keymap.md")).unwrap();
    assert_eq!(usual.trim_end(), page.trim_end());
}

#[test]
fn the_settings_say_what_they_mean_and_the_template_is_one() {
    let home = with("theme = \"light\"\nmouse = false\n[keys]\nundo = \"Ctrl-T\"\n");
    let text = home.run(&["config"]).ok();
    for words in
        ["theme = light  (file)", "Without it: terminal.", "mouse = false  (file)", "undo = Ctrl-T  (file)"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    let template = home.run(&["config", "--template"]).ok();
    let home = with(&template);
    assert!(home.run(&["config"]).ok().contains("theme = terminal  (default)"));
}

#[test]
fn the_completions_of_every_shell_know_every_command() {
    let home = Home::new();
    let root = standing::cli::command();
    for shell in ["bash", "zsh", "fish"] {
        let text = home.run(&["completions", shell]).ok();
        for sub in root.get_subcommands() {
            assert!(text.contains(sub.get_name()), "{shell}: {}", sub.get_name());
            for long in sub.get_arguments().filter_map(|arg| arg.get_long()) {
                let known = text.contains(&format!("--{long}")) || text.contains(&format!("-l {long}"));
                assert!(known, "{shell}: {} --{long}", sub.get_name());
            }
        }
        let Ok(mut parser) = Command::new(shell).args(["-n"]).stdin(Stdio::piped()).spawn() else { continue };
        parser.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        assert!(parser.wait().unwrap().success(), "{shell} does not read its completions");
    }
}

#[test]
fn the_manual_page_knows_every_command_and_is_read_without_a_complaint() {
    fn walk(command: &Declared, path: &str, text: &str) {
        for sub in command.get_subcommands() {
            let path = format!("{path} {}", sub.get_name());
            assert!(text.contains(&format!(".SS {}\n", path.replace('-', "\\-"))), "{path}");
            walk(sub, &path, text);
        }
    }
    let text = Home::new().run(&["man"]).ok();
    walk(&standing::cli::command(), "standing", &text);
    for section in ["NAME", "SYNOPSIS", "OPTIONS", "COMMANDS", "KEYS OF THE DESK", "CONFIGURATION"] {
        assert!(text.contains(&format!(".SH {section}\n")), "{section}");
    }
    let groff = Command::new("groff")
        .args(["-man", "-Tutf8", "-ww", "-z"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut groff) = groff else { return };
    groff.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let said = groff.wait_with_output().unwrap();
    assert!(said.stderr.is_empty(), "{}", String::from_utf8_lossy(&said.stderr));
}
