//! What a state keeps of a change, and what was already decided about it.
//!
//! `decide` and `evolve` are pure, so their answers are cached: a search asks each question many thousands of times.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use placet_domain::change::{Actor, Change, Facts, Opening, Others, Recorded, decide, evolve};
use placet_domain::plan::targets;
use placet_domain::{ChangeId, PersonId};
use serde_json::json;

use crate::ask::Ask;
use crate::judge::Judge;
use crate::world::{ANN_AGAIN, DEPUTY, PEOPLE_OF, REQUESTER, SMALL, command, plan};

/// A real change, with a fingerprint that distinguishes it from others.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The change.
    pub change: Arc<Change>,
    /// Its fingerprint.
    pub print: u64,
}

impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        self.print == other.print
    }
}

impl Hash for Kept {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.print.hash(state);
    }
}

impl Kept {
    /// Stores a change.
    pub fn new(change: Change) -> Self {
        let mut hasher = DefaultHasher::new();
        // The answers of different humans may come in any order. Those of one human may not, because the last one
        // counts. The same is true of the answers of a deputy and of the person they stand in for.
        let mut sorted = change.clone();
        sorted
            .authority
            .approvals
            .sort_by_key(|a| match a.person.as_str() {
                ANN_AGAIN => "ann".to_owned(),
                DEPUTY => "ben".to_owned(),
                person => person.to_owned(),
            });
        let text = serde_json::to_string(&sorted).unwrap_or_default();
        text.hash(&mut hasher);
        Self {
            change: Arc::new(change),
            print: hasher.finish(),
        }
    }

    /// Returns a change after its first event, and what the judge knows about it.
    pub(crate) fn opened(number: &str, id: u128) -> Option<(Self, Arc<Judge>)> {
        let facts = Facts {
            now: instant(),
            actor: Actor::Person(REQUESTER.parse().ok()?),
            process: &SMALL.process,
            process_digest: SMALL.digest,
            directory: PEOPLE_OF.first()?,
            opening: Some(Opening {
                id: ChangeId::from_parts(1, id),
                number: number.to_owned(),
            }),
            others: Others::default(),
        };
        let fields = json!({"title": "T"});
        let request =
            json!({"verb": "open", "process": "small", "fields": fields, "plan": plan(0)});
        let events = decide(None, &command(request), &facts).ok()?;
        let (mut change, mut judge) = (None, Judge::default());
        for event in events {
            let recorded = Recorded {
                at: facts.now,
                by: facts.person().cloned(),
                event,
            };
            judge.take(&recorded, 0);
            change = evolve(change, &recorded);
        }
        Some((Self::new(change?), Arc::new(judge)))
    }
}

/// The input of a decision: the change, the people, whether another change holds the target, and the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Question {
    /// The fingerprint of the change.
    pub print: u64,
    /// The people.
    pub people: u8,
    /// Whether another change holds the target.
    pub claimed: bool,
    /// The question.
    pub ask: Ask,
}

/// A decision: its events, and the change after them if it had not moved on.
#[derive(Debug)]
pub struct Decided {
    /// The events.
    pub events: Vec<Recorded>,
    /// The change after the events.
    pub after: Kept,
}

/// Every decision so far; none if it was refused or changes nothing.
#[derive(Debug, Default)]
pub struct Memory(Mutex<HashMap<Question, Option<Arc<Decided>>>>);

impl Memory {
    /// Decides, or returns the cached decision.
    pub(crate) fn decided(&self, kept: &Kept, question: Question) -> Option<Arc<Decided>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known
            .entry(question)
            .or_insert_with(|| decide_now(&kept.change, question).map(Arc::new))
            .clone()
    }
}

fn decide_now(change: &Change, question: Question) -> Option<Decided> {
    let (who, body) = question.ask.body(change)?;
    let now = instant();
    let wanted = targets(&change.request.plan).into_iter();
    let claimed = wanted
        .filter(|_| question.claimed)
        .map(|target| (target, "CR-other".to_owned()))
        .collect();
    let person: Option<PersonId> = who.and_then(|who| who.parse().ok());
    let facts = Facts {
        now,
        actor: person.clone().map_or(Actor::System, Actor::Person),
        process: &SMALL.process,
        process_digest: SMALL.digest,
        directory: PEOPLE_OF.get(usize::from(question.people))?,
        opening: None,
        others: Others {
            claimed,
            ..Others::default()
        },
    };
    let events = decide(Some(change), &command(body), &facts).ok()?;
    let events: Vec<Recorded> = events
        .into_iter()
        .map(|event| Recorded {
            at: now,
            by: person.clone(),
            event,
        })
        .collect();
    let after = fold(change, &events).filter(|_| !events.is_empty())?;
    let after = Kept::new(after);
    Some(Decided { events, after })
}

/// Returns the change after these events.
pub(crate) fn fold(change: &Change, events: &[Recorded]) -> Option<Change> {
    events.iter().fold(Some(change.clone()), evolve)
}

/// Returns the instant at which everything happens. No rule of this process looks at the clock, except delegations.
fn instant() -> Timestamp {
    Timestamp::from_second(1_795_000_000).unwrap_or_default()
}
