//! The thread that writes. It commits everything in the queue as one transaction: group commit.

use std::iter;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use placet_ledger::SignerKey;
use placet_teeth::{Bug, Point, planted, point};
use rusqlite::{Connection, TransactionBehavior};

use super::batch::Batch;
use super::checkpoints;
use super::rows::Rows;
use crate::append::{CommitHook, Committed};
use crate::error::StoreError;

/// The most writes that wait. Further callers are blocked until there is room.
pub const PENDING_MAX: usize = 1_024;

/// The most writes that share a transaction.
const GROUP_MAX: usize = 256;

/// How often the ledger is signed while it grows, unless the caller sets another interval.
const SIGN_PAUSE_MS: u64 = 1_000;

/// The work of one caller. It gets an error if the group cannot even begin.
type Task = Box<dyn for<'a, 'b> FnOnce(Result<&'a mut Batch<'b>, StoreError>) -> Answer + Send>;

/// Tells the caller the result of the commit.
type Answer = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

pub(super) struct Writer {
    // INVARIANT: `Some` until the drop.
    queue: Option<SyncSender<Task>>,
    thread: Option<JoinHandle<()>>,
    shared: Arc<Shared>,
}

struct Shared {
    hooks: RwLock<Vec<CommitHook>>,
    commits: AtomicU64,
    writes: AtomicU64,
    largest_group: AtomicU64,
    pending: AtomicU64,
    sign_pause_ms: AtomicU64,
}

/// Counts of what was written since the store was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stats {
    /// Transactions committed.
    pub commits: u64,
    /// Writes requested, of any kind.
    pub writes: u64,
    /// The most writes that shared a transaction.
    pub largest_group: u64,
    /// Writes that are waiting for their transaction.
    pub pending: u64,
}

impl Writer {
    pub(super) fn start(connection: Connection, key: Arc<SignerKey>) -> Result<Self, StoreError> {
        let (queue, tasks) = mpsc::sync_channel(PENDING_MAX);
        let shared = Arc::new(Shared {
            hooks: RwLock::default(),
            commits: AtomicU64::default(),
            writes: AtomicU64::default(),
            largest_group: AtomicU64::default(),
            pending: AtomicU64::default(),
            sign_pause_ms: AtomicU64::new(SIGN_PAUSE_MS),
        });
        let mut work = Work {
            connection,
            key,
            rows: Rows::default(),
            shared: Arc::clone(&shared),
            unsigned: true,
            signed_at: Instant::now(),
        };
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || work.run(&tasks))
            .map_err(|error| StoreError::io("starting the thread that writes", &error))?;
        Ok(Self {
            queue: Some(queue),
            thread: Some(thread),
            shared,
        })
    }

    pub(super) fn on_commit(&self, hook: CommitHook) {
        self.shared
            .hooks
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .push(hook);
    }

    pub(super) fn set_sign_pause(&self, pause: Duration) {
        let ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
        self.shared.sign_pause_ms.store(ms, Ordering::Relaxed);
    }

    pub(super) fn stats(&self) -> Stats {
        Stats {
            commits: self.shared.commits.load(Ordering::Relaxed),
            writes: self.shared.writes.load(Ordering::Relaxed),
            largest_group: self.shared.largest_group.load(Ordering::Relaxed),
            pending: self.shared.pending.load(Ordering::Relaxed),
        }
    }

    pub(super) fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Batch<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = mpsc::sync_channel(1);
        let task: Task = Box::new(move |batch| {
            let result = batch.and_then(|batch| batch.isolated(work));
            Box::new(move |commit: Result<(), StoreError>| {
                // A failed check keeps its own reason. The caller waits for the answer, so it always arrives.
                let commit = match planted(Bug::FailedCommitAcknowledged) {
                    true => Ok(()),
                    false => commit,
                };
                let _ = reply.send(result.and_then(|value| commit.map(|()| value)));
            })
        });
        self.shared.pending.fetch_add(1, Ordering::Relaxed);
        self.queue
            .as_ref()
            .ok_or(StoreError::Closed)?
            .send(task)
            .map_err(|_| StoreError::Closed)?;
        answer.recv().unwrap_or(Err(StoreError::Closed))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take() {
            // Callers have already received the error if the thread panicked.
            let _ = thread.join();
        }
    }
}

