//! A desk on a disk that is full: what was typed is kept once there is room, or its loss is said and confirmed.

use std::{
    fs,
    io::Write as _,
    path::PathBuf,
    process::{Command, Stdio},
};

use tempfile::TempDir;

use crate::{said, terminal::Term};

/// A small file system of its own with a home in it; taken away again at the end.
struct Disk {
    home: Option<TempDir>,
    at: TempDir,
}

impl Disk {
    /// None where the test may not make one.
    #[expect(clippy::print_stdout, reason = "a test that is left out says so")]
    fn with_client() -> Option<Self> {
        let at = TempDir::new().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=8m,mode=0755", "tmpfs"]).arg(at.path()).stderr(Stdio::null());
        if !mount.status().is_ok_and(|status| status.success()) {
            println!("skipped: only root can make a small disk here");
            return None;
        }
        let home = TempDir::new_in(at.path()).unwrap();
        // A copy that is given up would make room at a moment nobody knows.
        let config = home.path().join(".config/standing");
        fs::create_dir_all(&config).unwrap();
        fs::write(config.join("config.toml"), "[backup]\ndaily = false\n").unwrap();
        said(&home, &["client", "add", "Hartley household", "--tier", "A", "--head", "Ann Hartley"]);
        Some(Self { home: Some(home), at })
    }

    fn home(&self) -> &TempDir {
        self.home.as_ref().unwrap()
    }

    /// Fills it to the last byte.
    fn fill(&self) -> PathBuf {
        let file = self.at.path().join("filler");
        let mut to = fs::File::create(&file).unwrap();
        while to.write_all(&[7; 4096]).is_ok() {}
        while to.write_all(&[7]).is_ok() {}
        file
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        self.home = None;
        let _ = Command::new("umount").arg("-l").arg(self.at.path()).status();
    }
}

/// The desk with a note on Hartley.
fn noting(term: &mut Term) {
    term.sees("Hartley");
    term.keys("1");
    term.sees("Clients 1");
    term.keys("n");
    term.sees("Enter add");
    term.keys("Called about the Roth");
    term.sees("Called about the Roth");
}

#[test]
fn a_desk_opened_on_a_full_disk_saves_once_there_is_room() {
    let Some(disk) = Disk::with_client() else { return };
    let filler = disk.fill();
    let mut term = Term::desk(disk.home().path());
    term.sees("The disk is full");
    noting(&mut term);
    term.keys("\r");
    term.sees("disk is full");
    term.keys("\x1b");
    term.sees("Esc again closes and loses your text: the disk is full.");
    term.sees("Called about the Roth");
    fs::remove_file(filler).unwrap();
    term.keys("\r");
    term.misses("Enter add");
    term.sees("undo");
    // What is written beside it is seen, too.
    said(disk.home(), &["client", "add", "Okafor household"]);
    term.keys("1");
    term.sees("Okafor");
    term.keys("q");
    assert_eq!(term.left(), 0);
    term.is_given_back();
    assert!(said(disk.home(), &["client", "show", "Hartley"]).contains("Called about the Roth"));
    said(disk.home(), &["verify"]);
}

#[test]
fn text_that_a_full_disk_does_not_take_is_left_by_the_same_key_twice_and_said() {
    for opened in ["on a full disk", "before"] {
        let Some(disk) = Disk::with_client() else { return };
        if opened == "on a full disk" {
            disk.fill();
        }
        let mut term = Term::desk(disk.home().path());
        noting(&mut term);
        if opened == "before" {
            disk.fill();
        }
        term.keys("\x03");
        term.sees("Ctrl-C again leaves and loses your text");
        assert!(term.is_running());
        // Another key between asks again.
        term.keys("!");
        term.sees("Roth!");
        term.keys("\x03");
        term.sees("Ctrl-C again leaves and loses your text");
        term.keys("\x03");
        assert_eq!(term.left(), 3, "{opened}");
        term.is_given_back();
        term.until("what is lost", |screen| {
            let text = screen.contents().replace('\n', "");
            text.contains("could not be kept") && text.contains("Called about the Roth!")
        });
    }
}

#[test]
fn a_layer_whose_text_a_full_disk_does_not_take_can_be_closed() {
    let Some(disk) = Disk::with_client() else { return };
    let mut term = Term::desk(disk.home().path());
    noting(&mut term);
    let filler = disk.fill();
    term.keys("\x1b");
    term.sees("Esc again closes and loses your text");
    term.keys("\x1b");
    term.misses("Enter add");
    term.keys("q");
    assert_eq!(term.left(), 0);
    fs::remove_file(filler).unwrap();
    said(disk.home(), &["verify"]);
}
