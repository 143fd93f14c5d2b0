//! The plant's database tool: what `pg_dump` and a migration tool would be elsewhere.

use std::path::Path;
use std::process::ExitCode;

use rusqlite::Connection;

/// `placet demo-tool backup|migrate|restore|check DATABASE [BACKUP]`.
#[expect(clippy::print_stdout, reason = "a command's output is its result")]
pub(crate) fn main(arguments: &[String]) -> ExitCode {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["backup", database, backup] => backup_to(Path::new(database), Path::new(backup)),
        ["restore", database, backup] => restore(Path::new(database), Path::new(backup)),
        ["migrate", database] => migrate(Path::new(database)),
        ["check", database] => describe(Path::new(database)),
        _ => Err("use backup, restore, migrate or check".to_owned()),
    };
    match done {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            println!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn open(path: &Path) -> Result<Connection, String> {
    Connection::open(path).map_err(|error| error.to_string())
}

/// Makes the database with a thousand orders.
pub(crate) fn create(path: &Path) -> Result<(), String> {
    let sql = "CREATE TABLE orders (id INTEGER PRIMARY KEY, total_cents INTEGER NOT NULL);
               WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
               INSERT INTO orders SELECT i, i * 7 % 9973 FROM n;
               PRAGMA user_version = 1;";
    open(path)?
        .execute_batch(sql)
        .map_err(|error| error.to_string())
}

/// Says its schema version and how many orders it holds.
pub(crate) fn describe(path: &Path) -> Result<String, String> {
    let connection = open(path)?;
    let ask = |sql: &str| {
        connection
            .query_row(sql, [], |row| row.get::<_, i64>(0))
            .map_err(|e| e.to_string())
    };
    Ok(format!(
        "schema {}, {} orders",
        ask("PRAGMA user_version")?,
        ask("SELECT count(*) FROM orders")?
    ))
}

fn backup_to(database: &Path, backup: &Path) -> Result<String, String> {
    // Overwritten each time, so that the step can be repeated.
    if backup.exists() {
        std::fs::remove_file(backup).map_err(|error| error.to_string())?;
    }
    let target = backup.to_string_lossy().into_owned();
    open(database)?
        .execute("VACUUM INTO ?1", [target])
        .map_err(|error| error.to_string())?;
    describe(backup)
}

fn restore(database: &Path, backup: &Path) -> Result<String, String> {
    std::fs::copy(backup, database).map_err(|error| error.to_string())?;
    describe(database)
}

/// Migrates from schema 1 to 2 in one transaction. A second run does nothing.
fn migrate(database: &Path) -> Result<String, String> {
    let connection = open(database)?;
    let version: i64 = connection
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(|error| error.to_string())?;
    if version < 2 {
        let sql = "BEGIN IMMEDIATE;
                   ALTER TABLE orders ADD COLUMN currency TEXT NOT NULL DEFAULT 'EUR';
                   CREATE INDEX orders_by_total ON orders (total_cents);
                   PRAGMA user_version = 2;
                   COMMIT;";
        connection
            .execute_batch(sql)
            .map_err(|error| error.to_string())?;
    }
    describe(database)
}
