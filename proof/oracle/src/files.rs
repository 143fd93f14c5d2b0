//! I12 at the target side: files and links look as if the changes that hold them had run one after the other.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use placet_domain::ChangeId;
use placet_domain::change::Event;
use placet_domain::plan::{Action, Direction, Step};

use super::case::Case;
use super::violation::Violation;

/// What must be at a place. It is unknown after a step or an undo that failed half-way and was left that way.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Content {
    Known(Option<String>),
    Unknown,
}

pub(super) fn check(case: &Case) -> Vec<Violation> {
    let mut places: BTreeMap<PathBuf, Content> = BTreeMap::new();
    let mut before: BTreeMap<(ChangeId, String), Content> = BTreeMap::new();
    for (change, entry) in case.history.in_order() {
        let stream = &case.history.streams[&change];
        let step = |id: &placet_domain::StepId| {
            stream
                .step(id.as_str())
                .and_then(|step| Some((step, place(step)?)))
        };
        match entry.event() {
            Event::StepStarted {
                step: id,
                direction: Direction::Forward,
                ..
            } => {
                if let Some((_, (path, _))) = step(id) {
                    let now = places.entry(path).or_insert(Content::Known(None)).clone();
                    before.entry((change, id.to_string())).or_insert(now);
                }
            }
            Event::StepSucceeded { step: id, .. } => {
                if let Some((_, (path, content))) = step(id) {
                    places.insert(path, Content::Known(Some(content)));
                }
            }
            Event::StepFailed { step: id, .. }
            | Event::UndoFailed { step: id, .. }
            | Event::OutcomeUnknown { step: id, .. } => {
                if let Some((_, (path, _))) = step(id) {
                    places.insert(path, Content::Unknown);
                }
            }
            Event::StepUndone { step: id, .. } => {
                if let (Some((_, (path, _))), Some(was)) =
                    (step(id), before.get(&(change, id.to_string())))
                {
                    places.insert(path, was.clone());
                }
            }
            _ => {}
        }
    }
    let wrong = places.into_iter().filter_map(|(path, wanted)| {
        let Content::Known(wanted) = wanted else {
            return None;
        };
        let there = there(&path);
        (there != wanted).then(|| {
            Violation::new(
                "I12",
                format!("{} is {there:?} and not {wanted:?}", path.display()),
            )
        })
    });
    wrong.collect()
}

/// Returns the place that a step writes to, and the content.
fn place(step: &Step) -> Option<(PathBuf, String)> {
    match &step.action {
        Action::Write(write) => Some((PathBuf::from(&write.path), write.content.clone())),
        Action::Install(install) => {
            let name = Path::new(&install.from).file_name()?;
            let release = Path::new(&install.into).join(name);
            Some((PathBuf::from(&install.link), release.display().to_string()))
        }
        _ => None,
    }
}

fn there(path: &Path) -> Option<String> {
    match std::fs::read_link(path) {
        Ok(target) => Some(target.display().to_string()),
        Err(_) => std::fs::read_to_string(path).ok(),
    }
}
