//! Lists of changes, and how the rows of a page are found.
//!
//! A page is read along an index that has the list's order, and rows that do not match are skipped one by one. If few
//! changes match, this could take forever. So after a thousand rows the page is instead gathered from the index of the
//! most selective condition, and sorted.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use super::super::change_row;
use super::super::search;

use crate::cell::word;
use crate::error::StoreError;
use crate::views::{Cursor, Order, PAGE_ROWS_MAX, Page, Query, Sort};

/// How many rows are read in order before the other way is tried.
const WALKED_ROWS: u32 = 1_000;

/// A condition that matches more than one in this many changes is not gathered: sorting would take as long as walking.
const GATHERED_OF: i64 = 8;

const TEXT_MATCHES: &str = "changes_text MATCH ?";

/// A list of changes: what it contains, its order, and how long its pages are.
pub(in super::super) struct List {
    conditions: Vec<Condition>,
    sort: Sort,
    order: Order,
    after: Option<Place>,
    along: Along,
    limit: usize,
}

/// What the changes of a list have in common.
struct Condition {
    finds: Finds,
    value: Value,
}

/// How the changes of a condition are found.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Finds {
    /// A column has the value.
    ByIndex {
        column: &'static str,
        index: &'static str,
    },
    /// The value is an expression of FTS5.
    ByText,
}

/// A place in a list: the value it is sorted by, and the row.
type Place = (Value, i64);

/// An index with a list's order.
#[derive(Clone, Copy)]
struct Along {
    index: &'static str,
    /// The column whose condition the index already enforces.
    keeps: Option<&'static str>,
}

impl Condition {
    /// Returns the condition as SQL, with one `?` for the value.
    fn sql(&self) -> String {
        match self.finds {
            Finds::ByIndex { column, .. } => format!("{column} = ?"),
            Finds::ByText => {
                format!("seq IN (SELECT rowid FROM changes_text WHERE {TEXT_MATCHES})")
            }
        }
    }

    fn is_kept_by(&self, along: Along) -> bool {
        matches!(self.finds, Finds::ByIndex { column, .. } if along.keeps == Some(column))
    }
}

impl List {
    pub(in super::super) fn of(query: &Query) -> Result<Self, StoreError> {
        let after = query.after.as_ref();
        Ok(Self {
            conditions: conditions(query),
            sort: query.sort,
            order: query.order,
            after: after.map(|cursor| place(cursor, query.sort)).transpose()?,
            along: along(query),
            limit: match query.limit {
                0 => PAGE_ROWS_MAX,
                limit => limit.min(PAGE_ROWS_MAX),
            },
        })
    }

    pub(in super::super) fn page(&self, connection: &Connection) -> Result<Page, StoreError> {
        // Most words are rare, and walking would begin with everything that they match.
        let has_text = self.conditions.iter().any(|one| one.finds == Finds::ByText);
        if !has_text && let Some(page) = self.walk_some(connection)? {
            return Ok(page);
        }
        match self.narrowest(connection)? {
            Some(Finds::ByIndex { index, .. }) => {
                self.read(connection, &format!("INDEXED BY {index}"), None)
            }
            Some(Finds::ByText) => self.read(connection, "NOT INDEXED", None),
            None => self.walk(connection, None),
        }
    }

    /// Returns the page in order, up to `end`.
    fn walk(&self, connection: &Connection, end: Option<Place>) -> Result<Page, StoreError> {
        self.read(connection, &format!("INDEXED BY {}", self.along.index), end)
    }

