//! One run: a server, its people, the world, and everything that goes wrong.

use std::collections::BTreeMap;
use std::sync::Arc;

use placet_disk::{Failure, Fault};
use placet_domain::change::{Actor, Command, Event, Recorded};
use placet_domain::{ChangeId, PersonId, people::Directory};
use placet_engine::ports::Clock;
use placet_engine::{Engine, ExecuteError, Invocation};
use placet_oracle::{Receipt, Violation};
use placet_proof::Rng;
use placet_store::Head;

use crate::baton::Hand;
use crate::clock::SimClock;
use crate::house::Ground;
use crate::trouble::Trouble;
use crate::world::Outside;

/// The most steps in progress at the same time.
const HANDS_MAX: usize = 4;
/// How many beats a thread of a dead server may take to end.
const LAST_BEATS: usize = 64;
/// Events read at a time.
const PAGE: usize = 1_000;

/// The result of a person's request that was answered.
#[derive(Debug, Clone)]
pub(crate) struct Answered {
    pub(crate) order: Invocation,
    pub(crate) receipt: Receipt,
}

/// How often each thing happened.
pub type Counts = BTreeMap<&'static str, u64>;

pub(crate) struct Run<'a> {
    pub(crate) ground: &'a Ground,
    pub(crate) chance: Rng,
    pub(crate) clock: Arc<SimClock>,
    pub(crate) outside: Outside,
    pub(crate) engine: Option<Arc<Engine>>,
    pub(crate) hands: Vec<Hand>,
    pub(crate) trouble: Trouble,
    /// Failures of the disk before this run.
    pub(crate) failures_before: u64,
    /// The people of each process, as they are now.
    pub(crate) people: Vec<Directory>,
    /// Changes with the place of their process.
    pub(crate) changes: Vec<(ChangeId, usize)>,
    /// Every event with the people at its time.
    pub(crate) seen: BTreeMap<ChangeId, Vec<(Recorded, Directory)>>,
    next_position: u64,
    head: Option<Head>,
    pub(crate) answered: Vec<Answered>,
    pub(crate) checkpoints: Vec<String>,
    pub(crate) story: Vec<String>,
    pub(crate) violations: Vec<Violation>,
    pub(crate) counts: Counts,
}

impl<'a> Run<'a> {
    pub(crate) fn new(ground: &'a Ground, seed: u64) -> Self {
        ground.reset();
        let chance = Rng::new(seed);
        let mut run = Self {
            ground,
            clock: Arc::new(SimClock::new(seed)),
            outside: Outside::new(chance.fork(2)),
            engine: None,
            hands: Vec::new(),
            failures_before: ground.disk.failures(),
            trouble: Trouble::draw(&mut chance.fork(3)),
            people: ground
                .installed
                .iter()
                .map(|one| one.people.clone())
                .collect(),
            changes: Vec::new(),
            seen: BTreeMap::new(),
            next_position: 0,
            head: None,
            answered: Vec::new(),
            checkpoints: Vec::new(),
            story: Vec::new(),
            violations: Vec::new(),
            counts: Counts::new(),
            chance,
        };
        run.tell(format!("trouble: {:?}", run.trouble));
        run.boot();
        run
    }

    pub(crate) fn tell(&mut self, what: impl Into<String>) {
        let now = self.clock.now();
        let operations = self.ground.disk.operations();
        self.story
            .push(format!("{now} io {operations}: {}", what.into()));
    }

    pub(crate) fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    pub(crate) fn broke(&mut self, law: &'static str, what: impl Into<String>) {
        let violation = Violation::new(law, what);
        self.tell(format!("VIOLATION {violation}"));
        self.violations.push(violation);
    }

