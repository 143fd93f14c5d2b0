//! Jobs in memory, ordered by when they may run. The store is the source of truth; the queue only wakes the pool in
//! time.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use placet_domain::ChangeId;
use placet_store::JobId;

use crate::job::Planned;

/// The longest a thread sleeps before it checks the clock again, so that it notices a clock that was set forward.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

#[derive(Default)]
struct Inner {
    by_time: BTreeSet<(Timestamp, JobId)>,
    jobs: HashMap<JobId, Planned>,
    by_change: BTreeMap<ChangeId, BTreeSet<JobId>>,
    /// The latest time that the clock has shown.
    seen: Option<Timestamp>,
    closed: bool,
}

impl Inner {
    fn take(&mut self, now: Timestamp) -> Option<(JobId, Planned)> {
        self.look_at(now);
        let (due, id) = self.by_time.first().copied()?;
        if self.closed || due > now {
            return None;
        }
        self.by_time.remove(&(due, id));
        let job = self.jobs.remove(&id)?;
        if let Some(ids) = self.by_change.get_mut(&job.change) {
            ids.remove(&id);
            if ids.is_empty() {
                self.by_change.remove(&job.change);
            }
        }
        Some((id, job))
    }

    /// Detects that the clock was set back. That would lengthen every wait, so pending steps are moved back by the same
    /// amount. Deadlines are calendar times and stay where they are.
    fn look_at(&mut self, now: Timestamp) {
        let Some(back) = self.seen.map(|seen| seen.duration_since(now)) else {
            self.seen = Some(now);
            return;
        };
        self.seen = Some(now);
        if !back.is_positive() {
            return;
        }
        for (id, job) in self.jobs.iter_mut().filter(|(_, job)| job.is_step()) {
            let due = job.run_at.saturating_sub(back).unwrap_or(now);
            self.by_time.remove(&(job.run_at, *id));
            self.by_time.insert((due, *id));
            job.run_at = due;
        }
    }
}

/// The queue.
#[derive(Default)]
pub(crate) struct Queue {
    inner: Mutex<Inner>,
    woken: Condvar,
}

impl Queue {
    pub(crate) fn push_all(
        &self,
        now: Timestamp,
        jobs: impl IntoIterator<Item = (JobId, Planned)>,
    ) {
        let mut inner = self.lock();
        inner.look_at(now);
        let mut added = 0;
        for (id, job) in jobs {
            if inner.by_time.insert((job.run_at, id)) {
                added += 1;
            }
            inner.by_change.entry(job.change).or_default().insert(id);
            inner.jobs.insert(id, job);
        }
        drop(inner);
        for _ in 0..added {
            self.woken.notify_one();
        }
    }

    /// Lets every waiting step of a change run now, because it may have been called off. Its deadlines stay.
    pub(crate) fn expedite(&self, change: ChangeId, now: Timestamp) {
        let mut inner = self.lock();
        let ids: Vec<JobId> = inner
            .by_change
            .get(&change)
            .into_iter()
            .flatten()
            .copied()
            .collect();
        for id in ids {
            let Some(due) = inner
                .jobs
                .get(&id)
                .filter(|job| job.is_step() && job.run_at > now)
                .map(|job| job.run_at)
            else {
                continue;
            };
            inner.by_time.remove(&(due, id));
            inner.by_time.insert((now, id));
            if let Some(job) = inner.jobs.get_mut(&id) {
                job.run_at = now;
            }
        }
        drop(inner);
        self.woken.notify_all();
    }

    /// Waits for the next job that may run and returns it. Returns none when the queue is closed.
    pub(crate) fn next(&self, now: impl Fn() -> Timestamp) -> Option<(JobId, Planned)> {
        let mut inner = self.lock();
        loop {
            if inner.closed {
                return None;
            }
            let now = now();
            if let Some(next) = inner.take(now) {
                return Some(next);
            }
            let wait = match inner.by_time.first().copied() {
                Some((due, _)) => {
                    let left = due.duration_since(now);
                    Duration::try_from(left)
                        .unwrap_or(Duration::ZERO)
                        .min(LOOK_AGAIN)
                }
                None => LOOK_AGAIN,
            };
            inner = self
                .woken
                .wait_timeout(inner, wait)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    /// Returns the next job that may run, without waiting.
    pub(crate) fn take(&self, now: Timestamp) -> Option<(JobId, Planned)> {
        self.lock().take(now)
    }

    /// Returns when the next job may run, by a clock that may have been set back since.
    pub(crate) fn next_at(&self, now: Timestamp) -> Option<Timestamp> {
        let mut inner = self.lock();
        inner.look_at(now);
        inner.by_time.first().map(|(due, _)| *due)
    }

    pub(crate) fn len(&self) -> usize {
        self.lock().jobs.len()
    }

    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.woken.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::SignedDuration;
    use placet_domain::ChangeId;
    use placet_domain::plan::Direction;
    use placet_store::JobId;

    use super::{Planned, Queue, Timestamp};
    use crate::job::{Job, StepJob};

    const HOUR: SignedDuration = SignedDuration::from_hours(1);
    const MINUTE: SignedDuration = SignedDuration::from_mins(1);

    fn planned(job: Job, run_at: Timestamp) -> Planned {
        Planned {
            change: ChangeId::from_parts(1, 1),
            job,
            run_at,
        }
    }

    fn step() -> Job {
        Job::Step(StepJob {
            step: "one".parse().unwrap(),
            direction: Direction::Forward,
            attempt: 1,
        })
    }

    // T19: a step waits as long as intended, and a deadline until its time of day.
    #[test]
    fn t19_who_waits_does_not_wait_longer_because_the_clock_was_set_back() {
        let queue = Queue::default();
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let first = planned(step(), now + MINUTE);
        let deadline = planned(Job::Deadline(now + MINUTE), now + MINUTE);
        queue.push_all(now, [(JobId(1), first), (JobId(2), deadline)]);
        let back = now - HOUR;
        // A job that is added after the jump uses the new time.
        queue.push_all(back, [(JobId(3), planned(step(), back + MINUTE * 2))]);
        assert_eq!(queue.next(|| back + MINUTE).unwrap().0, JobId(1));
        assert_eq!(queue.next(|| back + MINUTE * 2).unwrap().0, JobId(3));
        assert_eq!(queue.next(|| now + MINUTE).unwrap().0, JobId(2));
    }

    // A step that is called off may run at once to find out. A deadline that ran early would record nothing and be
    // lost.
    #[test]
    fn steps_that_are_called_off_run_at_once_and_deadlines_stay() {
        let queue = Queue::default();
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let deadline = planned(Job::Deadline(now + HOUR), now + HOUR);
        let change = deadline.change;
        let mut waits = planned(step(), now + HOUR);
        waits.change = change;
        queue.push_all(now, [(JobId(1), deadline), (JobId(2), waits)]);
        queue.expedite(change, now);
        assert_eq!(queue.take(now).unwrap().0, JobId(2));
        assert!(queue.take(now).is_none());
        assert_eq!(queue.take(now + HOUR).unwrap().0, JobId(1));
    }
}
