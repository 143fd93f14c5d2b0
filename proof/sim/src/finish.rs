//! The end of a run: everything works again, and every run of a plan reaches its end or a person who knows about it.

use placet_domain::ChangeId;
use placet_domain::change::Change;
use placet_domain::plan::RunStatus;
use placet_domain::process::Phase;
use placet_engine::Look;
use placet_engine::ports::Clock;
use serde_json::json;

use crate::people::run_needs;
use crate::run::Run;

/// How many rounds every run may take to end.
const ROUNDS: usize = 60;
/// How many beats everything in progress may take to end.
const BEATS: usize = 400;
/// How far ahead a job may be that the end still waits for, in milliseconds.
const AHEAD_MS: i64 = 3_600_000;

impl Run<'_> {
    /// Brings everything to its end.
    pub(crate) fn finish(&mut self) {
        self.mend();
        // A disk that fails from now on is not trouble from which any run could finish.
        self.ground.disk.plan(None);
        self.calm();
        self.somebody_knows();
        self.end_trouble();
        if self.engine.is_none() {
            self.boot();
        }
        for place in 0..self.people.len() {
            if self.people[place] != self.ground.installed[place].people {
                let name = self.ground.installed[place].parsed.process.process.clone();
                let people = self.ground.installed[place].people.clone();
                self.set_people(place, &name, &people);
            }
        }
        for _ in 0..ROUNDS {
            self.calm();
            self.somebody_knows();
            let open = self.open_runs();
            if open.is_empty() || self.engine.is_none() {
                break;
            }
            for look in open {
                self.resolve(&look);
            }
        }
        let stuck: Vec<(ChangeId, RunStatus)> = self
            .open_runs()
            .iter()
            .map(|look| (look.change.id, look.change.run.status))
            .collect();
        for (id, status) in stuck {
            let name = self.name_of(id);
            self.broke("I13", format!("{name} does not come to an end: {status:?}"));
        }
        if let Some(engine) = self.engine.take() {
            engine.stop();
        }
        self.tell("the server is stopped");
        self.count("runs");
    }

    /// Does everything that can be done without a person.
    fn calm(&mut self) {
        for _ in 0..BEATS {
            if self.engine.is_none() {
                self.mend();
                self.boot();
            }
            let Some(engine) = self.engine.clone() else {
                continue;
            };
            let next = engine.next_job_at();
            drop(engine);
            let now = self.clock.now();
            match next {
                Some(at) if at <= now => self.work(),
                Some(at) if self.hands.is_empty() => {
                    let ahead = at.as_millisecond() - now.as_millisecond() + 1;
                    if ahead > AHEAD_MS {
                        return;
                    }
                    self.clock.jump(ahead);
                }
                None if self.hands.is_empty() => return,
                _ => {}
            }
            self.go_on();
        }
        if !self.hands.is_empty() {
            self.broke("I13", "what is under way does not end");
        }
    }

    /// I13: a run that cannot continue by itself is in the inbox of a person.
    fn somebody_knows(&mut self) {
        if !self.hands.is_empty() {
            return;
        }
        for look in self.open_runs() {
            let Some(engine) = self.engine.clone() else {
                return;
            };
            let steps = engine.store().pending_jobs().map(|jobs| {
                jobs.iter()
                    .filter(|job| job.change == Some(look.change.id) && job.kind == "step")
                    .count()
            });
            let (Ok(0), true) = (steps, self.hands.is_empty()) else {
                // A wait, or the pause before a retry: no person has to act.
                continue;
            };
            let known = look.directory.people.iter().any(|(id, person)| {
                let rows = engine.store().inbox(id, &person.roles);
                rows.is_ok_and(|rows| rows.iter().any(|row| row.change.id == look.change.id))
            });
            let gone = [&look.change.who.requester, look.change.carried_out_by()]
                .into_iter()
                .any(|person| !look.directory.people.contains_key(person));
            drop(engine);
            if !known && !gone && look.change.held.is_none() {
                let name = self.name_of(look.change.id);
                let status = look.change.run.status;
                self.broke(
                    "I13",
                    format!(
                        "{name} stands at {status:?} and no person knows: {:?}",
                        look.change.run
                    ),
                );
            }
        }
    }

    fn open_runs(&mut self) -> Vec<Look> {
        let Some(engine) = self.engine.clone() else {
            return Vec::new();
        };
        let mut open = Vec::new();
        for (id, _) in self.changes.clone() {
            match engine.look(id) {
                Ok(look) if is_open(&look.change) => open.push(look),
                Ok(_) => {}
                Err(error) => self.tell(format!("a change cannot be looked at: {error}")),
            }
        }
        open
    }

    fn resolve(&mut self, look: &Look) {
        let people = look.directory.people.len() + 2;
        if look.change.held.is_some() {
            self.try_people(look, &json!({"verb": "release", "reason": "go on"}), people);
        }
        let Some(body) = run_needs(&look.change) else {
            // Authority was lost while it ran, so it is backed out.
            self.try_people(
                look,
                &json!({"verb": "back_out", "reason": "it stands"}),
                people,
            );
            return;
        };
        if !self.try_people(look, &body, people) {
            let step = body.get("step").cloned();
            let skip = json!({"verb": "skip", "step": step, "reason": "taken over"});
            if !self.try_people(look, &skip, people) {
                self.try_people(
                    look,
                    &json!({"verb": "back_out", "reason": "enough"}),
                    people,
                );
            }
        }
    }
}

fn is_open(change: &Change) -> bool {
    change.phase != Phase::Canceled
        && !matches!(
            change.run.status,
            RunStatus::Idle | RunStatus::Finished | RunStatus::BackedOut
        )
}
