//! Change numbers: hands out the next number of each series without making two commands wait for each other.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use placet_domain::ModelId;
use placet_domain::numbering::Series;
use placet_domain::process::Process;
use placet_store::{NumberTaken, Store};

use crate::error::ExecuteError;

/// The most series kept in memory. When there are more, all are dropped and read again.
const SERIES_MAX: usize = 4_096;

/// The last number handed out in each series. A number whose append fails is not handed out again.
#[derive(Default)]
pub(crate) struct Numbers {
    last: Mutex<HashMap<String, u64>>,
}

impl Numbers {
    /// Returns the next number for a change of this model: its text, and what the store must remember.
    pub(crate) fn next(
        &self,
        store: &Store,
        process: &Process,
        model: &ModelId,
        now: Timestamp,
    ) -> Result<(String, NumberTaken), ExecuteError> {
        let series = Series::of(process, model, now);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.len() >= SERIES_MAX {
            last.clear();
        }
        let taken = match last.get(series.name()) {
            Some(taken) => *taken,
            None => store.last_number(series.name())?,
        };
        let sequence = taken + 1;
        last.insert(series.name().to_owned(), sequence);
        let prefix = series.name().to_owned();
        Ok((series.number(sequence), NumberTaken { prefix, sequence }))
    }

    /// Discards every series, so that it is read from the store again, because another program took numbers.
    pub(crate) fn forget(&self) {
        self.last
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}
