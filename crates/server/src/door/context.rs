//! What every handler shares, and the one way from async to blocking code.

use std::sync::Arc;

use placet_engine::Engine;

use super::places::Places;
use crate::auth::Desk;
use crate::clock::Clock;
use crate::failure::Failure;
use crate::live::Live;
use crate::metrics::Metrics;
use crate::settings::Settings;

/// What every handler shares. Cheap to clone.
#[derive(Clone)]
pub struct Context(Arc<Inner>);

/// The parts of the server, each with its own state.
pub(crate) struct Inner {
    pub(crate) engine: Arc<Engine>,
    pub(crate) settings: Settings,
    pub(crate) clock: Arc<Clock>,
    pub(crate) desk: Desk,
    pub(crate) live: Live,
    pub(crate) metrics: Metrics,
    pub(crate) places: Places,
}

impl Context {
    /// Sets up what the handlers share.
    ///
    /// # Errors
    /// The system cannot provide random bytes.
    pub fn new(engine: Arc<Engine>, settings: Settings) -> Result<Self, String> {
        let clock = Arc::new(Clock::new(settings.clock));
        let desk = Desk::new(Arc::clone(&engine), Arc::clone(&clock));
        Ok(Self(Arc::new(Inner {
            desk: desk.map_err(|failure| failure.to_string())?,
            live: Live::new(&engine),
            metrics: Metrics::new(),
            places: Places::new(),
            engine,
            settings,
            clock,
        })))
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.0
    }

    /// Runs work on a thread that may block. Every call of the engine and the store goes through here.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let inner = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || work(&inner))
            .await
            .unwrap_or_else(|error| {
                Err(Failure::internal(format!(
                    "blocking work ended early: {error}"
                )))
            })
    }
}
