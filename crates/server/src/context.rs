//! What every handler shares, and the one door from async to blocking code.

use std::cell::Cell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use placet_domain::ProcessName;
use placet_engine::Engine;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use crate::auth::{LoginRate, SessionUses, password};
use crate::failure::{Failure, Kind};
use crate::limits::{CALLS_MAX, PASSWORD_HASHES_MAX, PROCESS_NAMES_MS, STREAMS_MAX, UPLOADS_MAX};
use crate::live::Live;
use crate::metrics::Metrics;
use crate::routes::Pace;

/// What a file says, as far as it can be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// Whether it reports success; none for a file that is not read.
    pub passed: Option<bool>,
    /// A sentence, such as `12 tests, 0 failed`.
    pub summary: String,
}

/// Reads a file that comes in as evidence, given its kind, name and bytes. An error is told to whoever sent it.
pub type EvidenceReader = fn(kind: &str, name: &str, bytes: &[u8]) -> Result<Reading, String>;

/// Finds the secret that a reference such as `env:NAME` or `file:PATH` names. The error never holds the secret.
pub type SecretReader = fn(reference: &str) -> Result<String, String>;

/// What differs between installations.
#[derive(Clone)]
pub struct Settings {
    /// Browsers reach the server by https, here or at a proxy in front: cookies are marked for it.
    pub https: bool,
    /// `/metrics` needs no token, for a server whose address only the monitoring can reach.
    pub open_metrics: bool,
    /// The clock by which sessions and tokens end.
    pub clock: fn() -> Timestamp,
    /// Reads JUnit reports and the like.
    pub evidence_reader: EvidenceReader,
    /// Reads the secrets of hooks.
    pub secret_reader: SecretReader,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            https: false,
            open_metrics: false,
            clock: Timestamp::now,
            evidence_reader: |_, _, _| Ok(Reading::default()),
            secret_reader: |reference| Err(format!("nothing here reads `{reference}`")),
        }
    }
}

thread_local! {
    /// This thread answers a whole call, see [`Context::whole`].
    static MAY_BLOCK: Cell<bool> = const { Cell::new(false) };
}

/// Marks its thread until it is dropped, also by a panic: the pool uses the thread again.
struct Blocking;

impl Blocking {
    fn begin() -> Self {
        MAY_BLOCK.set(true);
        Self
    }
}

impl Drop for Blocking {
    fn drop(&mut self) {
        MAY_BLOCK.set(false);
    }
}

fn ended_early(error: &tokio::task::JoinError) -> Failure {
    Failure::internal(format!("blocking work ended early: {error}"))
}

/// What every handler shares. Cheap to clone.
#[derive(Clone)]
pub struct Context(Arc<Inner>);

/// The insides, as blocking code sees them.
pub(crate) struct Inner {
    pub(crate) engine: Arc<Engine>,
    pub(crate) settings: Settings,
    pub(crate) metrics: Metrics,
    pub(crate) live: Live,
    /// A password hash that no password is known for.
    pub(crate) decoy: String,
    login_rate: Mutex<LoginRate>,
    session_uses: Mutex<SessionUses>,
    process_names: Mutex<Option<(Instant, Arc<Vec<ProcessName>>)>>,
    latest: Mutex<Timestamp>,
    calls: Arc<Semaphore>,
    uploads: Arc<Semaphore>,
    streams: Arc<Semaphore>,
    hashes: Semaphore,
    closing: watch::Sender<bool>,
}

impl Context {
    /// Gets ready to serve.
    ///
    /// # Errors
    /// When the system has no random bytes to give.
    pub fn new(engine: Arc<Engine>, settings: Settings) -> Result<Self, String> {
        let unlucky = |_| "the system gives no random bytes".to_owned();
        let decoy = password::decoy().map_err(unlucky)?;
        let live = Live::new(&engine);
        Ok(Self(Arc::new(Inner {
            engine,
            settings,
            metrics: Metrics::new(),
            live,
            decoy,
            login_rate: Mutex::default(),
            session_uses: Mutex::default(),
            process_names: Mutex::default(),
            latest: Mutex::new(Timestamp::MIN),
            calls: Arc::new(Semaphore::new(CALLS_MAX)),
            uploads: Arc::new(Semaphore::new(UPLOADS_MAX)),
            streams: Arc::new(Semaphore::new(STREAMS_MAX)),
            hashes: Semaphore::new(PASSWORD_HASHES_MAX),
            closing: watch::Sender::new(false),
        })))
    }

