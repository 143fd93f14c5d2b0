//! A whole engine in a temporary directory: the itil4 process, its people, and a runner that does what the test says.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use placet_domain::ChangeId;
use placet_domain::change::{Actor, Change, Command, Outcome};
use placet_domain::request::from_yaml;
use placet_domain::{decode, node};
use placet_engine::ports::{Attempt, Clock, Live, Report, Runner};
use placet_engine::{Engine, ExecuteError, Invocation, Options};
use placet_store::{Receipt, Store};

/// A clock that moves only when the test moves it, and a counter for randomness.
pub(crate) struct HandClock {
    ms: AtomicI64,
    drawn: AtomicU64,
}

impl HandClock {
    pub(crate) fn new() -> Self {
        Self {
            ms: AtomicI64::new(1_795_424_400_000),
            drawn: AtomicU64::new(1),
        }
    }

    pub(crate) fn pass(&self, duration: Duration) {
        self.ms.fetch_add(
            i64::try_from(duration.as_millis()).unwrap(),
            Ordering::SeqCst,
        );
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.ms.load(Ordering::SeqCst)).unwrap()
    }

    fn draw(&self) -> u128 {
        // Spread over the bits, so that ids differ at both ends.
        u128::from(self.drawn.fetch_add(1, Ordering::SeqCst)) * 0x0001_0000_0000_0000_0000_0001
    }
}

/// What the runner was asked to do, in order, and what it answers.
#[derive(Default)]
pub(crate) struct Scripted {
    pub(crate) answers: Mutex<HashMap<String, Vec<Outcome>>>,
    pub(crate) asked: Mutex<Vec<String>>,
    /// The same, complete.
    pub(crate) attempts: Mutex<Vec<Attempt>>,
    /// What every attempt reports besides its outcome.
    pub(crate) says: Mutex<Option<Report>>,
    /// Attempts of this step never return until they are called off.
    pub(crate) hangs: Mutex<Option<String>>,
}

impl Scripted {
    pub(crate) fn answer(&self, what: &str, outcomes: Vec<Outcome>) {
        self.answers
            .lock()
            .unwrap()
            .insert(what.to_owned(), outcomes);
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Runner for Scripted {
    fn run(&self, attempt: &Attempt, live: &dyn Live) -> Report {
        let what = format!("{} {:?}", attempt.step, attempt.direction).to_lowercase();
        self.asked
            .lock()
            .unwrap()
            .push(format!("{what} {}", attempt.attempt));
        self.attempts.lock().unwrap().push(attempt.clone());
        let hangs = self.hangs.lock().unwrap().as_deref() == Some(what.as_str());
        while hangs && !live.called_off() {
            std::thread::sleep(Duration::from_millis(1));
        }
        let outcome = if hangs {
            Outcome::Failed {
                message: "called off".to_owned(),
                give_up: true,
            }
        } else {
            let mut answers = self.answers.lock().unwrap();
            match answers.get_mut(&what) {
                Some(left) if !left.is_empty() => left.remove(0),
                _ => Outcome::Succeeded,
            }
        };
        if let Some(says) = self.says.lock().unwrap().clone() {
            live.output(&says.output);
            return Report { outcome, ..says };
        }
        outcome.into()
    }
}

/// An engine and its parts.
pub(crate) struct House {
    pub(crate) engine: Arc<Engine>,
    pub(crate) runner: Arc<Scripted>,
    pub(crate) clock: Arc<HandClock>,
}

impl House {
    /// Opens the house in a directory, and builds it the first time.
    pub(crate) fn open(dir: &Path) -> Self {
        Self::open_edited(dir, &[])
    }

    /// Does the same, with texts of the process replaced before it is installed.
    pub(crate) fn open_edited(dir: &Path, edits: &[(&str, &str)]) -> Self {
        let clock = Arc::new(HandClock::new());
        let store = match Store::open(dir) {
            Ok(store) => store,
            Err(_) => Store::create(dir, &[7; 32], "placet.test/house").unwrap(),
        };
        let runner = Arc::new(Scripted::default());
        let engine = Engine::new(
            Arc::new(store),
            Arc::<Scripted>::clone(&runner) as Arc<dyn Runner>,
            Arc::<HandClock>::clone(&clock) as Arc<dyn Clock>,
            Options {
                runs_dir: dir.join("runs"),
                workers_max: 4,
            },
        );
        if engine.processes().unwrap().is_empty() {
            let root = format!("{}/../..", env!("CARGO_MANIFEST_DIR"));
            let path = format!("{root}/processes/itil4.yaml");
            let mut source = std::fs::read_to_string(path).unwrap();
            for (old, new) in edits {
                assert!(source.contains(old), "{old}");
                source = source.replace(old, new);
            }
            let name = engine.install_process(None, &source).unwrap();
            let people = std::fs::read(format!("{root}/examples/people-itil4.yaml")).unwrap();
            engine
                .set_people(None, &name, &decode(&node::read(&people).unwrap()).unwrap())
                .unwrap();
        }
        Self {
            engine,
            runner,
            clock,
        }
    }

    pub(crate) fn person(&self, role: &str) -> String {
        let installed = self.engine.processes().unwrap().remove(0);
        let holders = installed
            .directory
            .holders(&role.parse().unwrap())
            .into_iter()
            .cloned()
            .collect::<Vec<_>>();
        holders
            .first()
            .unwrap_or_else(|| panic!("nobody is {role}"))
            .to_string()
    }

    pub(crate) fn say(
        &self,
        who: &str,
        change: ChangeId,
        command: Command,
    ) -> Result<Receipt, ExecuteError> {
        self.engine.execute(&Invocation {
            actor: Actor::Person(who.parse().unwrap()),
            change: Some(change),
            command,
            expected: None,
            key: None,
        })
    }

    pub(crate) fn open_change(&self, who: &str, request: &str) -> ChangeId {
        let order = Invocation {
            actor: Actor::Person(who.parse().unwrap()),
            change: None,
            command: Command::Open(from_yaml(request.as_bytes(), None).unwrap()),
            expected: None,
            key: None,
        };
        self.engine.execute(&order).unwrap().change
    }

    pub(crate) fn change(&self, id: ChangeId) -> Arc<Change> {
        self.engine.look(id).unwrap().change
    }

    /// Waits, in real time, until a condition holds for the change.
    pub(crate) fn wait_for(
        &self,
        id: ChangeId,
        what: &str,
        holds: impl Fn(&Change) -> bool,
    ) -> Arc<Change> {
        let began = Instant::now();
        loop {
            let change = self.change(id);
            if holds(&change) {
                return change;
            }
            assert!(
                began.elapsed() < Duration::from_secs(20),
                "still waiting for {what}: {} {:?}",
                change.state,
                change.run
            );
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}
