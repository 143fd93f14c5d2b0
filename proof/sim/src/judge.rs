//! The judge: every law, applied to everything that was seen.

use placet_domain::digest::Digest;
use placet_oracle::history::History;
use placet_oracle::{Case, Violation, broken, judge, kept, second};
use placet_store::Store;

use crate::run::Run;

impl Run<'_> {
    /// Applies every law to what is left, and returns the digest of all events as they are stored.
    pub(crate) fn judge(&mut self, second_opinion: bool) -> Option<Digest> {
        let dir = self.ground.dir.clone();
        self.ground.disk.revive();
        let store = match Store::open(&dir) {
            Ok(store) => store,
            Err(error) => {
                self.broke("I9", format!("the store does not open: {error}"));
                return None;
            }
        };
        let history = History::read(&store);
        let text: String = history
            .in_order()
            .iter()
            .map(|(id, entry)| format!("{id} {} {:?}\n", entry.version, entry.recorded))
            .collect();
        let world = self.outside.lock();
        let case = Case {
            history,
            effects: world.effects.clone(),
            receipts: self
                .answered
                .iter()
                .map(|answered| answered.receipt.clone())
                .collect(),
            killed_shims: world.killed_shims.clone(),
            runs: dir.join("runs"),
        };
        drop(world);
        let mut found = judge(&case);
        // Who may count depends on the process, which the laws below have available.
        found.retain(|violation| violation.law != "I7");
        found.extend(kept::check(&dir, &case, &self.checkpoints));
        found.extend(self.laws());
        if second_opinion {
            // It is written now, so that what is signed for it is not part of what was judged before.
            let place = tempfile::tempdir().unwrap();
            let export = place.path().join("export");
            store.export(&export).unwrap();
            found.extend(second::opinion(&export, place.path(), &case));
            *self.counts.entry("second opinions").or_default() += 1;
        }
        let effects = case.effects.len() as u64;
        *self.counts.entry("effects").or_default() += effects;
        for violation in found {
            self.broke(violation.law, violation.what);
        }
        Some(Digest::of_bytes(text.as_bytes()))
    }

    /// Applies the laws of each change, with the people as they were.
    fn laws(&self) -> Vec<Violation> {
        let mut found = Vec::new();
        for (id, history) in &self.seen {
            let Some(process) = self.process_of(*id) else {
                continue;
            };
            let process = &self.ground.installed[process].parsed.process;
            let name = self.name_of(*id);
            found.extend(
                broken(process, history)
                    .into_iter()
                    .map(|law| Violation::new("LAW", format!("{name}: {law}"))),
            );
        }
        found
    }
}
