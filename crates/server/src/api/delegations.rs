//! Delegations in wire types.

use placet_api::{DelegationRow, NewDelegation};
use placet_domain::ProcessName;
use placet_domain::people::Delegation;

use crate::auth::Asker;
use crate::door::{Body, Call, Inner};
use crate::failure::Failure;
use crate::organization::delegations::{self, Wanted};
use crate::schema::{Kind, object, optional, required};

/// Describes what [`delegate`] takes.
pub(crate) fn body() -> Body {
    Body::Json(object(&[
        required("process", Kind::Name, "In which process."),
        required("to", Kind::Name, "Who acts in their place."),
        required(
            "until",
            Kind::Time,
            "First instant at which it is no longer valid.",
        ),
        optional(
            "from",
            Kind::Text,
            "Who delegates; the caller when missing. Only an administrator names another person.",
        ),
        optional(
            "roles",
            Kind::Texts,
            "Which roles; all of them when missing.",
        ),
        optional(
            "since",
            Kind::Time,
            "First instant at which it is valid; now when missing.",
        ),
    ]))
}

/// Lists delegations.
pub(crate) fn list(inner: &Inner, asker: &Asker, _: &Call) -> Result<Vec<DelegationRow>, Failure> {
    let all = delegations::list(inner, asker)?;
    Ok(all.into_iter().map(row).collect())
}

/// Delegates roles for a time.
pub(crate) fn delegate(
    inner: &Inner,
    asker: &Asker,
    call: &Call,
) -> Result<DelegationRow, Failure> {
    let wanted: NewDelegation = call.json()?;
    let wanted = Wanted {
        process: wanted.process,
        from: wanted.from,
        to: wanted.to,
        roles: wanted.roles,
        since: wanted.since,
        until: wanted.until,
    };
    delegations::delegate(inner, asker, &wanted).map(row)
}

fn row((process, delegation): (ProcessName, Delegation)) -> DelegationRow {
    DelegationRow {
        process: process.into(),
        from: delegation.from.into(),
        to: delegation.to.into(),
        roles: delegation.roles.iter().map(ToString::to_string).collect(),
        since: delegation.since.to_string(),
        until: delegation.until.to_string(),
    }
}
