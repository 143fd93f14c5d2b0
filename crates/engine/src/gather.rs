//! The only place that collects the facts that the rules need.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use placet_domain::ChangeId;
use placet_domain::change::{
    Actor, Change, Command, Facts, Opening, OtherChange, Others, Request, model_for,
};
use placet_domain::organization::{AsOf, Stream};
use placet_domain::people::Directory;
use placet_domain::plan::targets;
use placet_domain::process::{FieldType, Parsed, Phase};
use placet_store::NumberTaken;

use crate::core::Core;
use crate::error::ExecuteError;
use crate::invocation::Invocation;

/// Owns the collected facts. [`Facts`] borrows from it.
pub(crate) struct Gathered {
    now: Timestamp,
    /// How far the change is ahead of the clock, if the clock was set back.
    pub(crate) ahead: SignedDuration,
    process: Arc<Parsed>,
    directory: Arc<Directory>,
    pub(crate) as_of: AsOf,
    opening: Option<Opening>,
    /// The number of the change that is being opened.
    pub(crate) number: Option<NumberTaken>,
    others: Others,
}

impl Gathered {
    /// Gathers the facts for a command that concerns a change or opens one.
    pub(crate) fn for_command(
        core: &Core,
        invocation: &Invocation,
        change: Option<&Change>,
    ) -> Result<Self, ExecuteError> {
        match (change, &invocation.command) {
            (Some(change), _) => Self::about(core, change),
            (None, Command::Open(request)) => Self::to_open(core, request, &invocation.actor),
            (None, _) => Err(ExecuteError::NoChange),
        }
    }

    /// Gathers everything known about a change, for a command or for a reader.
    pub(crate) fn about(core: &Core, change: &Change) -> Result<Self, ExecuteError> {
        let process = core.processes.version(&core.store, change.process_digest)?;
        // Uses the log's time: no event of a change is older than the one before it.
        let now = core.log_time().max(change.times.updated);
        let mut gathered = Self::alone(core, process, now)?;
        gathered.add_others(core, change)?;
        Ok(gathered)
    }

    fn to_open(core: &Core, request: &Request, actor: &Actor) -> Result<Self, ExecuteError> {
        let process = core.installed(&request.process)?.parsed;
        let now = core.log_time();
        let mut gathered = Self::alone(core, process, now)?;
        let process = &gathered.process.process;
        // A new change follows the version that is current when it is opened.
        let rules = Stream::Rules(process.process.clone());
        let rules = core.processes.as_of(&core.store, rules, core.now())?;
        gathered.as_of.0.push(rules);
        let model = model_for(process, request)?;
        let (number, taken) = core.numbers.next(&core.store, process, &model, now)?;
        if let Actor::Person(person) = actor {
            gathered.others.unsettled = core.store.unsettled_of(&process.process, person)?;
        }
        gathered.opening = Some(Opening {
            id: new_id(core, now),
            number,
        });
        gathered.number = Some(taken);
        Ok(gathered)
    }

    /// Gathers the facts that do not depend on any change.
    fn alone(core: &Core, process: Arc<Parsed>, now: Timestamp) -> Result<Self, ExecuteError> {
        let clock = core.clock.now();
        let name = &process.process.process;
        let (directory, as_of) = core.processes.directory(&core.store, name, clock)?;
        Ok(Self {
            now,
            ahead: now.duration_since(clock),
            process,
            directory,
            as_of,
            opening: None,
            number: None,
            others: Others::default(),
        })
    }

    /// Adds the facts about other changes that concern this one.
    fn add_others(&mut self, core: &Core, change: &Change) -> Result<(), ExecuteError> {
        if matches!(change.phase, Phase::Closed | Phase::Canceled) {
            return Ok(());
        }
        if !change.is_ended() && change.times.started.is_none() {
            self.others.unsettled = core
                .store
                .unsettled_of(&change.process, &change.who.requester)?;
            self.others
                .unsettled
                .retain(|number| *number != change.number);
        }
        let numbers = self
            .process
            .process
            .fields()
            .filter(|(_, field)| field.kind == FieldType::Changes)
            .filter_map(|(id, _)| change.request.fields.get(id)?.as_array())
            .flatten()
            .filter_map(|value| value.as_str());
        for number in numbers {
            let Some(id) = core.store.find(number)? else {
                continue;
            };
            let other = core.load(id)?;
            self.others.named.insert(
                number.to_owned(),
                OtherChange {
                    number: number.to_owned(),
                    done: other.change.ended_well(),
                },
            );
        }
        for (target, holder) in core.store.holders_of(&targets(&change.request.plan))? {
            if holder != change.number {
                self.others.claimed.insert(target, holder);
            }
        }
        Ok(())
    }

    /// Returns the facts for a decision of this actor.
    pub(crate) fn facts(&self, actor: &Actor) -> Facts<'_> {
        Facts {
            now: self.now,
            actor: actor.clone(),
            process: &self.process.process,
            process_digest: self.process.digest,
            directory: &self.directory,
            opening: self.opening.clone(),
            others: self.others.clone(),
        }
    }
}

fn new_id(core: &Core, now: Timestamp) -> ChangeId {
    let ms = u64::try_from(now.as_millisecond()).unwrap_or(0);
    ChangeId::from_parts(ms, core.clock.draw())
}
