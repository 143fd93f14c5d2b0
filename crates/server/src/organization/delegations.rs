//! Delegations: dated, recorded, seen by the whole organization.

use std::collections::BTreeSet;

use placet_domain::organization::{Command, Delegate};
use placet_domain::people::Delegation;
use placet_domain::{PersonId, ProcessName};
use placet_engine::OrganizationOrder;

use super::instant::instant;
use crate::auth::Asker;
use crate::door::Inner;
use crate::failure::{Failure, Kind};
use crate::view::see;

/// What the caller asks for, as it was sent.
pub(crate) struct Wanted {
    pub(crate) process: String,
    /// Who delegates; the caller when missing.
    pub(crate) from: Option<String>,
    pub(crate) to: String,
    /// All roles when missing.
    pub(crate) roles: Option<Vec<String>>,
    /// Now when missing.
    pub(crate) since: Option<String>,
    pub(crate) until: String,
}

/// Lists the delegations that a person may see, past and future ones too.
pub(crate) fn list(
    inner: &Inner,
    asker: &Asker,
) -> Result<Vec<(ProcessName, Delegation)>, Failure> {
    let mut rows = Vec::new();
    for process in asker.processes() {
        let directory = inner.engine.directory(&process)?;
        let delegations = directory.delegations.iter().cloned();
        rows.extend(delegations.map(|delegation| (process.clone(), delegation)));
    }
    Ok(rows)
}

/// Delegates roles for a time.
pub(crate) fn delegate(
    inner: &Inner,
    asker: &Asker,
    wanted: &Wanted,
) -> Result<(ProcessName, Delegation), Failure> {
    let process = see::process(asker, &wanted.process)?;
    let delegation = build(inner, asker, wanted)?;
    let command = Command::Delegate(Delegate {
        process: process.clone(),
        delegation: delegation.clone(),
    });
    let order = OrganizationOrder::new(asker.actor(), command);
    inner.engine.organize(&order)?;
    Ok((process, delegation))
}

/// Builds a delegation from the caller's input.
fn build(inner: &Inner, asker: &Asker, wanted: &Wanted) -> Result<Delegation, Failure> {
    let from: PersonId = match &wanted.from {
        Some(from) => name("from", from)?,
        None => asker.person.clone(),
    };
    let since = match &wanted.since {
        Some(since) => instant("since", since)?,
        None => inner.clock.now(),
    };
    let until = instant("until", &wanted.until)?;
    let roles = wanted
        .roles
        .iter()
        .flatten()
        .map(|role| name("roles", role))
        .collect::<Result<BTreeSet<_>, _>>()?;
    Ok(Delegation {
        from,
        to: name("to", &wanted.to)?,
        roles,
        since,
        until,
    })
}

fn name<T: std::str::FromStr<Err = placet_domain::InvalidId>>(
    place: &str,
    text: &str,
) -> Result<T, Failure> {
    text.parse().map_err(|error: placet_domain::InvalidId| {
        Failure::new(
            Kind::Invalid,
            "invalid_name",
            error.to_string(),
            "use a valid id",
        )
        .at(place)
    })
}
