//! Controls that must fail: a check that cannot fail shows nothing. Faults are planted in copies of what a real storm
//! left behind, and the oracle must name each of them.

use std::fs;
use std::path::{Path, PathBuf};

use placet_domain::change::Event;
use placet_domain::plan::{Action, Direction};
use placet_ledger::{Checkpoint, SignerKey, leaf_hash};
use rusqlite::Connection;

use crate::harness::verdict::{Aftermath, history};
use placet_oracle::{self as oracle, Case, kept};

/// Plants one fault after the other.
pub(crate) fn must_fail(aftermath: &Aftermath<'_>) {
    let plant = Plant {
        aftermath,
        copies: tempfile::tempdir().unwrap(),
    };
    plant.a_lost_event();
    plant.a_doubled_effect();
    plant.an_effect_without_intent();
    plant.an_edited_row();
    plant.an_edited_event();
    plant.a_job_left_over();
    plant.a_forked_ledger();
    plant.a_file_that_somebody_else_wrote();
}

struct Plant<'a> {
    aftermath: &'a Aftermath<'a>,
    copies: tempfile::TempDir,
}

impl Plant<'_> {
    /// The last event that was acknowledged vanishes, with all after it and with the rows that would give it away.
    fn a_lost_event(&self) {
        let position = self
            .aftermath
            .case
            .receipts
            .iter()
            .map(|receipt| receipt.position)
            .max()
            .unwrap();
        let (data, _) = self.copy("lost", |database| {
            database
                .execute("DELETE FROM events WHERE position >= ?1", [position])
                .unwrap();
        });
        let case = Case {
            history: history(&data),
            ..self.aftermath.case.clone()
        };
        self.expect("I10", &oracle::judge(&case));
        self.expect("I9", &kept::check(&data, &case, &[]));
    }

    fn a_doubled_effect(&self) {
        let mut case = self.aftermath.case.clone();
        let once = case.effects.iter().find(|effect| {
            let stream = case
                .history
                .streams
                .iter()
                .find(|(id, _)| id.to_string() == effect.who);
            let step = stream.and_then(|(_, stream)| stream.step(&effect.step));
            effect.kind == "do" && step.is_some_and(|step| !step.idempotent)
        });
        let once = once.unwrap().clone();
        case.effects.push(once);
        self.expect("I3", &oracle::judge(&case));
    }

    fn an_effect_without_intent(&self) {
        let mut case = self.aftermath.case.clone();
        let effect = case
            .effects
            .iter()
            .find(|effect| effect.kind == "do")
            .unwrap()
            .clone();
        let stream = case
            .history
            .streams
            .get_mut(&effect.who.parse().unwrap())
            .unwrap();
        stream.0.retain(|entry| {
            let intent = matches!(entry.event(), Event::StepStarted { step, direction: Direction::Forward, attempt, .. }
                if step.as_str() == effect.step && *attempt == effect.attempt);
            !intent
        });
        self.expect("I1", &oracle::judge(&case));
    }

    fn an_edited_row(&self) {
        let (data, case) = self.copy("row", |database| {
            let sql = "UPDATE changes SET state = 'implementing' WHERE id = (SELECT min(id) FROM changes)";
            assert_eq!(database.execute(sql, []).unwrap(), 1);
        });
        self.expect("I11", &kept::check(&data, &case, &[]));
    }

    fn an_edited_event(&self) {
        let (data, case) = self.copy("event", |database| {
            let sql = "UPDATE events SET body = replace(body, 'StepSucceeded', 'StepFailed')
                       WHERE position = (SELECT min(position) FROM events WHERE body LIKE '%StepSucceeded%')";
            assert_eq!(database.execute(sql, []).unwrap(), 1);
        });
        self.expect("I9", &kept::check(&data, &case, &[]));
    }

    fn a_job_left_over(&self) {
        let (data, case) = self.copy("job", |database| {
            let sql =
                "INSERT INTO jobs (change, kind, body, run_at) VALUES (NULL, 'step', 'null', 0)";
            assert_eq!(database.execute(sql, []).unwrap(), 1);
        });
        self.expect("I13", &kept::check(&data, &case, &[]));
    }

    /// A checkpoint of the same key over another history, as a server that came back without its last commits signs it.
    fn a_forked_ledger(&self) {
        let (data, case) = self.copy("fork", |_| {});
        let store = placet_store::Store::open(&data).unwrap();
        let head = store.ledger_head().unwrap();
        drop(store);
        let key = fs::read_to_string(data.join("ledger.key")).unwrap();
        let key = SignerKey::from_secret_text(key.trim_end()).unwrap();
        let origin = key.verifier_key().name().to_string();
        let fork = Checkpoint::new(&origin, head.size, leaf_hash(b"another history")).unwrap();
        self.expect(
            "I9",
            &kept::check(&data, &case, &[fork.sign(&key).unwrap().to_string()]),
        );
    }

    /// The last change that wrote a file had written something else.
    fn a_file_that_somebody_else_wrote(&self) {
        let mut case = self.aftermath.case.clone();
        let writers = case.history.streams.values_mut().filter_map(|stream| {
            let tag = stream.tag().to_owned();
            let Event::ChangeOpened(opened) = &mut stream.0.first_mut()?.recorded.event else {
                return None;
            };
            opened
                .plan
                .steps
                .iter_mut()
                .find_map(|step| match &mut step.action {
                    Action::Write(write)
                        if fs::read_to_string(&write.path).is_ok_and(|text| text == tag) =>
                    {
                        Some(write)
                    }
                    _ => None,
                })
        });
        // Two files may have been written by one change; whichever it is, one is enough.
        let write = writers.last().expect("a change whose file is still there");
        write.content.push_str(" and more");
        self.expect("I12", &oracle::judge(&case));
    }

    /// Returns a copy of the data directory with a fault in its database.
    fn copy(&self, name: &str, fault: impl FnOnce(&Connection)) -> (PathBuf, Case) {
        let from = &self.aftermath.world.house.data;
        let to = self.copies.path().join(name);
        fs::create_dir(&to).unwrap();
        for file in ["placet.db", "placet.db-wal", "ledger.key"] {
            let whole = Path::new(from).join(file);
            if whole.exists() {
                fs::copy(whole, to.join(file)).unwrap();
            }
        }
        let database = Connection::open(to.join("placet.db")).unwrap();
        database
            .execute_batch(
                "DROP TRIGGER events_are_not_updated; DROP TRIGGER events_are_not_deleted;",
            )
            .unwrap();
        fault(&database);
        (to, self.aftermath.case.clone())
    }

    fn expect(&self, law: &str, found: &[oracle::Violation]) {
        let named = found.iter().any(|violation| violation.law == law);
        assert!(
            named,
            "a planted fault against {law} was not noticed: {found:?}"
        );
    }
}
