//! How many changes are in which state.

use placet_domain::ProcessName;
use rusqlite::Connection;

use super::super::value::parse_word;
use crate::error::StoreError;
use crate::views::Counts;

pub(in super::super) fn counts(
    connection: &Connection,
    process: Option<&ProcessName>,
) -> Result<Counts, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT state, phase, count(*), sum(ended = 0), sum(held IS NOT NULL), sum(unauthorized),
                sum(unsettled)
         FROM changes WHERE ?1 IS NULL OR process = ?1 GROUP BY state, phase",
    )?;
    let mut rows = statement.query([process.map(ProcessName::as_str)])?;
    let mut counts = Counts::default();
    while let Some(row) = rows.next()? {
        let count: u64 = row.get(2)?;
        counts.all += count;
        counts.open += row.get::<_, u64>(3)?;
        counts.held += row.get::<_, u64>(4)?;
        counts.unauthorized += row.get::<_, u64>(5)?;
        counts.unsettled += row.get::<_, u64>(6)?;
        *counts.states.entry(parse_word(row.get(0)?)?).or_default() += count;
        *counts.phases.entry(row.get(1)?).or_default() += count;
    }
    Ok(counts)
}
