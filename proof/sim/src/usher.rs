//! Brings a change from its draft to its start by the shortest way, so that most of a run is spent on the interesting
//! part.

use placet_domain::ChangeId;
use placet_domain::process::Phase;
use placet_engine::Look;
use placet_engine::ports::Clock;
use serde_json::json;

use crate::run::Run;

/// The most approvals that are collected at once.
const APPROVALS_MAX: usize = 8;

/// Longer than the notice that any model requires, in milliseconds.
const NOTICE_MS: i64 = 15 * 24 * 3_600_000;

impl Run<'_> {
    /// Goes the whole way, or as far as it is possible today.
    pub(crate) fn usher(&mut self, id: ChangeId) {
        self.submit(id);
        self.review_all(id);
        for _ in 0..APPROVALS_MAX {
            match self.look_at(id) {
                Some(look)
                    if look.change.authority.authorized != Some(look.change.request.digest) =>
                {
                    if self.approve(&look).is_none() {
                        break;
                    }
                }
                _ => break,
            }
        }
        self.tick_all(id);
        // The notice that most models require passes.
        if self.chance.percent(60) {
            self.clock.jump(NOTICE_MS);
        }
        for body in [
            json!({"verb": "schedule", "start": self.clock.now()}),
            json!({"verb": "start"}),
        ] {
            if let Some(look) = self.before_run(id) {
                let everybody = look.directory.people.len() + 1;
                self.try_people(&look, &body, everybody);
            }
        }
    }

    fn submit(&mut self, id: ChangeId) {
        if let Some(look) = self.look_at(id)
            && look.change.authority.round == 0
        {
            self.try_people(&look, &json!({"verb": "submit"}), 3);
        }
    }

    fn review_all(&mut self, id: ChangeId) {
        let Some(look) = self.before_run(id) else {
            return;
        };
        for (kind, review) in &look.process.process.reviews {
            let passed = look
                .change
                .authority
                .reviews
                .iter()
                .any(|done| done.kind == *kind && done.passed);
            if !passed {
                let body = json!({"verb": "review", "kind": kind, "passed": true, "ticked": review.checklist});
                for person in look.directory.people.iter().filter_map(|(id, person)| {
                    review
                        .by
                        .iter()
                        .any(|role| person.roles.contains(role))
                        .then_some(id)
                }) {
                    if matches!(self.say_json(person, &look, &body), Some(Ok(_))) {
                        break;
                    }
                }
            }
        }
    }

    fn tick_all(&mut self, id: ChangeId) {
        let Some(look) = self.before_run(id) else {
            return;
        };
        let everybody = look.directory.people.len();
        for list in look.process.process.checklists.keys() {
            if !look.change.written.ticked.contains_key(list) {
                self.try_people(
                    &look,
                    &json!({"verb": "tick", "checklist": list}),
                    everybody,
                );
            }
        }
    }

    fn before_run(&mut self, id: ChangeId) -> Option<Look> {
        let look = self.look_at(id)?;
        let early = matches!(
            look.change.phase,
            Phase::New | Phase::Assess | Phase::Authorize | Phase::Scheduled
        );
        early.then_some(look)
    }
}
