//! Whether a book lies where other programs change it behind the desk's back: a synchronised folder, a network drive.
//!
//! A folder is known by its name, by what the program that synchronises it leaves in it, or by how it is mounted.
//!
//! **Invariant:** it only looks; where nothing can be told, nothing is said.

use std::path::{Path, PathBuf};

use crate::domain::safe;

/// Names of folders, in lower case, as the programs make them; a star stands for any end.
const NAMES: [(&str, &str); 12] = [
    ("dropbox*", "Dropbox"),
    ("onedrive*", "OneDrive"),
    ("google drive", "Google Drive"),
    ("googledrive*", "Google Drive"),
    ("my drive", "Google Drive"),
    ("icloud*", "iCloud"),
    ("mobile documents", "iCloud"),
    ("com~apple~clouddocs", "iCloud"),
    ("nextcloud*", "Nextcloud"),
    ("owncloud*", "ownCloud"),
    ("syncthing", "Syncthing"),
    ("pcloud*", "pCloud"),
];

/// What the programs leave in the folders they keep; a star stands for any end.
const SIGNS: [(&str, &str); 6] = [
    (".stfolder*", "Syncthing"),
    (".dropbox*", "Dropbox"),
    (".sync_*", "Nextcloud"),
    ("._sync_*", "Nextcloud"),
    (".owncloudsync*", "ownCloud"),
    (".tmp.driveupload", "Google Drive"),
];

/// File systems that lie on another machine, or that another program answers for.
const MOUNTS: [(&str, &str); 13] = [
    ("nfs", "a network drive (NFS)"),
    ("nfs4", "a network drive (NFS)"),
    ("cifs", "a network drive (Windows share)"),
    ("smb3", "a network drive (Windows share)"),
    ("smbfs", "a network drive (Windows share)"),
    ("afpfs", "a network drive (AFP)"),
    ("webdav", "a network drive (WebDAV)"),
    ("davfs", "a network drive (WebDAV)"),
    ("9p", "a drive of another machine"),
    ("afs", "a network drive (AFS)"),
    ("ceph", "a network drive (Ceph)"),
    ("fuse.sshfs", "a drive of another machine (SSH)"),
    ("fuse.rclone", "a cloud drive (rclone)"),
];

/// Why the place of a book endangers it, in a sentence; none when it does not, as far as can be told.
#[must_use]
pub fn of(book: &Path) -> Option<String> {
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    of_known(book, if cfg!(target_os = "macos") { Mounts::OfMac } else { Mounts::Listed(&mounts) })
}

/// How it is known what lies on another machine.
#[derive(Debug, Clone, Copy)]
enum Mounts<'a> {
    /// The system lists them.
    Listed(&'a str),
    /// By where macOS puts them: its list is not to be had without unsafe code.
    OfMac,
}

fn of_known(book: &Path, mounts: Mounts<'_>) -> Option<String> {
    // Where a link leads is where the file lies.
    let whole = std::fs::canonicalize(book).unwrap_or_else(|_| book.to_owned());
    let synced = whole.ancestors().skip(1).find_map(|dir| named(dir).or_else(|| signed(dir)));
    if let Some(who) = synced {
        return Some(format!(
            "The book lies in a folder that {who} synchronises: it may copy half a change, or put an old state back. \
             Move the book out of it, and name the folder as [backup] also: its copies are safe there."
        ));
    }
    let what = match mounts {
        Mounts::Listed(list) => mounted(&whole, list)?,
        Mounts::OfMac => volume(&whole)?,
    };
    Some(format!(
        "The book lies on {what}: a break in the connection can damage it, and two machines can write at once. \
         Keep it on this machine's own disk, and name that place as [backup] also."
    ))
}

fn fits(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(begins) => name.starts_with(begins),
        None => name == pattern,
    }
}

fn named(dir: &Path) -> Option<&'static str> {
    let name = dir.file_name()?.to_str()?.to_lowercase();
    let known = NAMES.iter().find(|(pattern, _)| fits(pattern, &name)).map(|(_, who)| *who);
    // Where macOS keeps the folders of all such programs, whoever makes them.
    known.or_else(|| dir.parent()?.ends_with("Library/CloudStorage").then_some("a cloud service"))
}

/// What macOS puts beside its own disk: a drive of another machine, or one that may be pulled out.
fn volume(path: &Path) -> Option<String> {
    let name = path.strip_prefix("/Volumes").ok()?.iter().next()?.to_str()?;
    Some(format!(
        "the volume {}, which is a network drive or one that can be pulled out",
        safe::one_line(name)
    ))
}

fn signed(dir: &Path) -> Option<&'static str> {
    // The home directory holds settings of these programs that look like their signs.
    if std::env::var_os("HOME").is_some_and(|home| Path::new(&home) == dir) {
        return None;
    }
    std::fs::read_dir(dir).ok()?.take(2_000).find_map(|entry| {
        let name = entry.ok()?.file_name().to_string_lossy().to_lowercase();
        SIGNS.iter().find(|(pattern, _)| fits(pattern, &name)).map(|(_, who)| *who)
    })
}

