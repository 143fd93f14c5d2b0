//! `tick`: reports standing tasks of a checklist as done.

use super::optional_text;
use crate::change::arguments::Tick;
use crate::change::decision::Decision;
use crate::change::event::Event;
use placet_language::codes::Code;
use placet_language::reason::{Reason, Rejection, RejectionKind};

pub(in crate::change) fn decide(d: &mut Decision<'_>, tick: &Tick) -> Result<(), Rejection> {
    d.person()?;
    optional_text("note", &tick.note)?;
    let lists = &d.facts.process.checklists;
    let Some(list) = lists.get(&tick.checklist) else {
        let known: Vec<&str> = lists.keys().map(String::as_str).collect();
        let message = format!("the process has no checklist `{}`", tick.checklist);
        return super::invalid(
            "checklist",
            Code::NoSuchChecklist,
            message,
            &format!("use one of {}", known.join(", ")),
        );
    };
    let all: Vec<&str> = list.all_tasks().map(|(_, task)| task).collect();
    let strange: Vec<Reason> = tick
        .tasks
        .iter()
        .filter(|task| !all.contains(&task.as_str()))
        .map(|task| {
            Reason::new(
                Code::NoSuchTask,
                format!("`{task}` is not on the checklist"),
                "use its tasks",
            )
            .at("tasks")
        })
        .collect();
    Rejection::unless_empty(RejectionKind::Invalid, "some tasks do not exist", strange)?;
    let done = d.change.written.ticked.get(&tick.checklist);
    let mut tasks: Vec<String> = if tick.tasks.is_empty() {
        all.into_iter().map(str::to_owned).collect()
    } else {
        tick.tasks.clone()
    };
    tasks.retain(|task| !done.is_some_and(|done| done.contains(task)));
    if !tasks.is_empty() {
        d.emit(Event::TasksTicked {
            checklist: tick.checklist.clone(),
            tasks,
            note: tick.note.clone(),
        });
    }
    Ok(())
}
