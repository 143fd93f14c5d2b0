//! The schema. It only moves forward.

use std::path::Path;

use placet_domain::digest::Digest;
use placet_teeth::{Point, point};
use rusqlite::{Connection, TransactionBehavior, params};

use super::connection::{open_to_write, path_of_database};
use crate::error::StoreError;

struct Migration {
    name: &'static str,
    sql: &'static str,
}

/// In order. A migration never changes once it has been released: write a new one.
const MIGRATIONS: [Migration; 6] = [
    Migration {
        name: "0001_start",
        sql: include_str!("schema_0001.sql"),
    },
    Migration {
        name: "0002_hooks",
        sql: include_str!("schema_0002.sql"),
    },
    Migration {
        name: "0003_fewer_indexes",
        sql: include_str!("schema_0003.sql"),
    },
    Migration {
        name: "0004_rare_filters",
        sql: include_str!("schema_0004.sql"),
    },
    Migration {
        name: "0005_streams",
        sql: include_str!("schema_0005.sql"),
    },
    Migration {
        name: "0006_grouped_changes",
        sql: include_str!("schema_0006.sql"),
    },
];

/// Migrates the database to the newest schema, all in one transaction, and names the migrations that were applied.
pub(super) fn migrate(connection: &mut Connection) -> Result<Vec<&'static str>, StoreError> {
    apply(connection, true)
}

/// Tries the migrations that a start would apply to the store in `dir`, undoes them, and names them.
///
/// # Errors
/// [`StoreError::Missing`], [`StoreError::NewerSchema`], [`StoreError::OtherSchema`], and [`StoreError::Io`] when a
/// migration fails.
pub fn migrate_dry_run(dir: &Path) -> Result<Vec<&'static str>, StoreError> {
    let path = path_of_database(dir);
    if !path.exists() {
        return Err(StoreError::Missing(dir.display().to_string()));
    }
    apply(&mut open_to_write(&path)?, false)
}

fn apply(connection: &mut Connection, keep: bool) -> Result<Vec<&'static str>, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(
        "CREATE TABLE IF NOT EXISTS migrations (
            version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL
         ) STRICT;",
    )?;
    let applied = applied(&transaction)?;
    let known = MIGRATIONS.len() as u64;
    if let Some((found, ..)) = applied.last().filter(|(version, ..)| *version > known) {
        return Err(StoreError::NewerSchema {
            found: *found,
            known,
        });
    }
    let mut done = Vec::new();
    for (version, migration) in (1_u64..).zip(&MIGRATIONS) {
        let checksum = Digest::of_bytes(migration.sql.as_bytes()).to_string();
        match applied.iter().find(|(applied, ..)| *applied == version) {
            Some((_, _, recorded)) if *recorded == checksum => {}
            Some((_, name, _)) => return Err(StoreError::OtherSchema { name: name.clone() }),
            None => {
                transaction.execute_batch(migration.sql)?;
                transaction.execute(
                    "INSERT INTO migrations VALUES (?1, ?2, ?3)",
                    params![version, migration.name, checksum],
                )?;
                done.push(migration.name);
            }
        }
    }
    point(Point::SchemaApplied);
    match keep {
        true => transaction.commit()?,
        false => transaction.rollback()?,
    }
    Ok(done)
}

fn applied(connection: &Connection) -> Result<Vec<(u64, String, String)>, StoreError> {
    let mut statement =
        connection.prepare("SELECT version, name, checksum FROM migrations ORDER BY version")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
