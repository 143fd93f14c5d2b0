//! The table of jobs.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::value::{Columns, from_json, to_json};
use crate::cell::micros;
use crate::error::StoreError;
use crate::jobs::{Job, JobId, NewJob};

pub(super) fn add(connection: &Connection, jobs: &[NewJob]) -> Result<Vec<JobId>, StoreError> {
    let mut insert = connection
        .prepare_cached("INSERT INTO jobs (change, kind, body, run_at) VALUES (?1, ?2, ?3, ?4)")?;
    jobs.iter()
        .map(|job| {
            let change = job.change.map(|id| id.to_string());
            let id = insert.insert(params![
                change,
                job.kind,
                to_json(&job.body)?,
                micros(job.run_at)
            ])?;
            Ok(JobId(id))
        })
        .collect()
}

pub(super) fn finish(connection: &Connection, ids: &[JobId]) -> Result<(), StoreError> {
    let mut delete = connection.prepare_cached("DELETE FROM jobs WHERE id = ?1")?;
    for id in ids {
        delete.execute([id.0])?;
    }
    Ok(())
}

pub(super) fn pending(connection: &Connection) -> Result<Vec<Job>, StoreError> {
    list(connection, "SELECT * FROM jobs ORDER BY id", [])
}

pub(super) fn next_at(connection: &Connection) -> Result<Option<Timestamp>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT min(run_at) AS run_at FROM jobs WHERE state = 'ready'")?;
    let mut rows = statement.query([])?;
    rows.next()?
        .map_or(Ok(None), |row| Columns(row).time_of("run_at"))
}

pub(super) fn reschedule(
    connection: &Connection,
    id: JobId,
    run_at: Timestamp,
    error: &str,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE jobs SET state = 'ready', owner = NULL, lease_until = NULL, run_at = ?2, error = ?3
             WHERE id = ?1",
        )?
        .execute(params![id.0, micros(run_at), error])?;
    Ok(())
}

pub(super) fn renew(
    connection: &Connection,
    id: JobId,
    owner: &str,
    lease_until: Timestamp,
) -> Result<bool, StoreError> {
    let renewed = connection
        .prepare_cached("UPDATE jobs SET lease_until = ?3 WHERE id = ?1 AND owner = ?2")?
        .execute(params![id.0, owner, micros(lease_until)])?;
    Ok(renewed > 0)
}

pub(super) fn claim(
    connection: &Connection,
    owner: &str,
    now: Timestamp,
    lease_until: Timestamp,
    limit: usize,
) -> Result<Vec<Job>, StoreError> {
    let due = "SELECT id FROM jobs WHERE state = 'running' AND lease_until <= ?1
               UNION ALL
               SELECT id FROM jobs WHERE state = 'ready' AND run_at <= ?1";
    let sql = format!(
        "UPDATE jobs SET state = 'running', attempts = attempts + 1, owner = ?2, lease_until = ?3
         WHERE id IN (SELECT id FROM ({due}) ORDER BY id LIMIT ?4) RETURNING *"
    );
    let mut jobs = list(
        connection,
        &sql,
        params![micros(now), owner, micros(lease_until), limit],
    )?;
    // The rows of RETURNING have no order.
    jobs.sort_by_key(|job| job.id);
    Ok(jobs)
}

fn list(
    connection: &Connection,
    sql: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<Job>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(values)?;
    let mut jobs = Vec::new();
    while let Some(row) = rows.next()? {
        jobs.push(read(row)?);
    }
    Ok(jobs)
}

fn read(row: &Row<'_>) -> Result<Job, StoreError> {
    let columns = Columns(row);
    Ok(Job {
        id: JobId(row.get("id")?),
        kind: row.get("kind")?,
        change: columns.word_of("change")?,
        body: from_json("a job", &row.get::<_, String>("body")?)?,
        run_at: columns.time("run_at")?,
        attempts: row.get("attempts")?,
        owner: row.get("owner")?,
        lease_until: columns.time_of("lease_until")?,
        error: row.get("error")?,
    })
}
