//! Text with signs in it is found by the index and read only where the words between them stand.

use crate::{
    domain::record::{Fields, Kind, RecordId},
    store::{Store, testing::meta},
};

/// A book with `many` contacts, of which the very first holds this text.
fn book(many: usize, first: &str) -> Store {
    let mut store = Store::memory().unwrap();
    store
        .act(&meta(), |tx| {
            let of = tx.insert(Kind::Relationship, &Fields::new().with("name", "Hartley"))?;
            let contact = |k: usize| {
                let said =
                    format!("Call {k}: they asked about the plan, and Brien's figures. {}", "x ".repeat(40));
                Fields::new()
                    .with("relationship_id", of.id)
                    .with("day", "2026-11-20")
                    .with("summary", if k == 0 { first.to_owned() } else { said })
            };
            let first = tx.insert(Kind::Interaction, &contact(0))?;
            tx.insert(
                Kind::Share,
                &Fields::new().with("relationship_id", 1).with("interaction_id", first.id),
            )?;
            tx.insert_many(Kind::Interaction, None, &(1..many).map(contact).collect::<Vec<_>>())?;
            Ok(((), "Added".to_owned()))
        })
        .unwrap();
    store
}

#[test]
fn an_old_note_is_found_by_its_signs_however_many_are_newer() {
    let store = book(20_200, "Spoke with Mr O'Brien-Smith of ann@example.com");
    let db = store.db();
    // Every other note has one of the words, and none the signs.
    for text in ["n@example.com", "brien-smith of", "with Mr O'B", "'Brien-Smith"] {
        let found = db.find_notes(text, 9).unwrap();
        let ids: Vec<RecordId> = found.iter().map(|hit| hit.record).collect();
        assert_eq!(ids, [RecordId::new(Kind::Interaction, 1)], "{text}");
        assert_eq!(db.relationships_holding(text).unwrap(), [1].into(), "{text}");
    }
    assert!(db.find_notes("ann.example", 9).unwrap().is_empty());
}
