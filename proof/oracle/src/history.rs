//! The input of the oracle: every event in the order of its stream, and every effect.

use std::collections::BTreeMap;
use std::path::Path;

use placet_domain::ChangeId;
use placet_domain::change::{Event, Opened, Recorded};
use placet_domain::plan::{Action, Plan, Step};
use placet_store::Store;

use super::violation::Violation;

/// An event with its positions.
#[derive(Debug, Clone)]
pub struct Entry {
    pub version: u64,
    pub position: u64,
    pub recorded: Recorded,
}

impl Entry {
    pub fn event(&self) -> &Event {
        &self.recorded.event
    }
}

/// The events of one change, first to last.
#[derive(Debug, Clone, Default)]
pub struct Stream(pub Vec<Entry>);

impl Stream {
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.0.iter().map(Entry::event)
    }

    pub fn opened(&self) -> &Opened {
        match self.events().next() {
            Some(Event::ChangeOpened(opened)) => opened,
            other => panic!("a stream begins with {other:?}"),
        }
    }

    /// Returns the plan that ran: the last one written, because a started change is no longer edited.
    pub fn plan(&self) -> &Plan {
        let edited = self.events().filter_map(|event| match event {
            Event::ChangeEdited(edited) => edited.plan.as_ref(),
            _ => None,
        });
        edited.last().unwrap_or(&self.opened().plan)
    }

    pub fn step(&self, id: &str) -> Option<&Step> {
        self.plan().steps.iter().find(|step| step.id.as_str() == id)
    }

    /// Returns the name that the test gave it.
    pub fn tag(&self) -> &str {
        let reason = self
            .opened()
            .fields
            .iter()
            .find(|(field, _)| field.as_str() == "reason");
        reason
            .and_then(|(_, value)| value.as_str())
            .unwrap_or_default()
    }
}

/// All changes.
#[derive(Debug, Clone, Default)]
pub struct History {
    pub streams: BTreeMap<ChangeId, Stream>,
}

impl History {
    /// Reads every event of every change.
    pub fn read(store: &Store) -> Self {
        let mut history = Self::default();
        let mut from = 0;
        loop {
            let page = store.events_since(from, 1_000).unwrap();
            let Some(last) = page.last() else {
                return history;
            };
            from = last.position + 1;
            for event in page {
                let (version, position, recorded) = (event.version, event.position, event.recorded);
                let stream = history.streams.entry(event.change).or_default();
                stream.0.push(Entry {
                    version,
                    position,
                    recorded,
                });
            }
        }
    }

    /// Returns what a law finds in each change separately.
    pub(crate) fn each_stream(
        &self,
        law: impl Fn(ChangeId, &Stream) -> Vec<Violation>,
    ) -> Vec<Violation> {
        self.streams
            .iter()
            .flat_map(|(change, stream)| law(*change, stream))
            .collect()
    }

    /// Returns the events of all changes in the order in which they became durable.
    pub fn in_order(&self) -> Vec<(ChangeId, &Entry)> {
        let mut all: Vec<_> = self
            .streams
            .iter()
            .flat_map(|(id, stream)| stream.0.iter().map(|entry| (*id, entry)))
            .collect();
        all.sort_by_key(|(_, entry)| entry.position);
        all
    }
}

/// Returns what a plan holds while it runs, as the rules promise: named targets, files and links.
pub fn targets(plan: &Plan) -> Vec<String> {
    let mut targets: Vec<String> = plan
        .steps
        .iter()
        .flat_map(|step| step.targets.clone())
        .collect();
    targets.extend(plan.steps.iter().filter_map(|step| match &step.action {
        Action::Write(write) => Some(format!("file:{}", write.path)),
        Action::Install(install) => Some(format!("file:{}", install.link)),
        _ => None,
    }));
    targets
}

/// One line of the target side's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// `do`, `check`, `undo` and `after` of commands; `http-do` and `http-undo` of requests.
    pub kind: String,
    /// The change; for requests, the tag.
    pub who: String,
    pub step: String,
    /// The attempt, in the runner's words.
    pub direction: String,
    /// 0 for requests, which do not carry it.
    pub attempt: u32,
    /// The version of the change that the runner knew.
    pub fence: u64,
}

/// Reads the effects of the target side.
pub fn read_effects(file: &Path) -> Vec<Effect> {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines()
        .map(|line| parse(line).unwrap_or_else(|| panic!("no effect: `{line}`")))
        .collect()
}

fn parse(line: &str) -> Option<Effect> {
    let words: Vec<&str> = line.split(' ').collect();
    let [kind, who, step, direction, attempt, fence] = words[..] else {
        return None;
    };
    Some(Effect {
        kind: kind.to_owned(),
        who: who.to_owned(),
        step: step.to_owned(),
        direction: direction.to_owned(),
        attempt: attempt.parse().ok()?,
        fence: fence.parse().ok()?,
    })
}
