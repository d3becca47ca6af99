//! The schema equals the declarations: every field a column, every reference a foreign key with an index.
//!
//! **Invariant:** the schema is read from a book the program made, not from the migration's text.

use std::collections::BTreeSet;

use rusqlite::Connection;
use standing::domain::record::{Kind, Set, Spec, Ty};

use crate::program::{Home, raw};

fn book() -> (Home, Connection) {
    let home = Home::new();
    home.run(&["client", "add", "Hartley household"]).ok();
    let conn = raw(&home.book());
    (home, conn)
}

/// One column of strings.
fn column(conn: &Connection, sql: &str, table: &str) -> Vec<String> {
    let mut statement = conn.prepare(sql).unwrap();
    statement.query_map([table], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn each(test: impl Fn(&Connection, &Spec) -> Vec<String>) {
    let (_home, conn) = book();
    let faults: Vec<String> = Kind::ALL.iter().flat_map(|kind| test(&conn, kind.spec())).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_declared_field_is_a_column_and_every_column_a_declared_field() {
    each(|conn, spec| {
        let columns: BTreeSet<String> =
            column(conn, "SELECT name FROM pragma_table_xinfo(?1)", spec.table).into_iter().collect();
        let mut declared: BTreeSet<String> = spec.fields.iter().map(|field| field.name.to_owned()).collect();
        declared.extend(["id".to_owned(), "uid".to_owned()]);
        columns
            .symmetric_difference(&declared)
            .map(|name| {
                let only = if columns.contains(name) { "column" } else { "declaration" };
                format!("{}.{name} is only a {only}", spec.table)
            })
            .collect()
    });
}

#[test]
fn every_column_has_the_type_of_its_field() {
    each(|conn, spec| {
        let mut faults = Vec::new();
        for field in spec.fields {
            let wanted = match field.ty {
                Ty::Line | Ty::Zone | Ty::Long | Ty::Date | Ty::PartialDate | Ty::Time | Ty::Choice(_) => {
                    "TEXT"
                }
                Ty::Count | Ty::Number | Ty::Flag | Ty::Ref(_) => "INTEGER",
            };
            let found: Option<String> = conn
                .query_row(
                    "SELECT type FROM pragma_table_xinfo(?1) WHERE name = ?2",
                    [spec.table, field.name],
                    |row| row.get(0),
                )
                .ok();
            if found.as_deref() != Some(wanted) {
                faults.push(format!("{}.{} is {found:?}, its field wants {wanted}", spec.table, field.name));
            }
        }
        faults
    });
}

#[test]
fn a_column_that_must_be_filled_is_filled_by_the_user_a_default_or_an_act() {
    each(|conn, spec| {
        column(
            conn,
            "SELECT name FROM pragma_table_xinfo(?1) WHERE \"notnull\" AND name <> 'uid'",
            spec.table,
        )
        .into_iter()
        .filter(|name| {
            spec.field(name).is_some_and(|field| field.set == Set::Optional && field.default.is_none())
        })
        .map(|name| format!("{}.{name} may be left empty in a form but not in the book", spec.table))
        .collect()
    });
}

#[test]
fn every_reference_has_its_foreign_key_and_an_index() {
    each(|conn, spec| {
        let mut faults = Vec::new();
        for field in spec.fields {
            let Ty::Ref(to) = field.ty else { continue };
            let parent: Option<String> = conn
                .query_row(
                    "SELECT \"table\" FROM pragma_foreign_key_list(?1) WHERE \"from\" = ?2",
                    [spec.table, field.name],
                    |row| row.get(0),
                )
                .ok();
            if parent.as_deref() != Some(to.spec().table) {
                faults.push(format!(
                    "{}.{} refers to {parent:?}, not {}",
                    spec.table,
                    field.name,
                    to.spec().table
                ));
            }
            let indexed: bool = conn
                .query_row(
                    "SELECT EXISTS (SELECT 1 FROM pragma_index_list(?1) AS list, pragma_index_info(list.name) AS info
                                    WHERE info.seqno = 0 AND info.name = ?2)",
                    [spec.table, field.name],
                    |row| row.get(0),
                )
                .unwrap();
            if !indexed {
                faults.push(format!("{}.{} has no index", spec.table, field.name));
            }
        }
        faults
    });
}

#[test]
fn every_table_is_strict_and_every_uid_unique() {
    each(|conn, spec| {
        let strict: bool = conn
            .query_row(
                "SELECT strict FROM pragma_table_list WHERE name = ?1 AND schema = 'main'",
                [spec.table],
                |row| row.get(0),
            )
            .unwrap();
        let unique: bool = conn
            .query_row(
                "SELECT EXISTS (SELECT 1 FROM pragma_index_list(?1) AS list WHERE list.\"unique\" AND
                   (SELECT group_concat(info.name) FROM pragma_index_info(list.name) AS info) = 'uid')",
                [spec.table],
                |row| row.get(0),
            )
            .unwrap();
        let mut faults = Vec::new();
        if !strict {
            faults.push(format!("{} is not STRICT", spec.table));
        }
        if !unique {
            faults.push(format!("{}.uid is not unique", spec.table));
        }
        faults
    });
}

#[test]
fn every_own_table_is_strict() {
    let (_home, conn) = book();
    let loose = column(
        &conn,
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict
         AND name NOT LIKE 'sqlite_%' AND ?1 = ''",
        "",
    );
    assert!(loose.is_empty(), "{loose:?}");
}

#[test]
fn the_sqlite_built_in_has_the_wal_reset_fix() {
    // Versions before 3.51.3 can corrupt a WAL book when two connections write and checkpoint at once.
    assert!(rusqlite::version_number() >= 3_051_003, "{}", rusqlite::version());
}