/// How the deepest mount above a path is called in the system's list; none for one of this machine.
fn mounted(path: &Path, mounts: &str) -> Option<String> {
    let of_line = |line: &str| {
        let (place, kind) = line.split_once(" - ")?;
        let point = PathBuf::from(place.split(' ').nth(4)?.replace("\\040", " "));
        path.starts_with(&point).then(|| (point, kind.split(' ').next().unwrap_or_default().to_owned()))
    };
    // The later of two mounts on one point hides the other.
    let (_, kind) = mounts.lines().filter_map(of_line).max_by_key(|(point, _)| point.components().count())?;
    if let Some((_, what)) = MOUNTS.iter().find(|(known, _)| *known == kind) {
        return Some((*what).to_owned());
    }
    let other = kind.strip_prefix("fuse.")?;
    Some(format!("a drive that another program answers for ({other})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTED: &str = "25 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n\
        40 25 0:40 / /mnt/office rw - cifs //server/share rw\n\
        41 25 0:41 / /mnt/my\\040files rw - nfs4 server:/x rw\n\
        42 25 0:42 / /mnt/cloud rw - fuse.rclone drive: rw\n\
        43 25 8:17 / /media/stick rw - fuseblk /dev/sdb1 rw\n\
        44 25 0:44 / /mnt/odd rw - fuse.oddfs odd rw\n";

    #[test]
    fn folders_of_the_programs_that_synchronise_are_known_by_name() {
        for (path, who) in [
            ("/home/ann/Dropbox/practice/book.db", "Dropbox"),
            ("/home/ann/OneDrive - Firm/book.db", "OneDrive"),
            ("/Users/ann/Library/Mobile Documents/com~apple~CloudDocs/book.db", "iCloud"),
            ("/home/ann/Nextcloud/book.db", "Nextcloud"),
            ("/home/ann/Google Drive/book.db", "Google Drive"),
        ] {
            assert!(of_known(Path::new(path), Mounts::Listed("")).unwrap().contains(who), "{path}");
        }
        assert_eq!(of_known(Path::new("/home/ann/practice/book.db"), Mounts::Listed(MOUNTED)), None);
        assert_eq!(of_known(Path::new("/home/ann/practice/Dropbox.db"), Mounts::Listed(MOUNTED)), None);
    }

    #[test]
    fn a_folder_is_known_by_what_its_program_leaves_in_it_and_through_a_link() {
        let dir = tempfile::tempdir().unwrap();
        let inside = dir.path().join("shared/practice");
        std::fs::create_dir_all(&inside).unwrap();
        let book = inside.join("book.db");
        std::fs::write(&book, "").unwrap();
        assert_eq!(of_known(&book, Mounts::Listed("")), None);
        std::fs::create_dir(dir.path().join("shared/.stfolder")).unwrap();
        assert!(of_known(&book, Mounts::Listed("")).unwrap().contains("Syncthing"));
        #[cfg(unix)]
        {
            let link = dir.path().join("book.db");
            std::os::unix::fs::symlink(&book, &link).unwrap();
            assert!(of_known(&link, Mounts::Listed("")).unwrap().contains("Syncthing"));
        }
    }

    #[test]
    fn on_a_mac_volumes_and_the_folders_of_cloud_services_are_known_by_where_they_are() {
        let said = |path: &str| of_known(Path::new(path), Mounts::OfMac).unwrap_or_default();
        assert!(
            said("/Volumes/Office/practice/book.db").contains("the volume Office, which is a network drive")
        );
        assert!(
            said("/Users/ann/Library/CloudStorage/Box-Box/book.db").contains("a cloud service synchronises")
        );
        assert!(said("/Users/ann/Library/CloudStorage/OneDrive-Firm/a/book.db").contains("OneDrive"));
        assert!(said("/Users/ann/Library/Mobile Documents/iCloud~x/book.db").contains("iCloud"));
        assert_eq!(said("/Users/ann/Library/Application Support/standing/book.db"), "");
        assert_eq!(said("/Users/ann/CloudStorage/a/book.db"), "");
        let linux = of_known(Path::new("/Volumes/Office/book.db"), Mounts::Listed(MOUNTED));
        assert_eq!(linux, None, "there it is a folder like others");
    }

    #[test]
    fn drives_of_other_machines_are_known_by_how_they_are_mounted() {
        for (path, what) in [
            ("/mnt/office/book.db", Some("Windows share")),
            ("/mnt/my files/a/book.db", Some("NFS")),
            ("/mnt/cloud/book.db", Some("rclone")),
            ("/mnt/odd/book.db", Some("oddfs")),
            ("/media/stick/book.db", None),
            ("/mnt/officer/book.db", None),
        ] {
            let said = of_known(Path::new(path), Mounts::Listed(MOUNTED));
            assert_eq!(said.is_some(), what.is_some(), "{path}: {said:?}");
            assert!(what.is_none_or(|what| said.unwrap().contains(what)), "{path}");
        }
    }
}