    /// Returns the page in order, unless too many rows on the way do not belong to the list.
    fn walk_some(&self, connection: &Connection) -> Result<Option<Page>, StoreError> {
        let is_kept = |one: &Condition| one.is_kept_by(self.along);
        if self.conditions.iter().all(is_kept) {
            return self.walk(connection, None).map(Some);
        }
        let (sql, values) = self.select(
            &format!("{}, seq", column(self.sort)),
            &format!("INDEXED BY {}", self.along.index),
            self.conditions.iter().filter(|one| is_kept(one)),
            None,
        );
        let end = connection
            .prepare_cached(&format!("{sql} LIMIT 1 OFFSET {WALKED_ROWS}"))?
            .query_row(params_from_iter(values), |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        let is_whole = end.is_none();
        let page = self.walk(connection, end)?;
        Ok((is_whole || page.next.is_some()).then_some(page))
    }

    /// Returns how the most selective condition finds its changes, if they are few enough.
    fn narrowest(&self, connection: &Connection) -> Result<Option<Finds>, StoreError> {
        let all: i64 = connection
            .prepare_cached("SELECT coalesce(max(seq), 0) FROM changes")?
            .query_row([], |row| row.get(0))?;
        let mut least = (all / GATHERED_OF + 1, None);
        for condition in &self.conditions {
            let (source, what) = match condition.finds {
                Finds::ByIndex { index, .. } => {
                    (format!("changes INDEXED BY {index}"), condition.sql())
                }
                Finds::ByText => ("changes_text".to_owned(), TEXT_MATCHES.to_owned()),
            };
            let found: i64 = connection
                .prepare_cached(&format!(
                    "SELECT count(*) FROM (SELECT 1 FROM {source} WHERE {what} LIMIT ?)"
                ))?
                .query_row(params![condition.value, least.0], |row| row.get(0))?;
            if found < least.0 {
                least = (found, Some(condition.finds));
            }
        }
        Ok(least.1)
    }

    // The query names the index, because without statistics SQLite cannot choose it.
    fn select<'a>(
        &self,
        what: &str,
        way: &str,
        conditions: impl Iterator<Item = &'a Condition>,
        end: Option<Place>,
    ) -> (String, Vec<Value>) {
        let (direction, beyond, within) = match self.order {
            Order::Descending => ("DESC", "<", ">="),
            Order::Ascending => ("ASC", ">", "<="),
        };
        let column = column(self.sort);
        let (mut sql, mut values): (Vec<String>, Vec<Value>) =
            conditions.map(|one| (one.sql(), one.value.clone())).unzip();
        for (place, compare) in [(self.after.clone(), beyond), (end, within)] {
            if let Some((key, seq)) = place {
                sql.push(format!("({column}, seq) {compare} (?, ?)"));
                values.extend([key, Value::Integer(seq)]);
            }
        }
        let conditions = match sql.is_empty() {
            true => String::new(),
            false => format!("WHERE {}", sql.join(" AND ")),
        };
        let sql = format!(
            "SELECT {what} FROM changes {way} {conditions} ORDER BY {column} {direction}, seq {direction}"
        );
        (sql, values)
    }

    fn read(
        &self,
        connection: &Connection,
        way: &str,
        end: Option<Place>,
    ) -> Result<Page, StoreError> {
        let (sql, values) = self.select("*", way, self.conditions.iter(), end);
        // One row more than requested tells whether there is a next page.
        let sql = format!("{sql} LIMIT {}", self.limit + 1);
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        let mut page = Page {
            rows: Vec::new(),
            next: None,
        };
        let mut last = None;
        while let Some(row) = rows.next()? {
            if page.rows.len() == self.limit {
                page.next = last;
                break;
            }
            page.rows.push(change_row::read(row)?);
            if page.rows.len() == self.limit {
                last = Some(self.cursor(row)?);
            }
        }
        Ok(page)
    }

    /// Returns the place of a row in this list.
    fn cursor(&self, row: &Row<'_>) -> Result<Cursor, StoreError> {
        let key = match row.get(column(self.sort))? {
            Value::Text(text) => text,
            Value::Integer(number) => number.to_string(),
            _ => String::new(),
        };
        Ok(Cursor {
            sort: self.sort,
            seq: row.get("seq")?,
            key,
        })
    }
}

