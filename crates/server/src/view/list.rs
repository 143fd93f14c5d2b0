//! Lists of changes: the filters, and a sorted page of what the person may see.

use placet_store::views::{ChangeRow, Cursor, Order, Query, Sort};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::see;
use crate::auth::Asker;
use crate::door::Inner;
use crate::failure::{Failure, Kind};
use crate::limits::{PAGE_ROWS_DEFAULT, PAGE_ROWS_MAX};

/// The number of pages that are read for one answer when a person may see only part of what they hold.
const ROUNDS_MAX: u32 = 10;

/// Filters as they are written in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Filters {
    pub(crate) process: String,
    pub(crate) state: String,
    pub(crate) phase: String,
    pub(crate) model: String,
    pub(crate) class: String,
    pub(crate) risk: String,
    pub(crate) requester: String,
    pub(crate) q: String,
    pub(crate) open: String,
    pub(crate) sort: String,
    pub(crate) cursor: String,
    pub(crate) limit: String,
}

/// The filters, described.
pub(crate) const FILTERS: [(&str, &str); 12] = [
    ("process", "Short name of a process."),
    ("state", "A state of the process."),
    (
        "phase",
        "`new`, `assess`, `authorize`, `scheduled`, `implement`, `review`, `closed` or `canceled`.",
    ),
    ("model", "A change model."),
    ("class", "`standard`, `normal` or `emergency`."),
    ("risk", "A level of risk."),
    ("requester", "Id of the requester."),
    (
        "q",
        "Words, or their beginnings, in number, title or fields.",
    ),
    (
        "open",
        "`true` for changes that have not ended, `false` for those that have.",
    ),
    (
        "sort",
        "`updated`, `opened`, `number` or `risk`; with `-` in front the lowest or oldest first.",
    ),
    ("cursor", "The `next` of the previous page."),
    ("limit", "Rows, 1 to 200."),
];

/// A page of a list.
pub(crate) struct Listed {
    pub(crate) rows: Vec<ChangeRow>,
    /// Where the next page begins.
    pub(crate) next: Option<Cursor>,
}

/// Reads the page that the filters ask for.
pub(crate) fn page(inner: &Inner, asker: &Asker, filters: &Filters) -> Result<Listed, Failure> {
    let mut query = query(asker, filters)?;
    // One process can be queried directly. Otherwise rows of other organizations are left out below.
    if query.process.is_none()
        && let [only] = asker.processes().as_slice()
    {
        query.process = Some(only.clone());
    }
    let mut rows = Vec::new();
    for _ in 0..ROUNDS_MAX {
        let page = inner.engine.store().changes(&query)?;
        let seen = page.rows.into_iter();
        rows.extend(seen.filter(|row| asker.may_see(&row.process)));
        query.after = page.next;
        if !rows.is_empty() || query.after.is_none() {
            break;
        }
    }
    Ok(Listed {
        rows,
        next: query.after,
    })
}

fn query(asker: &Asker, filters: &Filters) -> Result<Query, Failure> {
    let process = match filters.process.as_str() {
        "" => None,
        name => Some(see::process(asker, name)?),
    };
    let (sort, order) = match filters.sort.strip_prefix('-') {
        Some(sort) => (sort, Order::Ascending),
        None => (filters.sort.as_str(), Order::Descending),
    };
    let limit = number("limit", &filters.limit)?
        .unwrap_or(PAGE_ROWS_DEFAULT)
        .clamp(1, PAGE_ROWS_MAX);
    Ok(Query {
        process,
        state: word("state", &filters.state)?,
        phase: word("phase", &filters.phase)?,
        model: word("model", &filters.model)?,
        class: word("class", &filters.class)?,
        risk: some(&filters.risk),
        requester: word("requester", &filters.requester)?,
        implementer: None,
        open: match filters.open.as_str() {
            "" => None,
            "true" => Some(true),
            "false" => Some(false),
            other => return Err(invalid("open", other)),
        },
        text: some(&filters.q),
        sort: word::<Sort>("sort", sort)?.unwrap_or_default(),
        order,
        after: match filters.cursor.as_str() {
            "" => None,
            cursor => Some(cursor.parse()?),
        },
        limit: usize::try_from(limit).unwrap_or(1),
    })
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn word<T: DeserializeOwned>(name: &str, text: &str) -> Result<Option<T>, Failure> {
    if text.is_empty() {
        return Ok(None);
    }
    serde_json::from_value(Value::from(text))
        .map(Some)
        .map_err(|_| invalid(name, text))
}

/// Reads a number of a query; none when it is empty.
pub(crate) fn number<T: std::str::FromStr>(name: &str, text: &str) -> Result<Option<T>, Failure> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| invalid(name, text))
}

fn invalid(name: &str, given: &str) -> Failure {
    let given: String = given.chars().take(80).collect();
    let message = format!("`{given}` is not a valid value of `{name}`");
    Failure::new(
        Kind::Malformed,
        "invalid_query",
        message,
        "see `/openapi.json` for the values",
    )
    .at(name)
}
