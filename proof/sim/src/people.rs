//! People: usually they bring changes forward, and sometimes they do something random.

use placet_domain::change::{Actor, Change, Command};
use placet_domain::plan::{RunStatus, StepStatus, manual_task, still_to_undo};
use placet_domain::process::{Phase, Process};
use placet_domain::{ChangeId, PersonId, RejectionKind};
use placet_engine::ports::Clock;
use placet_engine::{ExecuteError, Invocation, Look};
use placet_oracle::Receipt;
use serde_json::{Value, json};

use crate::plans;
use crate::run::Run;

/// Changes of one run.
const CHANGES_MAX: usize = 4;
/// How many people try what one of them may not do.
const TRIES: usize = 3;

impl Run<'_> {
    /// Lets a random person do something.
    pub(crate) fn somebody(&mut self) {
        if self.changes.is_empty() || (self.changes.len() < CHANGES_MAX && self.chance.percent(6)) {
            return self.open();
        }
        match self.chance.below(100) {
            0..=3 => self.organization(),
            4..=7 => self.say_again(),
            8..=9 => self.sign(),
            _ => {
                let Some(look) = self.look_at_one() else {
                    return;
                };
                match self.chance.percent(78) {
                    true => self.help(&look),
                    false => self.meddle(&look),
                }
            }
        }
    }

    fn open(&mut self) {
        let all = self.ground.installed.len() as u64;
        // The first two have the shortest way to a start.
        let place = match self.chance.percent(40) {
            true => self.chance.below(2),
            false => self.chance.below(all),
        };
        let place = usize::try_from(place).unwrap_or_default();
        let installed = &self.ground.installed[place];
        let process = &installed.parsed.process;
        let people = self.names(place);
        let fields = plans::form(process, &people, &mut self.chance);
        let mut request = json!({"process": process.process, "fields": fields, "plan": plans::plan(&mut self.chance)});
        let models: Vec<String> = process.models.keys().map(ToString::to_string).collect();
        if self.chance.percent(80)
            && let Some(model) = self.chance.choose(&models)
        {
            request["model"] = json!(model);
        }
        request["verb"] = json!("open");
        let (Ok(command), Some(person)) = (serde_json::from_value(request), self.anybody(place))
        else {
            return;
        };
        self.say(&person, None, command);
    }

    fn look_at_one(&mut self) -> Option<Look> {
        let (id, _) = *self.chance.choose(&self.changes)?;
        self.look_at(id)
    }

    pub(crate) fn look_at(&mut self, id: ChangeId) -> Option<Look> {
        let engine = self.engine.clone()?;
        let look = engine.look(id);
        drop(engine);
        if look.is_err() {
            self.after_io();
        }
        look.ok()
    }

    /// Does what the change needs next.
    fn help(&mut self, look: &Look) {
        let change = &*look.change;
        let early = !matches!(
            change.phase,
            Phase::Implement | Phase::Review | Phase::Closed | Phase::Canceled
        );
        if early && self.chance.percent(60) {
            return self.usher(change.id);
        }
        let body = if change.held.is_some() {
            json!({"verb": "release", "reason": "it may go on"})
        } else if change.authority.round == 0 {
            json!({"verb": "submit"})
        } else {
            match change.phase {
                Phase::New => json!({"verb": "submit"}),
                Phase::Assess | Phase::Authorize | Phase::Scheduled => self.before_start(look),
                Phase::Implement => match run_needs(change) {
                    Some(body) => body,
                    None => return,
                },
                Phase::Review => self.afterwards(look),
                Phase::Closed | Phase::Canceled => json!({"verb": "comment", "text": "well"}),
            }
        };
        self.try_people(look, &body, TRIES);
    }

    fn before_start(&mut self, look: &Look) -> Value {
        let (change, process) = (&*look.change, &look.process.process);
        let authorized = change.authority.authorized == Some(change.request.digest);
        match self.chance.below(12) {
            0 => self.review(process),
            1..=6 if !authorized => {
                if let Some(body) = self.approve(look) {
                    return body;
                }
                self.review(process)
            }
            7 | 8 if !authorized => self.review(process),
            1 | 2 => json!({"verb": "schedule", "start": self.clock.now()}),
            3 | 4 => self.tick(process),
            5 => json!({"verb": "condition", "number": 1 + self.chance.below(2)}),
            6 if !authorized => json!({"verb": "assess"}),
            _ => json!({"verb": "start"}),
        }
    }

    /// Approves at once, as a person who is allowed to.
    pub(crate) fn approve(&mut self, look: &Look) -> Option<Value> {
        let open: Vec<_> = look
            .slots
            .iter()
            .filter(|slot| slot.filled_by.is_none() && !slot.who_can.is_empty())
            .collect();
        let slot = self.chance.choose(&open)?;
        let person = self.chance.choose(&slot.who_can)?.clone();
        let phrase = look.process.process.approvals.phrases.first();
        let digest = match self.chance.percent(95) {
            true => look.change.request.digest,
            false => placet_domain::digest::Digest::of_bytes(b"another"),
        };
        let mut body = json!({
            "verb": "approve", "digest": digest, "phrase": phrase.cloned().unwrap_or_default(),
            "ticked": slot.slot.checklist,
        });
        if self.chance.percent(5) {
            body["conditions"] = json!(["tell the users"]);
        }
        self.say_json(&person, look, &body);
        Some(json!({"verb": "comment", "text": "approved"}))
    }

    fn review(&mut self, process: &Process) -> Value {
        let kinds: Vec<&String> = process.reviews.keys().collect();
        let Some(kind) = self.chance.choose(&kinds) else {
            return json!({"verb": "start"});
        };
        let ticked = process
            .reviews
            .get(*kind)
            .map(|review| review.checklist.clone());
        json!({"verb": "review", "kind": kind, "passed": true, "ticked": ticked})
    }

    fn tick(&mut self, process: &Process) -> Value {
        let lists: Vec<&String> = process.checklists.keys().collect();
        match self.chance.choose(&lists) {
            Some(list) => json!({"verb": "tick", "checklist": list}),
            None => json!({"verb": "start"}),
        }
    }

    fn afterwards(&mut self, look: &Look) -> Value {
        let process = &look.process.process;
        let people: Vec<String> = look
            .directory
            .people
            .keys()
            .map(ToString::to_string)
            .collect();
        let names: Vec<&String> = process.records.keys().collect();
        let name = self.chance.choose(&names).map(ToString::to_string);
        let mut fill = |name: &str| {
            let record = process.records.get(name);
            record.map(|record| plans::record(process, record, &people, &mut self.chance))
        };
        let body = match &name {
            Some(name) => json!({"verb": "record", "record": name, "fields": fill(name)}),
            None => json!({"verb": "comment", "text": "done"}),
        };
        let (verify, close) = (fill("verification"), fill("closure"));
        let code = match look.change.run.status {
            RunStatus::BackedOut => "backed_out",
            _ => "successful",
        };
        match self.chance.below(4) {
            0 => body,
            1 => json!({"verb": "verify", "fields": verify.unwrap_or_default()}),
            2 => json!({"verb": "close", "code": code, "fields": close.unwrap_or_default()}),
            _ => self.approve(look).unwrap_or(body),
        }
    }

    /// Does something unexpected.
    fn meddle(&mut self, look: &Look) {
        let because = "a person wanted it";
        let step = format!("s{}", self.chance.below(5));
        let body = match self.chance.below(16) {
            0 => json!({"verb": "hold", "reason": because}),
            1 => json!({"verb": "release", "reason": because}),
            2 => json!({"verb": "pause", "reason": because}),
            3 => json!({"verb": "resume"}),
            4 => json!({"verb": "abort", "reason": because}),
            5 => json!({"verb": "back_out", "reason": because}),
            6 => json!({"verb": "skip", "step": step, "reason": because}),
            7 => json!({"verb": "retry", "step": step, "reason": because}),
            8 => json!({"verb": "edit", "plan": plans::plan(&mut self.chance)}),
            9 => json!({"verb": "edit", "fields": {"title": format!("T{}", self.chance.below(3))}}),
            10 => json!({"verb": "reject", "reason": because}),
            11 => json!({"verb": "defer", "reason": because}),
            12 => json!({"verb": "abstain", "reason": because}),
            13 => json!({"verb": "approve", "digest": look.change.request.digest}),
            14 => {
                json!({"verb": "record_step", "step": step, "succeeded": self.chance.percent(60)})
            }
            _ => match self.chance.percent(20) {
                true => json!({"verb": "cancel", "reason": because}),
                false => json!({"verb": "start"}),
            },
        };
        self.try_people(look, &body, 1);
    }

    /// Lets people try until one of them is allowed to.
    pub(crate) fn try_people(&mut self, look: &Look, body: &Value, tries: usize) -> bool {
        let people: Vec<PersonId> = look.directory.people.keys().cloned().collect();
        let mut first = vec![&look.change.who.requester, look.change.carried_out_by()];
        if self.chance.percent(50) {
            first.reverse();
        }
        if self.chance.percent(30) {
            first.clear();
        }
        let at = usize::try_from(self.chance.below(people.len() as u64)).unwrap_or_default();
        let others = people.iter().cycle().skip(at).take(people.len());
        for person in first.into_iter().chain(others).take(tries) {
            match self.say_json(person, look, body) {
                Some(Ok(_)) => return true,
                // Another person may do what this one may not. Any other obstacle blocks everyone.
                Some(Err(ExecuteError::Rejected(rejection)))
                    if rejection.kind == RejectionKind::Denied => {}
                Some(Err(ExecuteError::VersionMismatch { .. })) => {}
                _ => return false,
            }
        }
        false
    }

    pub(crate) fn say_json(
        &mut self,
        person: &PersonId,
        look: &Look,
        body: &Value,
    ) -> Option<Result<Receipt, ExecuteError>> {
        match serde_json::from_value::<Command>(body.clone()) {
            Ok(command) => self.say(person, Some(look.change.id), command),
            Err(error) => {
                self.broke("SIM", format!("no command: {body}: {error}"));
                None
            }
        }
    }

    /// I10, T4: a request that was answered gets the same receipt when it is repeated.
    fn say_again(&mut self) {
        let keyed: Vec<_> = self
            .answered
            .iter()
            .filter(|answered| answered.order.key.is_some())
            .cloned()
            .collect();
        let Some(first) = self.chance.choose(&keyed) else {
            return;
        };
        let mut order = first.order.clone();
        let reused = self.chance.percent(20);
        if reused {
            order.command = serde_json::from_value(json!({"verb": "comment", "text": "other"}))
                .unwrap_or(Command::Submit);
        }
        self.count("requests said again");
        match self.order(&order) {
            Some(Ok(receipt)) => {
                let same = receipt.version == first.receipt.version
                    && receipt.position == first.receipt.position;
                if !same || reused {
                    let what = format!("{first:?} was answered with {receipt:?} when said again");
                    self.broke("I10", what);
                }
            }
            Some(Err(ExecuteError::KeyReused)) if reused => {}
            Some(Err(ExecuteError::Store(_))) | None => {}
            Some(Err(error)) => {
                let what = format!("{first:?} was answered with `{error}` when said again");
                self.broke("I10", what);
            }
        }
    }

    /// Lets a person have the ledger signed and keep the checkpoint elsewhere.
    fn sign(&mut self) {
        let Some(engine) = self.engine.clone() else {
            return;
        };
        if let Ok(note) = engine.store().checkpoint() {
            self.tell("the ledger is signed");
            self.checkpoints.push(note.to_string());
        }
        drop(engine);
        self.after_io();
    }

    pub(crate) fn anybody(&mut self, place: usize) -> Option<PersonId> {
        let people: Vec<PersonId> = self.people[place].people.keys().cloned().collect();
        self.chance.choose(&people).cloned()
    }

    fn names(&self, place: usize) -> Vec<String> {
        self.people[place]
            .people
            .keys()
            .map(ToString::to_string)
            .collect()
    }

    /// Sends a command of the engine itself, such as one when a deadline passes.
    pub(crate) fn advance(&mut self) {
        if let Some((id, _)) = self.chance.choose(&self.changes).copied() {
            self.order(&Invocation {
                actor: Actor::System,
                change: Some(id),
                command: Command::Settle,
                expected: None,
                key: None,
            });
        }
    }
}

