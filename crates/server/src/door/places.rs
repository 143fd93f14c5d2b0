//! Limits how many calls, uploads and streams run at the same time.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::shape::Pace;
use crate::failure::{Failure, Kind};
use crate::limits::{CALLS_MAX, STREAMS_MAX, UPLOADS_MAX};

/// A place that becomes free when this value is dropped.
pub(crate) type Place = OwnedSemaphorePermit;

/// The places of the server.
pub(crate) struct Places {
    calls: Arc<Semaphore>,
    uploads: Arc<Semaphore>,
    streams: Arc<Semaphore>,
}

impl Places {
    pub(crate) fn new() -> Self {
        let places = |most| Arc::new(Semaphore::new(most));
        Self {
            calls: places(CALLS_MAX),
            uploads: places(UPLOADS_MAX),
            streams: places(STREAMS_MAX),
        }
    }

    /// Takes a place, or refuses the call when there is none.
    pub(crate) fn take(&self, pace: Pace) -> Result<Place, Failure> {
        let places = match pace {
            Pace::Call => &self.calls,
            Pace::Upload => &self.uploads,
            Pace::Stream => &self.streams,
        };
        Arc::clone(places).try_acquire_owned().map_err(|_| {
            Failure::new(
                Kind::Busy,
                "busy",
                "the server is handling as many calls as it can",
                "try again in a second",
            )
        })
    }
}
