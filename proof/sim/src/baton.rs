//! Real threads, of which exactly one runs at any time. A job runs on a hand. The hand gives the baton back whenever it
//! would wait, so that anything else may happen before it continues, in an order that the seed decides.

use std::cell::RefCell;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

/// The message of a hand when it gives the baton back.
enum Said {
    Waits(String),
    Done,
}

struct Mine {
    said: Sender<Said>,
    go: Receiver<()>,
}

thread_local! {
    static MINE: RefCell<Option<Mine>> = const { RefCell::new(None) };
}

/// A thread that does one task.
pub(crate) struct Hand {
    said: Receiver<Said>,
    go: Sender<()>,
    thread: Option<JoinHandle<()>>,
    /// What it waits for; none when it is done.
    pub(crate) waits_for: Option<String>,
}

impl Hand {
    /// Begins a task and returns when it waits or is done.
    pub(crate) fn begin(work: impl FnOnce() + Send + 'static) -> Self {
        let (said, hears) = channel();
        let (go, goes) = channel();
        let thread = std::thread::spawn(move || {
            let done = said.clone();
            MINE.set(Some(Mine { said, go: goes }));
            work();
            let _ = done.send(Said::Done);
        });
        let mut hand = Self {
            said: hears,
            go,
            thread: Some(thread),
            waits_for: None,
        };
        hand.listen();
        hand
    }

    /// Lets it continue until it waits again or is done.
    pub(crate) fn go_on(&mut self) {
        if self.waits_for.is_some() && self.go.send(()).is_ok() {
            self.listen();
        }
    }

    /// Returns the panic of the task, if it panicked.
    pub(crate) fn panic(&mut self) -> Option<String> {
        let panic = self.thread.take()?.join().err()?;
        let text = panic.downcast_ref::<String>().cloned();
        text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string))
            .or_else(|| Some("a panic without words".to_owned()))
    }

    fn listen(&mut self) {
        self.waits_for = match self.said.recv() {
            Ok(Said::Waits(what)) => Some(what),
            Ok(Said::Done) | Err(_) => None,
        };
    }
}

/// Gives the baton back and waits to get it again. Returns false on a thread that is not a hand.
pub(crate) fn wait(what: String) -> bool {
    MINE.with_borrow(|mine| {
        let Some(mine) = mine else {
            return false;
        };
        mine.said.send(Said::Waits(what)).is_ok() && mine.go.recv().is_ok()
    })
}
