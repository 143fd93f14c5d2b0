use placet_domain::{ChangeId, ProcessName};
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

use super::super::change_row;
use super::super::search;
use super::super::store::Store;
use super::super::value::{Cells, word};
use crate::error::StoreError;
use crate::views::{ChangeRow, Cursor, Order, PAGE_ROWS_MAX, Page, Query, Sort};

impl Store {
    /// Gives a page of changes.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when the cursor is of a list in another order, and [`StoreError::Io`].
    pub fn changes(&self, query: &Query) -> Result<Page, StoreError> {
        let select = Select::of(query)?;
        self.read(|connection| select.page(connection))
    }

    /// Gives the identity and the process of the change with this number or id, which is all that it takes to say who may
    /// see it.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn place_of(
        &self,
        number_or_id: &str,
    ) -> Result<Option<(ChangeId, ProcessName)>, StoreError> {
        self.read(|connection| {
            let find = |sql: &str, key: &str| {
                let mut statement = connection.prepare_cached(sql)?;
                let mut rows = statement.query([key])?;
                rows.next()?
                    .map(|row| {
                        let mut cells = Cells { row, next: 0 };
                        Ok((cells.word()?, cells.word()?))
                    })
                    .transpose()
            };
            let by_number = find(
                "SELECT id, process FROM changes WHERE number = ?1",
                number_or_id,
            )?;
            match (by_number, number_or_id.parse::<ChangeId>()) {
                (Some(found), _) => Ok(Some(found)),
                (None, Ok(id)) => find(
                    "SELECT id, process FROM changes WHERE id = ?1",
                    &id.to_string(),
                ),
                (None, Err(_)) => Ok(None),
            }
        })
    }

    /// Gives the row of one change.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn change_row(&self, id: ChangeId) -> Result<Option<ChangeRow>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT * FROM changes WHERE id = ?1")?;
            let mut rows = statement.query([id.to_string()])?;
            rows.next()?.map(change_row::read).transpose()
        })
    }
}

struct Select {
    sql: String,
    values: Vec<Value>,
    sort: Sort,
    limit: usize,
}

impl Select {
    fn of(query: &Query) -> Result<Self, StoreError> {
        let mut select = Self {
            sql: String::new(),
            values: Vec::new(),
            sort: query.sort,
            limit: limit(query),
        };
        let mut conditions = select.filters(query);
        let expression = query.text.as_deref().map(search::expression);
        if let Some(expression) = expression {
            // A query without a single word finds nothing.
            let expression = expression.unwrap_or_else(|| "\"\"".to_owned());
            let place = select.place(Value::Text(expression));
            conditions.push(format!(
                "seq IN (SELECT rowid FROM changes_text WHERE changes_text MATCH {place})"
            ));
        }
        let (column, direction, beyond) = match query.order {
            Order::Descending => (column(query.sort), "DESC", "<"),
            Order::Ascending => (column(query.sort), "ASC", ">"),
        };
        if let Some(cursor) = &query.after {
            let key = select.cursor_key(cursor)?;
            let (key, seq) = (select.place(key), select.place(Value::Integer(cursor.seq)));
            conditions.push(format!("({column}, seq) {beyond} ({key}, {seq})"));
        }
        // Without statistics SQLite cannot know which index avoids sorting; with a text there are few rows to sort.
        let index = match query.text {
            Some(_) => String::new(),
            None => format!("INDEXED BY {}", index(query)),
        };
        let conditions = match conditions.is_empty() {
            true => String::new(),
            false => format!("WHERE {}", conditions.join(" AND ")),
        };
        // One row more than wanted tells whether there is a next page.
        let limit = select.limit + 1;
        select.sql = format!(
            "SELECT * FROM changes {index} {conditions} ORDER BY {column} {direction}, seq {direction} LIMIT {limit}"
        );
        Ok(select)
    }

    fn page(&self, connection: &Connection) -> Result<Page, StoreError> {
        let mut statement = connection.prepare_cached(&self.sql)?;
        let mut rows = statement.query(params_from_iter(&self.values))?;
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

    /// Where a row stands in this list.
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

    fn filters(&mut self, query: &Query) -> Vec<String> {
        let filters = [
            (
                "process",
                query
                    .process
                    .as_ref()
                    .map(|process| process.as_str().to_owned()),
            ),
            (
                "state",
                query.state.as_ref().map(|state| state.as_str().to_owned()),
            ),
            ("phase", query.phase.as_ref().map(word)),
            (
                "model",
                query.model.as_ref().map(|model| model.as_str().to_owned()),
            ),
            ("class", query.class.as_ref().map(word)),
            ("risk", query.risk.clone()),
            (
                "requester",
                query
                    .requester
                    .as_ref()
                    .map(|person| person.as_str().to_owned()),
            ),
            (
                "implementer",
                query
                    .implementer
                    .as_ref()
                    .map(|person| person.as_str().to_owned()),
            ),
        ];
        let mut conditions = Vec::new();
        for (column, value) in filters {
            if let Some(value) = value {
                conditions.push(format!("{column} = {}", self.place(Value::Text(value))));
            }
        }
        if let Some(open) = query.open {
            conditions.push(format!(
                "ended = {}",
                self.place(Value::Integer((!open).into()))
            ));
        }
        conditions
    }

    fn cursor_key(&self, cursor: &Cursor) -> Result<Value, StoreError> {
        if cursor.sort != self.sort {
            let message =
                format!("cursor `{cursor}` is of a list in another order; begin at its first page");
            return Err(StoreError::Invalid(message));
        }
        Ok(match cursor.sort {
            Sort::Number => Value::Text(cursor.key.clone()),
            _ => Value::Integer(cursor.key.parse().unwrap_or_default()),
        })
    }

    fn place(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("?{}", self.values.len())
    }
}

fn limit(query: &Query) -> usize {
    match query.limit {
        0 => PAGE_ROWS_MAX,
        limit => limit.min(PAGE_ROWS_MAX),
    }
}

fn column(sort: Sort) -> &'static str {
    match sort {
        Sort::Updated => "updated",
        Sort::Opened => "opened",
        Sort::Number => "number",
        Sort::Risk => "risk_rank",
    }
}

/// Chooses the index that gives the order and narrows most; what it does not narrow is left out row by row.
fn index(query: &Query) -> &'static str {
    match (query.sort, query.open) {
        (Sort::Updated, _) if query.requester.is_some() => "changes_by_requester_updated",
        (Sort::Updated, _) if query.state.is_some() => "changes_by_state_updated",
        (Sort::Updated, _) if query.model.is_some() => "changes_by_model_updated",
        (Sort::Updated, _) if query.phase.is_some() => "changes_by_phase_updated",
        (Sort::Updated, Some(_)) => "changes_by_ended_updated",
        (Sort::Updated, None) if query.process.is_some() => "changes_by_process_updated",
        (Sort::Updated, None) => "changes_by_updated",
        (Sort::Opened, Some(_)) => "changes_by_ended_opened",
        (Sort::Opened, None) => "changes_by_opened",
        (Sort::Number, Some(_)) => "changes_by_ended_number",
        (Sort::Number, None) => "changes_by_number",
        (Sort::Risk, Some(_)) => "changes_by_ended_risk",
        (Sort::Risk, None) => "changes_by_risk",
    }
}

#[cfg(test)]
#[path = "changes_tests.rs"]
mod tests;
