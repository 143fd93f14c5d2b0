//! Notices to listeners: what became durable, and what running steps print.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use placet_domain::{ChangeId, StepId};
use placet_store::Committed;

/// The most notices that one listener may be behind before it is dropped. It then continues from the store.
const NOTICES_PENDING_MAX: usize = 4_096;

/// A message to listeners.
#[derive(Debug, Clone)]
pub enum Notice {
    /// Events became durable.
    Committed(Arc<Vec<Committed>>),
    /// A running step printed something.
    Output {
        /// The change.
        change: ChangeId,
        /// The step.
        step: StepId,
        /// The text, redacted.
        text: Arc<str>,
    },
}

/// The receiving end of a listener. It closes when the engine stops or the listener falls too far behind.
pub type Subscription = Receiver<Notice>;

/// Sends notices to every listener.
#[derive(Default)]
pub(crate) struct Bus {
    listeners: Mutex<Vec<SyncSender<Notice>>>,
}

impl Bus {
    pub(crate) fn subscribe(&self) -> Subscription {
        let (sender, receiver) = sync_channel(NOTICES_PENDING_MAX);
        self.lock().push(sender);
        receiver
    }

    /// Sends a notice to every listener and never waits. A listener that is gone or too far behind is dropped.
    pub(crate) fn tell(&self, notice: &Notice) {
        self.lock().retain(|listener| {
            !matches!(
                listener.try_send(notice.clone()),
                Err(TrySendError::Disconnected(_) | TrySendError::Full(_))
            )
        });
    }

    pub(crate) fn close(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<SyncSender<Notice>>> {
        self.listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
