//! The one write path: load, gather, decide, react, append, always in that order.

use std::sync::Arc;

use placet_domain::Rejection;
use placet_domain::change::{
    Actor, Change, Command, Event, Facts, decide_and_apply, evolve, held_targets, refused, waiting,
};
use placet_domain::digest::Digest;
use placet_store::{Append, IdempotencyKey, Receipt, StoreError};
use placet_teeth::{Point, point};

use crate::cache::Cached;
use crate::core::Core;
use crate::error::ExecuteError;
use crate::gather::Gathered;
use crate::invocation::Invocation;
use crate::job::{Ended, Planned};
use crate::react;

/// How often a command is decided again when the change or a number has moved on.
const TRIES_MAX: u32 = 16;

impl Core {
    /// Carries out a command, or says why not. When it returns a receipt, the result is on disk.
    ///
    /// # Errors
    /// The rules' rejection, a version or key that does not match, or the store's failure. In these cases, nothing of
    /// the request is written, except the record that a person was denied.
    pub fn execute(&self, invocation: &Invocation) -> Result<Receipt, ExecuteError> {
        self.execute_job(invocation, None)
    }

    /// Does the same for the outcome of a job, which is finished in the same transaction.
    pub(crate) fn execute_job(
        &self,
        invocation: &Invocation,
        ended: Option<Ended<'_>>,
    ) -> Result<Receipt, ExecuteError> {
        let key = self.key_of(invocation);
        if let Some(first) = key
            .as_ref()
            .map(|key| self.store.replay(key))
            .transpose()?
            .flatten()
        {
            return Ok(first);
        }
        let _lane = invocation.change.and_then(|id| self.cache.lane(id));
        self.until_current(|| self.decide_once(invocation, ended, key.clone()))
    }

    /// Decides again if the facts of a decision have moved on before it was appended.
    pub(crate) fn until_current<T>(
        &self,
        decide: impl Fn() -> Result<T, ExecuteError>,
    ) -> Result<T, ExecuteError> {
        for _ in 0..TRIES_MAX {
            match decide() {
                Err(ExecuteError::Store(StoreError::VersionMismatch { change, .. })) => {
                    self.cache.forget(change);
                }
                Err(ExecuteError::Store(StoreError::NumberTaken { .. })) => self.numbers.forget(),
                // The claim of another change became visible. The rules name it as the reason when they decide again.
                Err(ExecuteError::Store(StoreError::TargetClaimed { .. })) => {}
                // T5: a person who lost a role in between can no longer decide.
                Err(ExecuteError::Store(StoreError::StreamMoved { .. })) => self.processes.forget(),
                done => return done,
            }
        }
        Err(ExecuteError::Busy)
    }

