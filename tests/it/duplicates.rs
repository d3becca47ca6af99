//! Duplicates from the command line, and a switcher's three files.

use std::fs;

use crate::program::Home;

/// What a command says on stdout as JSON.
fn json(home: &Home, args: &[&str]) -> serde_json::Value {
    let mut args = args.to_vec();
    args.push("--json");
    serde_json::from_str(&home.run(&args).ok()).unwrap()
}

fn book_of(home: &Home) -> serde_json::Value {
    let out = home.path().join("out.json");
    home.run(&["export", "json", "--out", out.to_str().unwrap(), "--force"]).ok();
    let whole: serde_json::Value = serde_json::from_str(&fs::read_to_string(out).unwrap()).unwrap();
    let mut book = whole["book"].clone();
    // That it was looked at so is kept, and no part of what is compared.
    book.as_object_mut().unwrap().remove("handover");
    book
}

/// A book of the same two people from three programs, none of which knows the others' identifiers.
fn switcher() -> Home {
    let home = Home::new();
    for (name, text) in [
        (
            "google.csv",
            "First Name,Last Name,Organization Name,Birthday,E-mail 1 - Value,Phone 1 - Value,Labels\n\
             Ann,Hartley,Meridian,1963-03-14,ann@example.com,503 555 0142,golf\n\
             Robert,Hartley,,,rob@example.com,503 555 0177,\n",
        ),
        (
            "outlook.csv",
            "First Name,Middle Name,Last Name,Company,E-mail Address,Mobile Phone,Notes,Birthday,Business Street\n\
             Annie,,Hartley,Acme,ann@example.com,503 555 0199,Likes golf.,0/0/00,\n\
             Robert,,Hartley,,bob@work.example,503 555 0177,,0/0/00,\n",
        ),
        (
            "cards.vcf",
            "BEGIN:VCARD\nVERSION:3.0\nUID:v1\nFN:Ann M. Hartley\nTEL:+1 503 555 0142\nTITLE:Pilot\nEND:VCARD\n\
             BEGIN:VCARD\nVERSION:3.0\nUID:v2\nFN:Bob Hartley\nNICKNAME:Bob\nEMAIL:rob@example.com\nEND:VCARD\n",
        ),
    ] {
        let file = home.path().join(name);
        fs::write(&file, text).unwrap();
        home.run(&["import", file.to_str().unwrap(), "--apply"]).ok();
    }
    home
}

fn persons(home: &Home) -> usize {
    book_of(home)["person"].as_array().unwrap().len()
}

#[test]
fn a_switchers_files_end_in_one_person_each_and_each_merge_is_taken_back() {
    let home = switcher();
    let mut merges = 0;
    loop {
        let found = json(&home, &["duplicates"]);
        let Some(pair) = found["duplicates"].as_array().unwrap().first().cloned() else { break };
        let before = book_of(&home);
        let (keep, other) = (pair["keep"].as_str().unwrap(), pair["other"].as_str().unwrap());
        assert!(!pair["reason"].as_str().unwrap().is_empty());
        home.run(&["merge", keep, other]).ok();
        home.run(&["undo"]).ok();
        assert_eq!(book_of(&home), before, "{pair}");
        home.run(&["redo"]).ok();
        merges += 1;
        assert!(merges < 9);
    }
    assert!(merges > 0);
    let book = book_of(&home);
    let ann: Vec<&serde_json::Value> = book["person"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["name"].as_str().unwrap().starts_with("Ann"))
        .collect();
    assert_eq!(ann.len(), 1, "{ann:?}");
    // Every value of all files is in the book.
    let text = book.to_string();
    for value in [
        "Meridian",
        "Acme",
        "1963-03-14",
        "ann@example.com",
        "503 555 0142",
        "503 555 0199",
        "golf",
        "Likes golf.",
        "Pilot",
        "Annie Hartley",
        "rob@example.com",
        "bob@work.example",
        "503 555 0177",
    ] {
        assert!(text.contains(value), "{value} is lost");
    }
    assert!(home.run(&["find", "Annie"]).ok().contains("Ann"));
    assert!(home.run(&["verify"]).ok().contains("book equals journal"));
    // The same file again has nothing that is new.
    for name in ["google.csv", "outlook.csv", "cards.vcf"] {
        let file = home.path().join(name);
        let said = json(&home, &["import", file.to_str().unwrap()]);
        assert_eq!(said["new"], 0, "{name}: {said}");
    }
}

#[test]
fn what_is_told_apart_is_not_listed_again_until_it_is_taken_back() {
    let home = Home::new();
    home.run(&["client", "add", "Hartley household", "--head", "Ann Hartley"]).ok();
    home.run(&["client", "add", "Other household", "--head", "Ann Hartley"]).ok();
    assert!(home.run(&["duplicates"]).ok().contains("same name"));
    assert!(home.run(&["duplicates", "--sure"]).ok().contains("Nobody"));
    assert!(home.run(&["distinct", "p1", "p2"]).ok().contains("Told apart"));
    assert!(home.run(&["duplicates"]).ok().contains("Nobody in the book looks like somebody else."));
    home.run(&["undo"]).ok();
    assert!(home.run(&["duplicates"]).ok().contains("same name"));
}

#[test]
fn what_cannot_be_merged_or_split_is_refused_and_changes_nothing() {
    let home = Home::new();
    home.run(&["client", "add", "Hartley household", "--head", "Ann Hartley", "--spouse", "Robert Hartley"])
        .ok();
    home.run(&["client", "add", "Other household", "--head", "Ann Hartley"]).ok();
    let before = persons(&home);
    for (args, code, words) in [
        (&["merge", "p1", "p1"][..], 1, "one record already"),
        (&["merge", "p1", "p77"], 2, "There is no person p77"),
        (&["merge", "Ann Hartley", "p1"], 2, "fits 2"),
        (&["merge", "p1", "p3", "--take", "shoe-size=other"], 2, "no field shoe-size"),
        (&["merge", "p1", "p3", "--take", "name=mine"], 2, "is not one of the two"),
        (&["distinct", "p1", "p1"], 1, "is one person"),
        (&["split", "c1", "--into", "New", "--persons", "p1,p2"], 1, "Nobody would stay"),
        (&["split", "c1", "--into", "New", "--persons", "p3"], 1, "does not belong"),
        (&["split", "c1", "--into", "New", "--persons", "p2", "--why", "quarrel"], 1, "is no life event"),
    ] {
        let said = home.run(args);
        assert_eq!(said.code, code, "{args:?}: {}{}", said.out, said.err);
        assert!(said.err.contains(words), "{args:?}: {}", said.err);
    }
    assert_eq!(persons(&home), before);
    assert!(home.run(&["merge", "p1", "p3", "--preview"]).ok().contains("They differ in no field."));
    home.run(&[
        "split",
        "c1",
        "--into",
        "Robert Hartley household",
        "--persons",
        "Robert",
        "--why",
        "divorce",
    ])
    .ok();
    assert!(home.run(&["show", "Robert Hartley household"]).ok().contains("Hartley household"));
    assert!(home.run(&["verify"]).ok().contains("book equals journal"));
}
