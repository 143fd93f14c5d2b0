//! The table of targets that running changes hold.

use std::collections::{BTreeMap, BTreeSet};

use placet_domain::{ChangeId, ChangeNumber};
use placet_teeth::{Bug, planted};
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::StoreError;

/// Makes a change hold exactly these targets. No other change may hold any of them.
pub(super) fn replace(
    connection: &Connection,
    id: ChangeId,
    targets: &[String],
) -> Result<(), StoreError> {
    let change = id.to_string();
    connection
        .prepare_cached("DELETE FROM targets WHERE change = ?1")?
        .execute([&change])?;
    let mut holder = connection.prepare_cached(
        "SELECT number FROM targets JOIN changes ON changes.id = targets.change WHERE target = ?1 AND change <> ?2",
    )?;
    let mut claim = connection.prepare_cached(
        "INSERT INTO targets (target, change) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
    )?;
    for target in targets {
        let by: Option<ChangeNumber> = holder
            .query_row([target, &change], |row| row.get(0))
            .optional()?;
        if let Some(by) = by.filter(|_| !planted(Bug::ClaimNotStored)) {
            return Err(StoreError::TargetClaimed {
                target: target.clone(),
                by,
            });
        }
        claim.execute(params![target, change])?;
    }
    Ok(())
}

pub(super) fn of_change(connection: &Connection, id: ChangeId) -> Result<Vec<String>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT target FROM targets WHERE change = ?1 ORDER BY target")?;
    let rows = statement.query_map([id.to_string()], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn holders_of(
    connection: &Connection,
    targets: &BTreeSet<String>,
) -> Result<BTreeMap<String, ChangeNumber>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT number FROM targets JOIN changes ON changes.id = targets.change WHERE target = ?1",
    )?;
    let mut holders = BTreeMap::new();
    for target in targets {
        if let Some(number) = statement.query_row([target], |row| row.get(0)).optional()? {
            holders.insert(target.clone(), number);
        }
    }
    Ok(holders)
}

pub(super) fn all(connection: &Connection) -> Result<BTreeMap<String, ChangeNumber>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT target, number FROM targets JOIN changes ON changes.id = targets.change",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
