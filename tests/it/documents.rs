//! Documents from the demo book, on the command line and on paper.

use std::{fs, process::Command};

use standing::letters::{
    compose::{Draft, Wanted, draft},
    pdf::{BOTTOM, Fonts, LETTER, Placed, Sheet, document, laid_out, system_folders},
    templates,
};

use crate::{
    demo::{book, today},
    program::Home,
};

fn home() -> Home {
    let home = Home::new();
    for args in [
        &["client", "add", "Hartley household", "--tier", "A", "--head", "Ann Hartley"][..],
        &["rule", "add", "Calls back in one day", "--topic", "response time", "--text", "I call back."],
        &["measure", "add", "Plan funded", "--client", "Hartley", "--unit", "percent", "--target", "95"],
        &["goal", "add", "Retire together in June 2028", "--client", "Hartley"],
        &["goal", "agree", "g1", "--by", "Ann", "--how", "meeting"],
        &["rule", "accept", "r1", "--client", "Hartley", "--by", "Ann", "--how", "meeting"],
    ] {
        home.run(args).ok();
    }
    home
}

#[test]
fn a_charter_is_made_sent_signed_and_outlived() {
    let home = home();
    let pdf = home.path().join("charter.pdf");
    let file = pdf.to_str().unwrap();
    let said = home.run(&["document", "make", "charter", "Hartley"]);
    assert_eq!(said.err, "op 7  Made charter v1, Hartley\n");
    let text = said.ok();
    assert!(
        text.starts_with("# Relationship charter\n\n**Hartley household**, 23 November 2026\n"),
        "{text}"
    );
    assert!(text.contains("- **Retire together in June 2028**\n"), "{text}");
    assert!(text.contains("- **Calls back in one day**: I call back.\n"), "{text}");
    assert_eq!(home.run(&["document", "text", "d1"]).ok(), text);
    let said = home.run(&["document", "make", "charter", "Hartley", "--out", file]).ok();
    let left = "op 9  Data left the book: Relationship charter, Hartley household as PDF";
    assert_eq!(said, format!("op 8  Made charter v2, Hartley\nWrote {file}\n{left}\n"));
    let bytes = fs::read(&pdf).unwrap();
    assert!(bytes.starts_with(b"%PDF-"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&pdf).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let no = home.run(&["document", "make", "charter", "Hartley", "--out", file]);
    assert!(no.code == 1 && no.err.contains("is there already"), "{}", no.err);
    let list = home.run(&["document", "list"]).ok();
    assert_eq!(list.lines().count(), 3, "what could not be written was not made: {list}");
    home.run(&["document", "sent", "d2", "--how", "e-mail"]).ok();
    home.run(&["document", "signed", "d2", "--evidence", "folder 12"]).ok();
    assert!(home.run(&["goal", "show", "g1"]).ok().contains("charter v2"));
    fs::remove_file(&pdf).unwrap();
    home.run(&["document", "write", "d2", "--sent", "--out", file]).ok();
    assert_eq!(fs::read(&pdf).unwrap(), bytes, "what was sent can be read for ever");
    let change = ["goal", "change", "g1", "--statement", "Retire in 2030", "--by", "Ann", "--how", "call"];
    home.run(&change).ok();
    assert!(home.run(&["document", "show", "d2"]).ok().contains("Superseded"));
    home.run(&["undo"]).ok();
    assert!(!home.run(&["document", "show", "d2"]).ok().contains("Superseded  "));
    home.run(&["verify"]).ok();
}

#[test]
fn a_scan_is_kept_with_what_it_shows_and_read_later_as_it_was() {
    let home = home();
    home.run(&["document", "make", "charter", "Hartley"]).ok();
    home.run(&["document", "signed", "d1"]).ok();
    let scan = home.path().join("signed charter.jpg");
    let bytes: Vec<u8> = (0..=255).cycle().take(5_000).collect();
    fs::write(&scan, &bytes).unwrap();
    let file = scan.to_str().unwrap();
    let said = home.run(&["document", "attach", "d1", file]).ok();
    assert_eq!(said, "op 9  Attached signed charter.jpg to charter v1, Hartley\n");
    let again = home.run(&["document", "attach", "d1", file]);
    assert!(again.code == 1 && again.err.contains("is attached to it already"), "{}", again.err);
    home.run(&["document", "attach", "g1", file]).ok();
    home.run(&["document", "attach", "a1", file]).ok();
    fs::remove_file(&scan).unwrap();
    for of in ["d1", "g1", "a1"] {
        let said = home.run(&["document", "scan", of]).ok();
        assert!(said.starts_with("signed charter.jpg, SHA-256 "), "{said}");
        home.run(&["document", "scan", of, "--out", file, "--force"]).ok();
        assert_eq!(fs::read(&scan).unwrap(), bytes, "{of}");
    }
    assert!(home.run(&["show", "g1"]).ok().contains("signed charter.jpg"));
    home.run(&["verify"]).ok();
    home.run(&["undo"]).ok();
    let gone = home.run(&["document", "scan", "a1"]);
    assert!(gone.code == 1 && gone.err.contains("No scan is attached to a1."), "{}", gone.err);
}

#[test]
fn what_cannot_be_attached_is_refused_with_the_reason() {
    let home = home();
    home.run(&["document", "make", "charter", "Hartley"]).ok();
    home.run(&["goal", "add", "A cabin", "--client", "Hartley"]).ok();
    let empty = home.path().join("empty.pdf");
    fs::write(&empty, "").unwrap();
    let (empty, none) = (empty.to_str().unwrap(), "/no/such/scan.pdf");
    let folder = home.path().to_str().unwrap().to_owned();
    for (of, file, said) in [
        ("d1", none, "cannot be read"),
        ("d1", folder.as_str(), "is no file. Nothing was attached."),
        ("d1", empty, "is empty. Nothing was attached."),
        ("g2", empty, "It is not agreed yet"),
        ("d7", empty, "There is no document d7"),
    ] {
        let no = home.run(&["document", "attach", of, file]);
        assert!(no.code != 0 && no.err.contains(said), "{of} {file}: {}", no.err);
    }
    assert!(home.run(&["document", "scan", "d1"]).err.contains("No scan is attached to d1."));
}

#[test]
fn a_document_is_found_by_its_title_and_by_what_it_says() {
    let home = home();
    home.run(&["document", "make", "charter", "Hartley"]).ok();
    for text in ["charter v1", "Relationship charter", "Retire together in June 2028", "together again by"] {
        let found = home.run(&["find", text]).ok();
        let line = found.lines().find(|line| line.starts_with("d1 "));
        assert!(line.is_some_and(|line| line.contains("charter v1") && line.contains("Hartley")), "{found}");
    }
    home.run(&["undo"]).ok();
    assert_eq!(home.run(&["find", "charter v1"]).ok(), "Nothing found.\n");
}

#[test]
fn what_was_made_is_neither_edited_nor_deleted() {
    let home = home();
    home.run(&["document", "make", "charter", "Hartley"]).ok();
    home.run(&["document", "sent", "d1", "--how", "letter"]).ok();
    let text = home.run(&["document", "text", "d1"]).ok();
    assert_eq!(home.run(&["document", "text", "d1"]).ok(), text);
    for verb in ["edit", "delete"] {
        assert_eq!(home.run(&["document", verb, "d1"]).code, 2, "{verb}");
    }
}

#[test]
fn what_the_command_line_refuses_it_says_in_words() {
    let home = home();
    for (args, code, said) in [
        (
            &["document", "make", "novel", "Hartley"][..],
            2,
            "There is no template novel. There are: charter, ",
        ),
        (&["document", "make", "charter", "Hartley", "--set", "fee=1"], 2, "asks for nothing"),
        (
            &["document", "make", "terms", "Hartley", "--set", "fee=1"],
            2,
            "fee is none of what the template asks for: from, to",
        ),
        (
            &["document", "make", "charter", "Hartley", "--out", "a.doc"],
            2,
            "End the name in .pdf, .html or .md",
        ),
        (
            &["document", "make", "charter", "Hartley", "--eml", "a.eml"],
            1,
            "No e-mail address of Hartley household",
        ),
        (&["document", "sent", "d1", "--how", "e-mail"], 2, "There is no document d1"),
        (
            &["document", "make", "charter Hartley"],
            2,
            "The template is one word, then comes the client; type standing document make charter Hartley.",
        ),
        (
            &["document", "make", "Hartley", "charter"],
            2,
            "The template comes first, then the client; type standing document make charter Hartley.",
        ),
        (
            &["document", "make", "Hartley Tanaka"],
            2,
            "First comes the template, then the client; type standing document make charter Hartley Tanaka.",
        ),
        (
            &["document", "make", "year"],
            2,
            "Say for whom it is made, as in standing document make year Hartley.",
        ),
        (&["document", "make", "year", "Nobody"], 2, "No client is named Nobody."),
    ] {
        let no = home.run(args);
        assert!(no.code == code && no.err.contains(said), "{args:?}: {} {}", no.code, no.err);
    }
    assert_eq!(home.run(&["document", "list"]).ok(), "No documents.\n");
}

#[test]
fn a_template_of_ones_own_goes_first_and_its_error_names_file_line_and_field() {
    let home = home();
    let folder = home.path().join(".config/standing/documents");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("charter.md");
    let ours = home.run(&["document", "template", "charter"]).ok();
    fs::write(&file, ours.replace("# Relationship charter", "# Our charter")).unwrap();
    let text = home.run(&["document", "make", "charter", "Hartley", "--preview"]).ok();
    assert!(text.starts_with("# Our charter\n"), "{text}");
    let broken = ours.replacen("{{ client.name }}", "{{ client.nickname }}", 1);
    let line = broken.lines().position(|line| line.contains("nickname")).unwrap() + 1;
    fs::write(&file, broken).unwrap();
    let no = home.run(&["document", "make", "charter", "Hartley"]);
    let said = format!("charter.md line {line}: there is no client.nickname. No document was made.");
    assert!(no.code == 2 && no.err.contains(&said), "{}", no.err);
    assert_eq!(home.run(&["document", "list"]).ok(), "No documents.\n");
}

#[test]
fn of_two_clients_each_gets_a_document() {
    let home = home();
    home.run(&["client", "add", "Okafor household", "--tier", "B", "--head", "Ngozi Okafor"]).ok();
    for whom in [&["Hartley", "Okafor"][..], &["Hartley Okafor"]] {
        let no = home.run(&[&["document", "make", "charter"], whom].concat());
        let said = "make one for each, as in standing document make charter Hartley.";
        assert!(no.code == 2 && no.err.contains(said), "{}", no.err);
    }
}

#[test]
fn a_template_that_is_no_utf_8_is_named_with_file_and_line() {
    let home = home();
    let folder = home.path().join(".config/standing/documents");
    fs::create_dir_all(&folder).unwrap();
    let mut bytes = home.run(&["document", "template", "charter"]).ok().into_bytes();
    let line = bytes.split(|byte| *byte == b'\n').count();
    bytes.extend(b"Gr\xfc\xdfe\n");
    fs::write(folder.join("charter.md"), bytes).unwrap();
    let no = home.run(&["document", "make", "charter", "Hartley"]);
    let said = format!("charter.md line {line}: byte 0xfc there is no UTF-8; save the file as UTF-8.");
    assert!(no.code == 2 && no.err.contains(&said), "{} {}", no.code, no.err);
    assert_eq!(home.run(&["document", "list"]).ok(), "No documents.\n");
}

/// What a template says of a client of the demo, in a language.
fn said_of(client: &str, template: &str, language: &str) -> String {
    use standing::domain::record::Kind;
    let book = book();
    let client = book.named(Kind::Relationship, client).unwrap();
    let wanted = Wanted { template: template.into(), language: Some(language.into()), ..Wanted::default() };
    draft(&book, client.id.id, &wanted).unwrap().text
}

#[test]
fn whom_to_call_stands_on_paper_from_the_role_card() {
    for (template, language, lines) in [
        (
            "rolecard",
            "en",
            [
                "| Emergency (also when we cannot be reached) | Noor Haddad |",
                "| Wills | Iris Falk | 860 555 0129 | iris@example.com |",
                "| Statements | Meridian | 800 555 0199 |",
                "| Taxes | Dana Cole, Dana Cole CPA | 503 555 0170 | not in August, dana@example.com |",
                "| Trusted contact | Claire Hartley | 303 555 0118 |",
            ],
        ),
        (
            "charter",
            "de",
            [
                "| Emergency (auch wenn wir nicht zu erreichen sind) | Noor Haddad |",
                "| Wills | Iris Falk | 860 555 0129, iris@example.com |",
                "| Statements | Meridian | 800 555 0199 |",
                "| Taxes | Dana Cole, Dana Cole CPA | 503 555 0170, dana@example.com, not in August |",
                "| Vertrauensperson | Claire Hartley | 303 555 0118 |",
            ],
        ),
    ] {
        let text = said_of("Hartley", template, language);
        let at: Vec<Option<usize>> = lines.iter().map(|line| text.find(line)).collect();
        assert!(at.iter().all(Option::is_some), "{template} {at:?}: {text}");
        assert!(at.first() == at.iter().min(), "whom to call in an emergency comes first: {text}");
        assert_eq!(text.matches("Dana Cole,").count(), 1, "who is on the card stands there once: {text}");
    }
}

#[test]
fn a_charter_rules_out_only_what_was_agreed() {
    let text = said_of("Hartley", "charter", "en");
    assert!(text.contains("Not by: the S&P 500.") && !text.contains("gold"), "{text}");
    let text = said_of("Hartley", "charter", "de");
    assert!(text.contains("Nicht an: S&P 500.") && !text.contains("gold"), "{text}");
    let text = said_of("Hartley", "conversation", "en");
    assert!(
        text.contains("- the S&P 500, as agreed\n- gold, in a talk; no agreement says so yet\n"),
        "{text}"
    );
}

#[test]
fn a_conversation_card_tells_one_talk_once_and_corrects_with_their_own_figures() {
    let text = said_of("Hartley", "conversation", "en");
    assert_eq!(text.matches("- 4 August 2026").count(), 1, "{text}");
    for said in [
        "- 4 August 2026: the S&P 500, this year, up 11 %, they are up 4 %. \"The index does not have to pay you. \
         The plan does.\" Ann understood, Robert understood partly.",
        "- Start date: with us since 14 March 2017. Count from the day the money came",
        "- Flows: 24,000 was taken out in May and grew no more. What was paid in",
        "- Blend: half is bonds, by agreement. Compare with an index of that mix",
        "- Success: Judge us by the plan, not the market: Plan funded, 95 % or more; it was 97 % on 1 November 2026.",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let text = said_of("Hartley", "conversation", "de");
    for said in ["Ann hat es verstanden, Robert hat es zum Teil verstanden.", "in Vereinbarung v3 vom"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let bare = home();
    let text = bare.run(&["document", "make", "conversation", "Hartley", "--preview"]).ok();
    for said in
        ["- Flows: what was paid in", "- Blend: the index of the mix", "- Success: what it is was never"]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
}

#[test]
fn a_german_page_writes_figures_and_what_the_program_wrote_in_german() {
    let text = said_of("Hartley", "charter", "de");
    assert!(text.contains("Saved for the home: mindestens 60.000; 41.000 am 31\\. Oktober 2026"), "{text}");
    let text = said_of("Hartley", "agenda", "de");
    assert!(text.contains("1. Wieder ansehen: Retire together") && !text.contains("Look again"), "{text}");
    let text = said_of("Hartley", "year", "de");
    assert!(text.contains("41.000 am 31\\. Oktober 2026, noch nicht erreicht"), "{text}");
}

#[test]
fn of_a_household_of_which_little_is_known_a_page_says_what_is_and_greets_it() {
    let home = Home::new();
    home.run(&["client", "add", "Novak household", "--tier", "C"]).ok();
    for (template, language, said) in [
        ("charter", "en", "\nNothing is agreed between us yet.\n"),
        ("charter", "de", "\nZwischen uns ist noch nichts vereinbart.\n"),
        ("year", "en", "\nDear Novak household,\n"),
        ("year", "de", "\nGuten Tag Novak household,\n"),
        ("rolecard", "en", "\n| When we cannot be reached | \\_\\_"),
    ] {
        let make = ["document", "make", template, "Novak", "--language", language, "--preview"];
        let text = home.run(&make).ok();
        assert!(text.contains(said), "{text}");
    }
}

#[test]
fn an_exception_stands_in_the_charter_with_its_rule_and_its_reason() {
    let text = said_of("Farouk", "charter", "en");
    let said = "- **Minimum fee 2,400 a year**: 1,800 a year instead of the minimum, until 30 November 2026. The reason: \
                the restaurant closed; one year to get on their feet.\n";
    assert!(text.contains(said), "{text}");
    let help = home().run(&["exception", "add", "--help"]).ok();
    assert!(help.contains("the reason, as it stands in their charter"), "{help}");
}

#[test]
fn a_promise_past_its_day_is_owed_and_not_promised_again() {
    for (template, language, said) in [
        ("ending", "en", "Roth conversion figures. This was due on 19 November 2026, and we owe it to you."),
        (
            "year",
            "de",
            "Roth conversion figures. Das war am 19\\. November 2026 fällig, und wir schulden es Ihnen.",
        ),
        ("agenda", "en", "Roth conversion figures. This was due on 19 November 2026, and we owe it to you."),
    ] {
        let text = said_of("Hartley", template, language);
        assert!(text.contains(said) && !text.contains("by 19 November"), "{text}");
    }
}

#[test]
fn a_mail_draft_holds_the_pdf_and_sends_nothing() {
    let home = home();
    let point = ["contact-point", "add", "ann@example.com", "--of", "Ann Hartley", "--kind", "email"];
    home.run(&point).ok();
    let eml = home.path().join("charter.eml");
    home.run(&["document", "make", "charter", "Hartley", "--eml", eml.to_str().unwrap()]).ok();
    let text = fs::read_to_string(&eml).unwrap();
    assert!(text.contains("To: ann@example.com\r\n") && text.contains("X-Unsent: 1"), "{text}");
    assert!(
        text.contains("Content-Type: application/pdf; name=\"Relationship charter_ Hartley household.pdf\"")
    );
    home.run(&["client", "edit", "Hartley", "--no-email", "yes"]).ok();
    let no = home.run(&["document", "write", "d1", "--eml", "b.eml"]);
    assert!(no.code == 1 && no.err.contains("wants no e-mail"), "{}", no.err);
}

/// The words of a PDF as another program reads them, with the box of each; none where it is not installed.
fn words(pdf: &[u8]) -> Option<Vec<([f32; 4], String)>> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.pdf");
    fs::write(&file, pdf).unwrap();
    let out = Command::new("pdftotext").arg("-bbox").arg(&file).arg("-").output().ok()?;
    let text = String::from_utf8(out.stdout).unwrap();
    let word = |line: &str| {
        let rest = line.trim().strip_prefix("<word ")?;
        let (head, tail) = rest.split_once('>')?;
        let side = |name: &str| -> f32 {
            let after = head.split_once(&format!("{name}=\"")).unwrap().1;
            after.split_once('"').unwrap().0.parse().unwrap()
        };
        let said = tail.trim_end_matches("</word>").replace("&apos;", "'").replace("&lt;", "<");
        Some((
            ["xMin", "yMin", "xMax", "yMax"].map(side),
            said.replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"),
        ))
    };
    Some(text.lines().filter_map(word).collect())
}

/// The fonts of the program, those of this computer, and a few signs of Japanese.
fn fonts() -> Fonts {
    let mut folders = system_folders();
    folders.push(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/fonts").into());
    Fonts::new(folders, "ja").unwrap()
}

/// Every heading has a line under it on its page, no sign is a box, and another program reads every word of it
/// inside the margins.
fn must_stand_on_paper(name: &str, made: &Draft) {
    let sheet = Sheet { title: &made.title, language: &made.template.language, paper: LETTER };
    let pages = match laid_out(&sheet, &made.text, &mut fonts()) {
        Ok(pages) => pages,
        // Where no font has it, the sign is named and another form offered.
        Err(no) => {
            assert!(no.message.starts_with("The PDF cannot show "), "{name}: {no}");
            assert!(no.message.ends_with("HTML and Markdown show it."), "{name}: {no}");
            return;
        }
    };
    let foot = LETTER.height - BOTTOM;
    for page in &pages {
        assert!(page.runs.iter().flat_map(|placed| &placed.run.glyphs).all(|(glyph, ..)| *glyph != 0));
        for heading in page.runs.iter().filter(|placed| placed.heading) {
            let is_under =
                |placed: &&Placed| !placed.heading && placed.y > heading.y && placed.y < foot + 1.0;
            assert!(page.runs.iter().any(|placed| is_under(&placed)), "{name}: {heading:?}");
        }
    }
    let pdf = document(&sheet, &made.text, &mut fonts()).unwrap();
    let html = standing::letters::html::page(&made.title, &made.template.language, &made.text);
    assert!(html.contains("</html>") && !html.contains("<script"), "{name}");
    let Some(words) = words(&pdf) else { return };
    let all: String = words.iter().map(|(_, word)| word.as_str()).collect();
    for block in standing::letters::blocks::blocks(&made.text) {
        for word in block.text().split_whitespace().filter(|word| !word.starts_with("____")) {
            assert!(all.contains(word), "{name}: {word} is not in the PDF: {all}");
        }
    }
    for ([left, top, right, bottom], word) in &words {
        assert!(*left > 60.0 && *right < 612.0 - 60.0, "{name}: {word}");
        assert!(*top > 55.0 && *bottom < 792.0 - 20.0, "{name}: {word}");
    }
}

fn in_both_languages() -> impl Iterator<Item = (String, &'static str)> {
    templates::names(None).into_iter().flat_map(|name| [(name.clone(), "en"), (name, "de")])
}

#[test]
fn every_document_of_the_demo_says_all_of_it_on_paper() {
    let book = book();
    for client in ["Hartley", "Tanaka"] {
        let client = book.named(standing::domain::record::Kind::Relationship, client).unwrap().id.id;
        for (template, language) in in_both_languages() {
            let name = format!("{template} {language}");
            let wanted = Wanted { template, language: Some(language.into()), ..Wanted::default() };
            must_stand_on_paper(&name, &draft(&book, client, &wanted).unwrap());
        }
    }
}

#[test]
fn every_document_says_long_texts_accents_and_japanese_names_on_paper() {
    let home = Home::new();
    let long =
        "Åse und Łukasz bezahlen das große Haus an der Küste ab, œuvre complète, čtyři roky. ".repeat(14);
    let words = format!("{}. 老後に毎月二十万円。", "a".repeat(180));
    let name = "Čapková-Łukasiewicz-Ångström-Überschall household of the very long name by the sea";
    let run = |args: &[&str]| home.run(args).ok();
    run(&["client", "add", name, "--tier", "A", "--head", "田中裕子"]);
    run(&["person", "edit", "p1", "--given", "裕子"]);
    run(&["measure", "add", "Plan funded", "--client", "c1", "--unit", "percent", "--target", "95"]);
    for k in 1..=6 {
        let goal = format!("{k}. {}", &long[..long.char_indices().nth(180).unwrap().0]);
        run(&["goal", "add", &goal, "--client", "c1", "--why", &long]);
        run(&["goal", "agree", &format!("g{k}"), "--by", "p1", "--how", "meeting"]);
        let topic = if k == 1 { "success" } else { "response" };
        let expectation = ["expectation", "add", &goal, "--client", "c1", "--topic", topic];
        run(&[&expectation[..], &["--their-words", &long, "--our-answer", &words]].concat());
        run(&["expectation", "agree", &format!("e{k}"), "--by", "p1", "--how", "meeting"]);
        run(&["rule", "add", &goal, "--topic", "scope", "--text", &long]);
        run(&["rule", "accept", &format!("r{k}"), "--client", "c1", "--by", "p1", "--how", "meeting"]);
        run(&["log", "c1", "--channel", "call", "--summary", &goal, "--promise", &format!("{goal} by fri")]);
    }
    let book = standing::acts::Book::open(&home.book(), standing::clock::Clock::fixed(today())).unwrap();
    for (template, language) in in_both_languages() {
        let read = templates::template(&template, Some(language), None).unwrap();
        let given = read.asks.iter().map(|ask| (ask.name.clone(), long.trim().to_owned())).collect();
        let name = format!("{template} {language}");
        let wanted = Wanted { template, language: Some(language.into()), given, meeting: None };
        let made = draft(&book, 1, &wanted).unwrap();
        must_stand_on_paper(&name, &made);
        for ask in &read.asks {
            assert!(made.text.contains(long.trim()), "{name}: {} is not in it", ask.name);
        }
    }
}

#[test]
fn a_charter_says_every_agreed_text_and_no_sensitivity() {
    use standing::domain::record::Kind;
    let book = book();
    let client = book.named(Kind::Relationship, "Hartley").unwrap();
    let wanted = Wanted { template: "charter".into(), ..Wanted::default() };
    let made = draft(&book, client.id.id, &wanted).unwrap();
    let said: String =
        standing::letters::blocks::blocks(&made.text).iter().map(|block| block.text() + "\n").collect();
    let mut stated = 0;
    for kind in [Kind::Goal, Kind::Expectation] {
        for row in book.of(kind, client.id.id).unwrap().iter().filter(|row| row.str("state") == "agreed") {
            stated += 1;
            for field in ["statement", "title", "why", "their_words", "our_answer"] {
                assert!(said.contains(row.str(field).trim()), "{}", row.str(field));
            }
        }
    }
    assert!(stated >= 5 && made.states.len() > stated);
    for name in templates::names(None) {
        let wanted = Wanted { template: name, ..Wanted::default() };
        let text = draft(&book, client.id.id, &wanted).unwrap().text;
        assert!(!client.str("sensitivities").is_empty() && !text.contains("brother lost"), "{text}");
    }
}

#[test]
fn an_english_letter_begins_with_a_capital_after_its_greeting() {
    for (template, begins) in [
        ("year", "This is what we did"),
        ("engagement", "This letter says"),
        ("ending", "As we said"),
        ("terms", "From "),
    ] {
        let text = said_of("Hartley", template, "en");
        assert!(text.contains(&format!(",\n\n{begins}")), "{template}: {text}");
    }
    assert!(said_of("Hartley", "engagement", "en").contains("\nOur fee: "));
}

#[test]
fn a_role_card_promises_nobody_where_nobody_is_named_for_an_emergency() {
    for client in ["Tanaka", "Lefèvre"] {
        let text = said_of(client, "rolecard", "en");
        assert!(!text.contains("role card can"), "{text}");
        assert!(text.contains("503 555 0100"), "{text}");
    }
    assert!(said_of("Hartley", "rolecard", "en").contains("How besides"));
}

#[test]
fn who_did_not_agree_stands_in_the_charter_and_on_the_conversation_card() {
    let desk = Home::new();
    for args in [
        &["client", "add", "Hartley household", "--head", "Ann Hartley", "--spouse", "Robert Hartley"][..],
        &["measure", "add", "Plan funded", "--client", "Hartley", "--unit", "percent", "--target", "95"],
        &["expectation", "add", "The plan", "--client", "Hartley", "--topic", "success", "--measure", "m1"],
        &["expectation", "agree", "e1", "--by", "Ann", "--dissents", "Robert", "--how", "meeting"],
    ] {
        desk.run(args).ok();
    }
    let make = |paper: &str| desk.run(&["document", "make", paper, "Hartley", "--preview"]).ok();
    assert!(make("charter").contains("Not agreed by: Robert Hartley."), "{}", make("charter"));
    assert!(
        make("conversation").contains(" by Ann Hartley, not by Robert Hartley"),
        "{}",
        make("conversation")
    );
    assert!(said_of("Hartley", "conversation", "de").contains(" mit Ann und Robert"));
}