    fn decide_once(
        &self,
        invocation: &Invocation,
        ended: Option<Ended<'_>>,
        key: Option<IdempotencyKey>,
    ) -> Result<Receipt, ExecuteError> {
        let loaded = invocation.change.map(|id| self.load(id)).transpose()?;
        let (before, version) = match &loaded {
            Some(cached) => (Some(&*cached.change), cached.version),
            None => (None, 0),
        };
        let outdated = |seen: &u64| {
            !before.map_or(*seen == version, |change| change.is_as_seen(*seen, version))
        };
        if let Some(expected) = invocation.expected.filter(outdated) {
            return Err(ExecuteError::VersionMismatch {
                expected,
                actual: version,
            });
        }
        let gathered = Gathered::for_command(self, invocation, before)?;
        let facts = gathered.facts(&invocation.actor);
        point(Point::BeforeDecide);
        let Decided {
            events,
            after,
            denied,
        } = Decided::new(before, &invocation.command, &facts)?;
        let (Some(after), false) = (after.map(Arc::new), events.is_empty()) else {
            let change = before.ok_or(ExecuteError::NoChange)?;
            return self.nothing_happened(change, version, ended, &facts);
        };
        let id = after.id;
        let jobs = react::react(before, &events, &after, ended, &facts);
        let called_off = react::called_off(&events);
        let append = Append {
            change: id,
            expected: version,
            as_of: gathered.as_of.clone(),
            events: events
                .into_iter()
                .map(|event| facts.recorded(event))
                .collect(),
            number: before.is_none().then(|| gathered.number.clone()).flatten(),
            waiting: waiting(&after, &facts),
            targets: held_targets(&after),
            after: Arc::clone(&after),
            jobs: jobs.iter().map(Planned::stored).collect(),
            finished_jobs: ended.iter().map(|ended| ended.id).collect(),
            // Nothing that a denied person asked for was done.
            key: key.filter(|_| denied.is_none()),
        };
        point(Point::BeforeAppend);
        let receipt = match (self.store.append(append), denied.as_ref()) {
            (Err(error), Some(rejection)) if !is_outrun(&error) => {
                tracing::warn!(%error, %rejection, "a denial could not be recorded");
                return Err(rejection.clone().into());
            }
            (appended, _) => appended?,
        };
        point(Point::AfterAppend);
        if !receipt.replayed {
            self.cache.put(
                id,
                Cached {
                    change: after,
                    version: receipt.version,
                },
            );
            let jobs = jobs
                .into_iter()
                .map(|job| react::on_the_clock(job, gathered.ahead));
            self.queue
                .push_all(self.clock.now(), receipt.jobs.iter().copied().zip(jobs));
            if !called_off.is_empty() {
                self.called_off.add(id, &called_off);
                self.queue.expedite(id, self.clock.now());
            }
            point(Point::AfterQueue);
        }
        denied.map_or(Ok(receipt), |rejection| Err(rejection.into()))
    }

    /// Answers a command that changes nothing, such as a second tick: the current version is its receipt. A deadline
    /// that comes while nothing is late arms the next one.
    fn nothing_happened(
        &self,
        change: &Change,
        version: u64,
        ended: Option<Ended<'_>>,
        facts: &Facts<'_>,
    ) -> Result<Receipt, ExecuteError> {
        if let Some(Ended { id, .. }) = ended {
            let jobs = react::react(Some(change), &[], change, ended, facts);
            let stored = jobs.iter().map(Planned::stored).collect();
            let ids = self.store.finish_job(id, stored)?;
            self.queue
                .push_all(self.clock.now(), ids.into_iter().zip(jobs));
        }
        Ok(Receipt {
            change: change.id,
            version,
            position: self.store.ledger_head()?.size.saturating_sub(1),
            number: change.number.clone(),
            jobs: Vec::new(),
            replayed: false,
        })
    }

    fn key_of(&self, invocation: &Invocation) -> Option<IdempotencyKey> {
        let (Some(key), Actor::Person(person)) = (&invocation.key, &invocation.actor) else {
            return None;
        };
        let request = serde_json::json!({"change": invocation.change, "command": invocation.command, "expected": invocation.expected});
        Some(IdempotencyKey {
            key: key.clone(),
            person: person.clone(),
            request: Digest::of_json(&request),
        })
    }
}

/// The result of a command.
struct Decided {
    events: Vec<Event>,
    after: Option<Change>,
    /// Why the person may not do it, if only the denial is recorded.
    denied: Option<Rejection>,
}

impl Decided {
    fn new(
        before: Option<&Change>,
        command: &Command,
        facts: &Facts<'_>,
    ) -> Result<Self, Rejection> {
        let rejection = match decide_and_apply(before, command, facts) {
            Ok((events, after)) => {
                return Ok(Self {
                    events,
                    after,
                    denied: None,
                });
            }
            Err(rejection) => rejection,
        };
        let Some(denial) = before.and_then(|c| refused(c, command, facts, &rejection)) else {
            return Err(rejection);
        };
        let recorded = facts.recorded(denial);
        Ok(Self {
            after: evolve(before.cloned(), &recorded),
            events: vec![recorded.event],
            denied: Some(rejection),
        })
    }
}

/// Returns whether the decision is outdated and must be made again.
fn is_outrun(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::VersionMismatch { .. } | StoreError::StreamMoved { .. }
    )
}