/// Returns what a run needs from a person now.
pub(crate) fn run_needs(change: &Change) -> Option<Value> {
    let run = &change.run;
    if run.paused {
        return Some(json!({"verb": "resume"}));
    }
    let manual = run.in_flight.iter().find(|flight| {
        let step = change
            .request
            .plan
            .steps
            .iter()
            .find(|step| step.id == flight.step);
        step.is_some_and(|step| manual_task(step, flight.direction).is_some())
    });
    if let Some(flight) = manual {
        return Some(json!({"verb": "record_step", "step": flight.step, "succeeded": true}));
    }
    let of = |status: StepStatus| {
        let found = run.steps.iter().find(|(_, step)| step.status == status);
        found.map(|(id, _)| id.clone())
    };
    match run.status {
        RunStatus::Halted => {
            let step = of(StepStatus::Unknown).or_else(|| of(StepStatus::Failed));
            Some(match step {
                Some(step) => json!({"verb": "retry", "step": step, "reason": "again"}),
                None => json!({"verb": "back_out", "reason": "enough"}),
            })
        }
        RunStatus::Stuck => {
            // The page of the change names these: an undo that failed, or a step that needs a person before its undo.
            let left = still_to_undo(&change.request.plan, run);
            let step = left.first().map(|(step, _)| step);
            Some(json!({"verb": "retry", "step": step, "reason": "again"}))
        }
        _ => None,
    }
}