    /// Starts the server if it is down. The start may fail only while the disk fails.
    pub(crate) fn boot(&mut self) {
        if self.engine.is_some() {
            return;
        }
        let failures = self.ground.disk.failures();
        match self.ground.boot(&self.outside, &self.clock) {
            Ok(engine) => {
                self.tell("the server is up");
                self.engine = Some(engine);
                self.read_log();
            }
            Err(error) => {
                self.tell(format!("the server does not start: {error}"));
                if self.ground.disk.failures() == failures && !self.ground.disk.is_dead() {
                    self.broke("I13", format!("the server does not start: {error}"));
                }
                self.outside.lock().server_died();
                if self.ground.disk.is_dead() {
                    self.crash();
                } else {
                    self.ground.disk.revive();
                }
            }
        }
    }

    /// The server dies, and the host with it if the trouble says so.
    pub(crate) fn crash(&mut self) {
        self.ground.disk.kill();
        let power = std::mem::take(&mut self.trouble.takes_host);
        {
            let mut world = self.outside.lock();
            match power {
                true => world.host_died(),
                false => world.server_died(),
            }
        }
        if let Some(engine) = self.engine.take() {
            engine.stop();
        }
        for mut hand in std::mem::take(&mut self.hands) {
            for _ in 0..LAST_BEATS {
                hand.go_on();
            }
            self.end(hand);
        }
        if power {
            self.tell("the power goes");
            self.count("power cuts");
            // A separate random stream: how much the disk keeps must not change what happens afterwards.
            let mut chance = self.chance.fork(self.ground.disk.operations());
            let keeps = self.chance.percent(70);
            self.ground.disk.cut_power(keeps.then_some(&mut chance));
        } else {
            self.tell("the server dies");
            self.count("server crashes");
            self.ground.disk.revive();
        }
    }

    /// This follows any use of the disk: it notices what a planned fault did.
    pub(crate) fn after_io(&mut self) {
        if self.ground.disk.is_dead() {
            self.crash();
        } else {
            self.read_log();
        }
    }

    /// Sends a command as a person.
    pub(crate) fn say(
        &mut self,
        person: &PersonId,
        change: Option<ChangeId>,
        command: Command,
    ) -> Option<Result<Receipt, ExecuteError>> {
        let stale = match self.outside.lock().healed {
            true => 20,
            false => self.chance.below(20),
        };
        let expected = match (change, stale) {
            (Some(id), 0) => Some(self.version_of(id)),
            (Some(id), 1) => Some(self.version_of(id).saturating_sub(1)),
            _ => None,
        };
        let key = self
            .chance
            .percent(25)
            .then(|| format!("key-{}", self.chance.below(1 << 40)));
        let order = Invocation {
            actor: Actor::Person(person.clone()),
            change,
            command,
            expected,
            key,
        };
        self.order(&order)
    }

    /// Sends a command and remembers the answer.
    pub(crate) fn order(&mut self, order: &Invocation) -> Option<Result<Receipt, ExecuteError>> {
        let engine = Arc::clone(self.engine.as_ref()?);
        let before = order.change.map_or(0, |id| self.version_of(id));
        let answer = engine.execute(order);
        drop(engine);
        let who = match &order.actor {
            Actor::Person(person) => person.to_string(),
            Actor::System => "the system".to_owned(),
        };
        let verb = order.command.verb();
        let about = order.change.map(|id| self.name_of(id)).unwrap_or_default();
        match &answer {
            Ok(receipt) => {
                self.tell(format!(
                    "{who} {verb} {about}: version {}{}",
                    receipt.version,
                    if receipt.replayed {
                        ", said before"
                    } else {
                        ""
                    }
                ));
                self.count("commands done");
                let receipt = Receipt {
                    change: receipt.change,
                    version: receipt.version,
                    position: receipt.position,
                };
                // A command that changes nothing is answered with the current state, which is not an event of its own.
                if receipt.version > before {
                    self.answered.push(Answered {
                        order: order.clone(),
                        receipt: receipt.clone(),
                    });
                }
                let answer = Ok(receipt);
                self.after_io();
                return Some(answer);
            }
            Err(ExecuteError::Rejected(rejection)) => {
                self.tell(format!("{who} {verb} {about}: no, {rejection}"));
                self.count("commands refused");
            }
            Err(error) => {
                self.tell(format!("{who} {verb} {about}: {error}"));
                self.count("commands failed");
            }
        }
        self.after_io();
        answer.err().map(Err)
    }

