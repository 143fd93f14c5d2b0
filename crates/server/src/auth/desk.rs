//! What is kept in memory to tell callers apart: failed logins, uses of sessions, the bound on password hashing.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use placet_domain::ProcessName;
use placet_engine::Engine;
use placet_store::Store;

use super::{LoginRate, SessionUses, password};
use crate::clock::Clock;
use crate::failure::Failure;
use crate::limits::{PASSWORD_HASHES_MAX, PROCESS_NAMES_MS};

/// What the server needs to identify callers.
pub(crate) struct Desk {
    pub(crate) engine: Arc<Engine>,
    clock: Arc<Clock>,
    /// A password hash whose password is unknown, for accounts that do not exist.
    pub(crate) decoy: String,
    login_rate: Mutex<LoginRate>,
    session_uses: Mutex<SessionUses>,
    process_names: Mutex<Option<(Instant, Arc<Vec<ProcessName>>)>>,
    hashing: Mutex<usize>,
    hashed: Condvar,
}

impl Desk {
    /// Sets up the state. Fails if the system cannot provide random bytes.
    pub(crate) fn new(engine: Arc<Engine>, clock: Arc<Clock>) -> Result<Self, Failure> {
        Ok(Self {
            engine,
            clock,
            decoy: password::decoy()?,
            login_rate: Mutex::default(),
            session_uses: Mutex::default(),
            process_names: Mutex::default(),
            hashing: Mutex::default(),
            hashed: Condvar::new(),
        })
    }

    pub(crate) fn store(&self) -> &Store {
        self.engine.store()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn login_rate(&self) -> MutexGuard<'_, LoginRate> {
        held(&self.login_rate)
    }

    pub(crate) fn session_uses(&self) -> MutexGuard<'_, SessionUses> {
        held(&self.session_uses)
    }

    /// Computes a password hash, after waiting until fewer than [`PASSWORD_HASHES_MAX`] others are being computed.
    pub(crate) fn hashing<T>(&self, work: impl FnOnce() -> T) -> T {
        let _place = HashingPlace::take(self);
        work()
    }

    /// Returns the names of the current processes. Each call needs them and the store reads whole files for them, so they
    /// are cached for a moment. Who belongs to a process is never cached.
    pub(crate) fn process_names(&self) -> Result<Arc<Vec<ProcessName>>, Failure> {
        let mut remembered = held(&self.process_names);
        if let Some((at, names)) = &*remembered
            && at.elapsed() < Duration::from_millis(PROCESS_NAMES_MS)
        {
            return Ok(Arc::clone(names));
        }
        let processes = self.store().current_processes()?;
        let names: Arc<Vec<ProcessName>> =
            Arc::new(processes.into_iter().map(|process| process.name).collect());
        *remembered = Some((Instant::now(), Arc::clone(&names)));
        Ok(names)
    }
}

/// One of the threads that compute a hash.
struct HashingPlace<'a>(&'a Desk);

impl<'a> HashingPlace<'a> {
    fn take(desk: &'a Desk) -> Self {
        let busy = desk
            .hashed
            .wait_while(held(&desk.hashing), |busy| *busy >= PASSWORD_HASHES_MAX);
        *busy.unwrap_or_else(PoisonError::into_inner) += 1;
        Self(desk)
    }
}

impl Drop for HashingPlace<'_> {
    fn drop(&mut self) {
        *held(&self.0.hashing) -= 1;
        self.0.hashed.notify_one();
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