struct Work {
    connection: Connection,
    key: Arc<SignerKey>,
    rows: Rows,
    shared: Arc<Shared>,
    /// Whether the ledger may have grown since the last checkpoint.
    unsigned: bool,
    /// When the ledger was last signed. Before the first time, when the store was opened.
    signed_at: Instant,
}

impl Work {
    fn run(&mut self, tasks: &Receiver<Task>) {
        loop {
            let next = match self.unsigned {
                true => tasks.recv_timeout(self.until_signing()),
                false => tasks.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match next {
                Ok(first) => {
                    let group = iter::once(first)
                        .chain(tasks.try_iter())
                        .take(GROUP_MAX)
                        .collect();
                    let sign = self.unsigned && self.until_signing().is_zero();
                    self.commit(group, sign);
                }
                // The interval may have been set since.
                Err(RecvTimeoutError::Timeout) if !self.until_signing().is_zero() => {}
                Err(RecvTimeoutError::Timeout) => self.commit(Vec::new(), true),
                Err(RecvTimeoutError::Disconnected) => {
                    if self.unsigned {
                        self.commit(Vec::new(), true);
                    }
                    return;
                }
            }
        }
    }

    fn until_signing(&self) -> Duration {
        let pause = Duration::from_millis(self.shared.sign_pause_ms.load(Ordering::Relaxed));
        pause.saturating_sub(self.signed_at.elapsed())
    }

    fn commit(&mut self, group: Vec<Task>, sign: bool) {
        let writes = group.len() as u64;
        self.shared.pending.fetch_sub(writes, Ordering::Relaxed);
        if sign {
            self.signed_at = Instant::now();
            self.unsigned = false;
        }
        let mut answers = Vec::new();
        let result = self.transact(group, sign, &mut answers);
        match &result {
            Ok(committed) => {
                self.shared.commits.fetch_add(1, Ordering::Relaxed);
                self.shared.writes.fetch_add(writes, Ordering::Relaxed);
                self.shared
                    .largest_group
                    .fetch_max(writes, Ordering::Relaxed);
                if !committed.is_empty() && !sign {
                    self.unsigned = true;
                }
            }
            Err(error) => {
                self.rows.clear();
                tracing::error!(%error, writes, "a group of writes was not committed");
            }
        }
        for answer in answers {
            answer(result.as_ref().map(|_| ()).map_err(Clone::clone));
        }
        point(Point::AfterAnswers);
        if let Ok(committed) = result {
            self.tell(&committed);
        }
    }

    fn transact(
        &mut self,
        group: Vec<Task>,
        sign: bool,
        answers: &mut Vec<Answer>,
    ) -> Result<Vec<Committed>, StoreError> {
        let refuse = |group: Vec<Task>, answers: &mut Vec<Answer>, error: StoreError| {
            answers.extend(group.into_iter().map(|task| task(Err(error.clone()))));
            error
        };
        // Immediate: what the checks read cannot change before the commit.
        let transaction = match self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
        {
            Ok(transaction) => transaction,
            Err(error) => return Err(refuse(group, answers, error.into())),
        };
        point(Point::TransactionBegun);
        let mut batch = match Batch::begin(&transaction, &self.key, &mut self.rows) {
            Ok(batch) => batch,
            Err(error) => return Err(refuse(group, answers, error)),
        };
        for task in group {
            answers.push(task(Ok(&mut batch)));
        }
        if sign && let Err(error) = batch.isolated(checkpoints::sign) {
            // No caller waits for it: the next checkpoint covers the same events.
            tracing::warn!(%error, "the ledger was not signed");
        }
        let committed = batch.finish()?;
        point(Point::BeforeCommit);
        if planted(Bug::AcknowledgedBeforeCommit) {
            answers.drain(..).for_each(|answer| answer(Ok(())));
        }
        transaction.commit()?;
        point(Point::AfterCommit);
        Ok(committed)
    }

    fn tell(&self, committed: &[Committed]) {
        if committed.is_empty() {
            return;
        }
        for hook in self
            .shared
            .hooks
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
        {
            // A bug in a listener must not stop the store.
            if panic::catch_unwind(AssertUnwindSafe(|| hook(committed))).is_err() {
                tracing::error!("a listener for commits panicked");
            }
        }
    }
}