    /// Begins the next job that may run, if a hand is free.
    pub(crate) fn work(&mut self) {
        let Some(engine) = self.engine.clone() else {
            return;
        };
        let due = engine
            .next_job_at()
            .is_some_and(|at| at <= self.clock.now());
        if !due || self.hands.len() >= HANDS_MAX {
            return;
        }
        let hand = Hand::begin(move || {
            engine.work_one();
        });
        self.count("jobs begun");
        self.keep(hand);
    }

    /// Lets one of the hands continue.
    pub(crate) fn go_on(&mut self) {
        if self.hands.is_empty() {
            return;
        }
        let which = self.chance.below(self.hands.len() as u64);
        let mut hand = self
            .hands
            .remove(usize::try_from(which).unwrap_or_default());
        hand.go_on();
        self.keep(hand);
    }

    fn keep(&mut self, hand: Hand) {
        match &hand.waits_for {
            Some(what) => {
                let what = format!("a hand is at {what}");
                self.tell(what);
                self.hands.push(hand);
            }
            None => {
                self.tell("a hand is done");
                self.end(hand);
            }
        }
        self.after_io();
    }

    fn end(&mut self, mut hand: Hand) {
        if hand.waits_for.is_some() {
            self.broke("I13", "a thread of a dead server does not end");
            return;
        }
        if let Some(panic) = hand.panic() {
            self.broke("API", format!("a thread panicked: {panic}"));
        }
    }

    /// Reads the new events: the log only grows.
    pub(crate) fn read_log(&mut self) {
        let Some(engine) = self.engine.clone() else {
            return;
        };
        let store = engine.store();
        let Ok(page) = store.events_since(self.next_position, PAGE) else {
            return;
        };
        for event in page {
            self.next_position = event.position + 1;
            if let Event::ChangeOpened(opened) = &event.recorded.event
                && self.process_of(event.change).is_none()
            {
                let installed = self.ground.installed.iter();
                let process = installed
                    .map(|one| &one.parsed.process.process)
                    .position(|name| *name == opened.process);
                self.changes.push((event.change, process.unwrap_or(0)));
            }
            let about = self.process_of(event.change);
            let line = format!(
                "    {} {} {}",
                self.name_of(event.change),
                event.version,
                event.recorded.event.name()
            );
            self.story.push(line);
            self.count("events");
            let people = about
                .and_then(|at| self.people.get(at))
                .cloned()
                .unwrap_or_default();
            self.seen
                .entry(event.change)
                .or_default()
                .push((event.recorded, people));
        }
        let Ok(head) = store.ledger_head() else {
            return;
        };
        if self.head.as_ref().is_some_and(|old| old.size > head.size) {
            self.broke("I9", "the ledger became shorter");
        }
        if let Some(old) = self.head.replace(head)
            && old.size < head.size
            && let Ok(proof) = store.consistency_proof(old.size, head.size)
            && proof.verify(&old.root, &head.root).is_err()
        {
            self.broke("I9", "the ledger does not begin with what it was");
        }
    }

    pub(crate) fn plan_fault(&mut self, failure: Failure, within: u64, lasting: bool) {
        let at = self.ground.disk.operations() + 1 + self.chance.below(within);
        self.tell(format!("planned: {failure:?} at io {at}"));
        self.ground.disk.plan(Some(Fault {
            at,
            failure,
            lasting,
        }));
    }

    fn version_of(&self, id: ChangeId) -> u64 {
        self.seen.get(&id).map_or(0, |events| events.len() as u64)
    }

    pub(crate) fn process_of(&self, id: ChangeId) -> Option<usize> {
        let found = self.changes.iter().find(|(other, _)| *other == id);
        found.map(|(_, process)| *process)
    }

    pub(crate) fn name_of(&self, id: ChangeId) -> String {
        let place = self.changes.iter().position(|(other, _)| *other == id);
        place.map_or_else(|| id.to_string(), |place| format!("change {place}"))
    }
}
