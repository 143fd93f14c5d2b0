//! What the oracle looks at: every event in the order of its stream, and every effect.

use std::collections::BTreeMap;
use std::path::Path;

use placet_domain::ChangeId;
use placet_domain::change::{Event, Opened, Recorded};
use placet_domain::plan::{Action, Plan, Step};
use placet_store::Store;

use super::violation::Violation;

/// An event with its places.
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

    /// The plan that ran: the last one written, because a change that has begun is not edited any more.
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

    /// The name that the test gave it.
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

    /// What a law finds in each change by itself.
    pub(crate) fn each_stream(
        &self,
        law: impl Fn(ChangeId, &Stream) -> Vec<Violation>,
    ) -> Vec<Violation> {
        self.streams
            .iter()
            .flat_map(|(change, stream)| law(*change, stream))
            .collect()
    }

    /// Events of all changes as they became durable, one after the other.
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

/// What a plan holds while it runs, as the rules promise it: named targets, files and links.
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

/// One line of the target side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// `do`, `check`, `undo` and `after` of commands; `http-do` and `http-undo` of requests.
    pub kind: String,
    /// The change; of requests the tag.
    pub who: String,
    pub step: String,
    /// As the runner calls it.
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
