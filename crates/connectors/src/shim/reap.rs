//! Waits for the command and ends everything it started.

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use placet_teeth::{Bug, planted};
use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitOptions, WaitStatus, getpid, kill_process_group, wait};

use crate::proc;

/// How often the shim checks for a call-off, the time limit and new output.
const TICK: Duration = Duration::from_millis(20);

/// How a command ended.
#[derive(Default)]
pub(super) struct End {
    pub(super) status: Option<WaitStatus>,
    pub(super) timed_out: bool,
    pub(super) called_off: bool,
    /// Processes that could not be ended.
    pub(super) left: usize,
}

enum News {
    Exited(Pid, WaitStatus),
    /// The shim has no child and, because it is their reaper, no other descendant.
    NobodyLeft,
}

/// Waits until the command and everything it started is gone. When the command exits, its time is out, or it is called
/// off, the remaining processes are asked to end, and then killed.
pub(super) fn wait_for(
    child: Pid,
    timeout: Duration,
    grace: Duration,
    called_off: impl Fn() -> bool,
    mut tick: impl FnMut(),
) -> End {
    let news = reaper();
    let began = Instant::now();
    let mut ending: Option<Instant> = None;
    let mut end = End::default();
    loop {
        match news.recv_timeout(TICK) {
            Ok(News::Exited(pid, status)) if pid == child => {
                end.status = Some(status);
                continue;
            }
            Ok(News::Exited(..)) => continue,
            Ok(News::NobodyLeft) | Err(RecvTimeoutError::Disconnected) => return end,
            Err(RecvTimeoutError::Timeout) => tick(),
        }
        match ending {
            None => {
                if end.status.is_none() {
                    end.timed_out = began.elapsed() >= timeout;
                    end.called_off = !end.timed_out && called_off();
                }
                if end.status.is_some() || end.timed_out || end.called_off {
                    ask_to_end(child);
                    ending = Some(Instant::now());
                }
            }
            Some(since) if since.elapsed() >= grace + proc::VANISH => {
                end.left = proc::descendants(getpid().as_raw_nonzero().get()).len();
                return end;
            }
            Some(since) if since.elapsed() >= grace => kill_all(child),
            Some(_) => {}
        }
    }
}

/// Reaps every child in a separate thread: a blocking wait notices an exit at once.
fn reaper() -> Receiver<News> {
    let (send, receive) = channel();
    std::thread::spawn(move || {
        loop {
            let news = match wait(WaitOptions::empty()) {
                Ok(Some((pid, status))) => News::Exited(pid, status),
                Ok(None) | Err(Errno::INTR) => continue,
                Err(_) => News::NobodyLeft,
            };
            let last = matches!(news, News::NobodyLeft);
            if send.send(news).is_err() || last {
                return;
            }
        }
    });
    receive
}

fn everybody() -> Vec<i32> {
    if planted(Bug::EscapeesSurvive) {
        return Vec::new();
    }
    proc::descendants(getpid().as_raw_nonzero().get())
}

fn ask_to_end(child: Pid) {
    // The group is signaled at once; processes that left it, one by one.
    let _ = kill_process_group(child, Signal::TERM);
    proc::ask_to_end(&everybody());
}

fn kill_all(child: Pid) {
    let _ = kill_process_group(child, Signal::KILL);
    proc::kill(everybody);
}
