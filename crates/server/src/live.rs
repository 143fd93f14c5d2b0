//! From the engine's bus, which blocks, to the channels that streams wait on.

use std::sync::{Arc, Weak};

use placet_api::OutputLine;
use placet_domain::ChangeId;
use placet_engine::{Engine, Notice};
use tokio::sync::{broadcast, watch};

use crate::limits::STREAM_MESSAGES_MAX;

/// A piece of output with the change it belongs to.
pub(crate) type Output = (ChangeId, Arc<OutputLine>);

/// Wakes streams when something is new. They read the events themselves from the store.
pub(crate) struct Live {
    /// How many events the ledger has.
    size: watch::Sender<u64>,
    outputs: broadcast::Sender<Output>,
    closing: watch::Sender<bool>,
}

impl Live {
    /// Listens to the engine for as long as it lives.
    pub(crate) fn new(engine: &Arc<Engine>) -> Self {
        let size = watch::Sender::new(0);
        let (outputs, _) = broadcast::channel(STREAM_MESSAGES_MAX);
        let (to_size, to_outputs) = (size.clone(), outputs.clone());
        let weak = Arc::downgrade(engine);
        let mut subscription = Some(engine.subscribe());
        let listen = move || {
            while let Some(notices) = subscription.take() {
                for notice in notices {
                    forward(notice, &to_size, &to_outputs);
                }
                // The engine drops a listener that is too far behind. What it missed is in the store.
                subscription = again(&weak, &to_size);
            }
        };
        if let Err(error) = std::thread::Builder::new()
            .name("live".to_owned())
            .spawn(listen)
        {
            tracing::error!(%error, "live events are off: the thread could not be started");
        }
        Self {
            size,
            outputs,
            closing: watch::Sender::new(false),
        }
    }

    pub(crate) fn size(&self) -> watch::Receiver<u64> {
        self.size.subscribe()
    }

    /// Tells open streams to end.
    pub(crate) fn close(&self) {
        self.closing.send_replace(true);
    }

    pub(crate) fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    pub(crate) fn outputs(&self) -> broadcast::Receiver<Output> {
        self.outputs.subscribe()
    }
}

fn again(engine: &Weak<Engine>, size: &watch::Sender<u64>) -> Option<placet_engine::Subscription> {
    // A stopped engine gives subscriptions that end at once.
    std::thread::sleep(std::time::Duration::from_millis(100));
    let engine = engine.upgrade()?;
    let subscription = engine.subscribe();
    if let Ok(head) = engine.store().ledger_head() {
        size.send_replace(head.size);
    }
    Some(subscription)
}

fn forward(notice: Notice, size: &watch::Sender<u64>, outputs: &broadcast::Sender<Output>) {
    match notice {
        Notice::Committed(committed) => {
            if let Some(last) = committed.last() {
                size.send_replace(last.position + 1);
            }
        }
        Notice::Output { change, step, text } => {
            let line = OutputLine {
                change: change.to_string(),
                step: step.to_string(),
                text: text.to_string(),
            };
            // There may be no listener, which is fine: live output is not kept here.
            let _ = outputs.send((change, Arc::new(line)));
        }
    }
}