    /// Does blocking work where it may block. Every call of the engine and the store goes through here.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        if MAY_BLOCK.get() {
            return work(&self.0);
        }
        let inner = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || work(&inner))
            .await
            .unwrap_or_else(|error| Err(ended_early(&error)))
    }

    /// Answers a whole call on a thread that may block, so that its lookups need one change of threads together and not
    /// one each: for a read that change costs as much as the lookup.
    pub(crate) async fn whole<T: Send + 'static>(
        call: impl Future<Output = Result<T, Failure>> + Send + 'static,
    ) -> Result<T, Failure> {
        let runtime = tokio::runtime::Handle::current();
        tokio::task::spawn_blocking(move || {
            let _blocking = Blocking::begin();
            runtime.block_on(call)
        })
        .await
        .unwrap_or_else(|error| Err(ended_early(&error)))
    }

    /// Works on a password, with a bound on how many at once.
    pub(crate) async fn hashing<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let _permit = self.0.hashes.acquire().await.map_err(|_| busy())?;
        self.blocking(work).await
    }

    /// A place among the calls that are worked on, or the answer to come back later.
    pub(crate) fn permit(&self, pace: Pace) -> Result<OwnedSemaphorePermit, Failure> {
        let places = match pace {
            Pace::Call => &self.0.calls,
            Pace::Upload => &self.0.uploads,
            Pace::Stream => &self.0.streams,
        };
        Arc::clone(places).try_acquire_owned().map_err(|_| busy())
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    pub(crate) fn live(&self) -> &Live {
        &self.0.live
    }

    pub(crate) fn login_rate(&self) -> MutexGuard<'_, LoginRate> {
        self.0
            .login_rate
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.0.now()
    }

    /// Tells open streams to end.
    pub(crate) fn close(&self) {
        self.0.closing.send_replace(true);
    }

    pub(crate) fn closing(&self) -> watch::Receiver<bool> {
        self.0.closing.subscribe()
    }
}

/// Takes a gauge: its name, its help, and a value for each set of labels.
pub(crate) type Gauge<'a> = dyn FnMut(&str, &str, &[(String, f64)]) + 'a;

impl Inner {
    pub(crate) fn session_uses(&self) -> MutexGuard<'_, SessionUses> {
        self.session_uses
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// When this is, for everything that ends: it never goes back, so that what has expired stays so although the clock
    /// is set back (T19).
    pub(crate) fn now(&self) -> Timestamp {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        *latest = self.wall().max(*latest);
        *latest
    }

    /// What the clock says, to be compared with other clocks.
    pub(crate) fn wall(&self) -> Timestamp {
        (self.settings.clock)()
    }

    /// Names of the current processes. Every call needs them and the store reads whole files for them, so they are
    /// remembered for a moment; who belongs to a process is asked anew each time.
    pub(crate) fn process_names(&self) -> Result<Arc<Vec<ProcessName>>, Failure> {
        let mut remembered = self
            .process_names
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some((at, names)) = &*remembered
            && at.elapsed() < Duration::from_millis(PROCESS_NAMES_MS)
        {
            return Ok(Arc::clone(names));
        }
        let processes = self.engine.store().current_processes()?;
        let names = Arc::new(
            processes
                .into_iter()
                .map(|process| process.name)
                .collect::<Vec<_>>(),
        );
        *remembered = Some((Instant::now(), Arc::clone(&names)));
        Ok(names)
    }

    /// Fails when the store does not answer.
    pub(crate) fn check_store(&self) -> Result<(), Failure> {
        self.engine.store().ledger_head()?;
        Ok(())
    }

    /// What is measured at the moment of asking.
    pub(crate) fn gauges(&self, gauge: &mut Gauge<'_>) -> Result<(), Failure> {
        let store = self.engine.store();
        let plain = |value: u64| vec![(String::new(), value as f64)];
        gauge(
            "ledger_events",
            "Events in the ledger",
            &plain(store.ledger_head()?.size),
        );
        gauge(
            "jobs_pending",
            "Jobs that wait for their time or a free thread",
            &plain(self.engine.jobs_waiting() as u64),
        );
        let counts = store.counts(None)?;
        let phases: Vec<(String, f64)> = counts
            .phases
            .iter()
            .map(|(phase, count)| (format!("{{phase=\"{phase}\"}}"), *count as f64))
            .collect();
        gauge("changes", "Changes by phase", &phases);
        gauge(
            "changes_unauthorized",
            "Changes that count as unauthorized",
            &plain(counts.unauthorized),
        );
        Ok(())
    }
}

fn busy() -> Failure {
    Failure::new(
        Kind::Busy,
        "busy",
        "the server is working on as much as it can",
        "try again in a second",
    )
}
