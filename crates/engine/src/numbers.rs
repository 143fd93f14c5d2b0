//! Change numbers: the next of each series, without two commands waiting for one another.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use placet_domain::ModelId;
use placet_domain::numbering;
use placet_domain::process::Process;
use placet_store::{NumberTaken, Store};

use crate::error::ExecuteError;

/// Series kept in memory; all are forgotten and read again when there are more.
const SERIES_MAX: usize = 4_096;

/// The last number handed out of each series. A number whose append fails is not handed out again.
#[derive(Default)]
pub(crate) struct Numbers {
    last: Mutex<HashMap<String, u64>>,
}

impl Numbers {
    /// The next number for a change of this model: its text, and what the store must remember.
    pub(crate) fn next(
        &self,
        store: &Store,
        process: &Process,
        model: &ModelId,
        now: Timestamp,
    ) -> Result<(String, NumberTaken), ExecuteError> {
        let format = numbering::format_for(process, model);
        let counted = numbering::has_seq(format);
        // Without a counter the rendered number is a series of its own: the first is plain, the second gets `-02`.
        // Two processes with one format share the series, so that a number names one change on this server.
        let series = if counted {
            numbering::prefix(format, now)
        } else {
            numbering::render(format, now, 0)
        };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.len() >= SERIES_MAX {
            last.clear();
        }
        let taken = match last.get(&series) {
            Some(taken) => *taken,
            None => store.last_number(&series)?,
        };
        let sequence = taken + 1;
        last.insert(series.clone(), sequence);
        let number = match (counted, sequence) {
            (true, _) => numbering::render(format, now, sequence),
            (false, 1) => series.clone(),
            (false, more) => {
                numbering::with_suffix(&series, u32::try_from(more).unwrap_or(u32::MAX))
            }
        };
        Ok((
            number,
            NumberTaken {
                prefix: series,
                sequence,
            },
        ))
    }

    /// Reads every series from the store again, because another program took numbers.
    pub(crate) fn forget(&self) {
        self.last
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}
