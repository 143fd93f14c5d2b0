//! The only place that collects what the rules need to know.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use placet_domain::change::{Actor, Change, Command, Facts, OtherChange, model_for};
use placet_domain::organization::{AsOf, Stream};
use placet_domain::people::Directory;
use placet_domain::plan::targets;
use placet_domain::process::{FieldType, Parsed, Phase};
use placet_domain::{ChangeId, ChangeNumber};
use placet_store::NumberTaken;

use crate::engine::Engine;
use crate::error::ExecuteError;
use crate::execute::Order;

/// The facts' owner: [`Facts`] borrow from it.
pub(crate) struct Gathered {
    now: Timestamp,
    /// How far the change is ahead of the clock, which was set back.
    pub(crate) ahead: SignedDuration,
    process: Arc<Parsed>,
    directory: Arc<Directory>,
    pub(crate) as_of: AsOf,
    new_id: ChangeId,
    new_number: ChangeNumber,
    pub(crate) number: Option<NumberTaken>,
    others: BTreeMap<ChangeNumber, OtherChange>,
    claimed: BTreeMap<String, ChangeNumber>,
    unsettled: Vec<ChangeNumber>,
}

impl Gathered {
    pub(crate) fn new(
        engine: &Engine,
        order: &Order,
        change: Option<&Change>,
    ) -> Result<Self, ExecuteError> {
        let clock = engine.clock.now();
        let mut now = engine.log_time();
        let process = match (change, &order.command) {
            (Some(change), _) => engine
                .processes
                .version(&engine.store, change.process_digest)?,
            (None, Command::Open(request)) => engine.installed(&request.process)?.parsed,
            (None, _) => {
                return Err(ExecuteError::NotFound(
                    "a change without a number".to_owned(),
                ));
            }
        };
        let (directory, mut as_of) =
            engine
                .processes
                .directory(&engine.store, &process.process.process, clock)?;
        // A change that is opened follows the version that is current then.
        if change.is_none() {
            let name = process.process.process.clone();
            as_of.0.push(
                engine
                    .processes
                    .as_of(&engine.store, Stream::Rules(name), clock)?,
            );
        }
        // As the log's time: no event of a change is older than the one before it.
        if let Some(change) = change {
            now = now.max(change.times.updated);
        }
        let mut gathered = Self {
            now,
            ahead: now.duration_since(clock),
            // Drawn only for a change that is being opened.
            new_id: match change {
                Some(change) => change.id,
                None => new_id(engine, now),
            },
            new_number: ChangeNumber::new(),
            number: None,
            others: BTreeMap::new(),
            claimed: BTreeMap::new(),
            unsettled: Vec::new(),
            process,
            directory,
            as_of,
        };
        match (change, &order.command) {
            (None, Command::Open(request)) => {
                let model = model_for(&gathered.process.process, request)?;
                let (number, taken) =
                    engine
                        .numbers
                        .next(&engine.store, &gathered.process.process, &model, now)?;
                gathered.new_number = number;
                gathered.number = Some(taken);
                if let Actor::Person(person) = &order.actor {
                    gathered.unsettled = engine
                        .store
                        .unsettled_of(&gathered.process.process.process, person)?;
                }
            }
            (Some(change), _) => gathered.about(engine, change)?,
            (None, _) => {}
        }
        Ok(gathered)
    }

    /// What other changes have to do with this one.
    fn about(&mut self, engine: &Engine, change: &Change) -> Result<(), ExecuteError> {
        if matches!(change.phase, Phase::Closed | Phase::Canceled) {
            return Ok(());
        }
        if !change.is_ended() && change.times.started.is_none() {
            self.unsettled = engine
                .store
                .unsettled_of(&change.process, &change.requester)?;
            self.unsettled.retain(|number| *number != change.number);
        }
        let numbers = self
            .process
            .process
            .fields()
            .filter(|(_, field)| field.kind == FieldType::Changes)
            .filter_map(|(id, _)| change.fields.get(id)?.as_array())
            .flatten()
            .filter_map(|value| value.as_str());
        for number in numbers {
            let Some(id) = engine.store.find(number)? else {
                continue;
            };
            let other = engine.load(id)?;
            self.others.insert(
                number.to_owned(),
                OtherChange {
                    number: number.to_owned(),
                    done: other.change.ended_well(),
                },
            );
        }
        for (target, holder) in engine.store.holders_of(&targets(&change.plan))? {
            if holder != change.number {
                self.claimed.insert(target, holder);
            }
        }
        Ok(())
    }

    /// The facts for a decision of this actor.
    pub(crate) fn facts(&self, actor: &Actor) -> Facts<'_> {
        Facts {
            now: self.now,
            actor: actor.clone(),
            process: &self.process.process,
            process_digest: self.process.digest,
            directory: &self.directory,
            new_id: self.new_id,
            new_number: self.new_number.clone(),
            others: self.others.clone(),
            claimed: self.claimed.clone(),
            unsettled: self.unsettled.clone(),
        }
    }
}

fn new_id(engine: &Engine, now: Timestamp) -> ChangeId {
    let ms = u64::try_from(now.as_millisecond()).unwrap_or(0);
    ChangeId::from_parts(ms, engine.clock.draw())
}