fn conditions(query: &Query) -> Vec<Condition> {
    let process = query.process.as_ref().map(|process| process.as_str());
    let state = query.state.as_ref().map(|state| state.as_str());
    let model = query.model.as_ref().map(|model| model.as_str());
    let requester = query.requester.as_ref().map(|person| person.as_str());
    let implementer = query.implementer.as_ref().map(|person| person.as_str());
    let phase = query.phase.as_ref().map(word);
    let class = query.class.as_ref().map(word);
    let words = [
        ("process", "changes_by_process_updated", process),
        ("state", "changes_by_state_updated", state),
        ("phase", "changes_by_phase_updated", phase.as_deref()),
        ("model", "changes_by_model_updated", model),
        ("class", "changes_by_class", class.as_deref()),
        ("risk", "changes_by_risk_level", query.risk.as_deref()),
        ("requester", "changes_by_requester_updated", requester),
        ("implementer", "changes_by_implementer", implementer),
    ];
    let by_index = |column, index, value| Condition {
        finds: Finds::ByIndex { column, index },
        value,
    };
    let ended = query.open.map(|open| Value::Integer((!open).into()));
    let text = query.text.as_deref().map(|text| Condition {
        finds: Finds::ByText,
        // A query without a single word finds nothing.
        value: Value::Text(search::expression(text).unwrap_or_else(|| "\"\"".to_owned())),
    });
    words
        .into_iter()
        .filter_map(|(column, index, word)| {
            Some(by_index(column, index, Value::Text(word?.to_owned())))
        })
        .chain(ended.map(|value| by_index("ended", "changes_by_ended_updated", value)))
        .chain(text)
        .collect()
}

fn place(cursor: &Cursor, sort: Sort) -> Result<Place, StoreError> {
    if cursor.sort != sort {
        return Err(StoreError::invalid(
            format!("cursor `{cursor}` belongs to a list in another order"),
            "start at the first page of this list",
        ));
    }
    let key = match sort {
        Sort::Number => Value::Text(cursor.key.clone()),
        _ => Value::Integer(cursor.key.parse().unwrap_or_default()),
    };
    Ok((key, cursor.seq))
}

fn column(sort: Sort) -> &'static str {
    match sort {
        Sort::Updated => "updated",
        Sort::Opened => "opened",
        Sort::Number => "number",
        Sort::Risk => "risk_rank",
    }
}

/// Chooses the index that has the order and is most selective.
fn along(query: &Query) -> Along {
    let (index, keeps) = match (query.sort, query.open) {
        (Sort::Updated, _) if query.requester.is_some() => {
            ("changes_by_requester_updated", Some("requester"))
        }
        (Sort::Updated, _) if query.state.is_some() => ("changes_by_state_updated", Some("state")),
        (Sort::Updated, _) if query.model.is_some() => ("changes_by_model_updated", Some("model")),
        (Sort::Updated, _) if query.phase.is_some() => ("changes_by_phase_updated", Some("phase")),
        (Sort::Updated, Some(_)) => ("changes_by_ended_updated", Some("ended")),
        (Sort::Updated, None) if query.process.is_some() => {
            ("changes_by_process_updated", Some("process"))
        }
        (Sort::Updated, None) => ("changes_by_updated", None),
        (Sort::Opened, Some(_)) => ("changes_by_ended_opened", Some("ended")),
        (Sort::Opened, None) => ("changes_by_opened", None),
        (Sort::Number, Some(_)) => ("changes_by_ended_number", Some("ended")),
        (Sort::Number, None) => ("changes_by_number", None),
        (Sort::Risk, _) if query.risk.is_some() => ("changes_by_risk_level", Some("risk")),
        (Sort::Risk, Some(_)) => ("changes_by_ended_risk", Some("ended")),
        (Sort::Risk, None) => ("changes_by_risk", None),
    };
    Along { index, keeps }
}

#[cfg(test)]
mod tests;
