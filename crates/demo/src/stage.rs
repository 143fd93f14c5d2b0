//! The stage on which the stories play: an engine, its people, and a plain way to say who does what.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use placet_domain::ChangeId;
use placet_domain::change::{Actor, Approve, Change, Command, Evidence, Request};
use placet_domain::people::{self, Person, PersonKind};
use placet_domain::plan::{RunStatus, StepStatus};
use placet_domain::process::Parsed;
use placet_engine::{Engine, ExecuteError, Invocation};

use crate::clock::DemoClock;
use crate::error::{Error, reasons};
use crate::plant::Plant;
use crate::tell::Teller;

/// A person without a role that the demo adds to every organization, so that one login sees every change.
pub const ONLOOKER: &str = "onlooker";

/// How long a run may take before the demo gives up.
const RUN_WAIT_MAX: Duration = Duration::from_secs(30);

/// Returns the text of the process that is shipped under a name.
pub type Shipped = fn(&str) -> Option<&'static str>;

/// The people of each organization.
const PEOPLE: [(&str, &str); 5] = [
    (
        "rechain-dao",
        include_str!("../../../examples/people-rechain-dao.yaml"),
    ),
    (
        "service-platform",
        include_str!("../../../examples/people-service-platform.yaml"),
    ),
    (
        "acgs-1",
        include_str!("../../../examples/people-acgs-1.yaml"),
    ),
    (
        "cr-loop",
        include_str!("../../../examples/people-cr-loop.yaml"),
    ),
    (
        "ecommerce",
        include_str!("../../../examples/people-ecommerce.yaml"),
    ),
];

/// The stage.
pub(crate) struct Stage<'a> {
    pub(crate) engine: Arc<Engine>,
    pub(crate) plant: &'a Plant,
    pub(crate) tell: Teller,
    clock: Arc<DemoClock>,
    executable: &'a Path,
}

impl<'a> Stage<'a> {
    pub(crate) fn new(
        engine: Arc<Engine>,
        clock: Arc<DemoClock>,
        plant: &'a Plant,
        executable: &'a Path,
        tell: Teller,
    ) -> Self {
        Self {
            engine,
            plant,
            tell,
            clock,
            executable,
        }
    }

    /// Sets up the five organizations, each with the process that `shipped` has under its name.
    pub(crate) fn organizations(&self, shipped: Shipped) -> Result<(), Error> {
        for (name, text) in PEOPLE {
            let source = shipped(name)
                .ok_or_else(|| Error::story(format!("no process `{name}` is shipped")))?;
            let process = self.engine.install_process(None, source)?;
            let unreadable = |what: String| Error::story(format!("the people of `{name}`: {what}"));
            let read =
                people::read(text.as_bytes()).map_err(|all| unreadable(format!("{all:?}")))?;
            let mut directory = read.directory;
            let onlooker = Person {
                name: "Onlooker".to_owned(),
                email: None,
                kind: PersonKind::Human,
                principal: None,
                also: Vec::new(),
                roles: BTreeSet::new(),
            };
            let id = ONLOOKER
                .parse()
                .map_err(|error| unreadable(format!("{error}")))?;
            directory.people.insert(id, onlooker);
            self.engine.set_people(None, &process, &directory)?;
        }
        Ok(())
    }

    /// Returns a process as it is installed.
    pub(crate) fn process(&self, name: &str) -> Result<Arc<Parsed>, Error> {
        let name = name
            .parse()
            .map_err(|error| Error::story(format!("{error}")))?;
        Ok(self.engine.installed(&name)?.parsed)
    }

    /// Returns an example with the plant's directory and addresses filled in.
    pub(crate) fn example(&self, text: &str) -> String {
        text.replace("${PLANT}", &self.plant.dir.to_string_lossy())
            .replace("${PLACET}", &self.executable.to_string_lossy())
            .replace("${SERVICE}", &self.plant.supervisor.service_url())
            .replace("${SUPERVISOR}", &self.plant.supervisor.control_url())
    }

    /// Lets time pass on the demo's clock.
    pub(crate) fn pass(&self, time: SignedDuration, why: &str) {
        self.clock.pass(time);
        self.tell.remark(&format!(
            "(the demo's clock is set forward by {} hours: {why})",
            time.as_hours()
        ));
    }

    /// Opens a change and begins its story.
    pub(crate) fn open(&self, who: &str, request: Request) -> Result<Story<'_, 'a>, Error> {
        let order = Invocation {
            actor: actor(who)?,
            change: None,
            command: Command::Open(request),
            expected: None,
            key: None,
        };
        let receipt = self.engine.execute(&order)?;
        let story = Story {
            stage: self,
            id: receipt.change,
        };
        let change = story.change()?;
        self.tell.head(
            change.process.as_str(),
            &format!("{} {}", change.number, change.title()),
        );
        self.tell.act(who, "opens it", change.state.as_str());
        Ok(story)
    }
}

fn actor(who: &str) -> Result<Actor, Error> {
    who.parse()
        .map(Actor::Person)
        .map_err(|error| Error::story(format!("{error}")))
}

/// One change's story.
pub(crate) struct Story<'s, 'a> {
    pub(crate) stage: &'s Stage<'a>,
    pub(crate) id: ChangeId,
}

impl Story<'_, '_> {
    pub(crate) fn change(&self) -> Result<Arc<Change>, Error> {
        Ok(self.stage.engine.look(self.id)?.change)
    }

    fn execute(&self, who: &str, command: Command) -> Result<Result<(), String>, Error> {
        let order = Invocation {
            actor: actor(who)?,
            change: Some(self.id),
            command,
            expected: None,
            key: None,
        };
        match self.stage.engine.execute(&order) {
            Ok(_) => Ok(Ok(())),
            Err(ExecuteError::Rejected(rejection)) => Ok(Err(reasons(&rejection))),
            Err(other) => Err(other.into()),
        }
    }

    /// Lets a person do something that must succeed.
    pub(crate) fn does(&self, who: &str, what: &str, command: Command) -> Result<(), Error> {
        match self.execute(who, command)? {
            Ok(()) => {
                self.stage
                    .tell
                    .act(who, what, self.change()?.state.as_str());
                Ok(())
            }
            Err(reasons) => Err(Error::story(format!(
                "`{who}` {what}, and was refused: {reasons}"
            ))),
        }
    }

    /// Lets a person try something that must be refused.
    pub(crate) fn is_refused(&self, who: &str, what: &str, command: Command) -> Result<(), Error> {
        match self.execute(who, command)? {
            Err(reasons) => {
                self.stage.tell.refusal(who, what, &reasons);
                Ok(())
            }
            Ok(()) => Err(Error::story(format!(
                "`{who}` {what}, and should have been refused"
            ))),
        }
    }

    /// Returns the approval of the present digest, with every required item ticked.
    pub(crate) fn approval(&self, phrase: &str) -> Result<Command, Error> {
        let change = self.change()?;
        let mut ticked: Vec<String> = change
            .authority
            .slots
            .iter()
            .flat_map(|slot| slot.checklist.clone())
            .collect();
        ticked.dedup();
        Ok(Command::Approve(Approve {
            digest: Some(change.request.digest),
            phrase: phrase.to_owned(),
            ticked,
            ..Approve::default()
        }))
    }

    pub(crate) fn approves(&self, who: &str) -> Result<(), Error> {
        self.does(who, "approves", self.approval("")?)
    }

    /// Attaches a test report of each kind.
    pub(crate) fn attaches_reports(&self, who: &str, kinds: &[&str]) -> Result<(), Error> {
        let report = include_bytes!("../../../examples/junit-passed.xml");
        let summary = placet_connectors::read_junit(report).map_err(Error::story)?;
        let sha256 = self.stage.engine.store().put_blob(report)?;
        for kind in kinds {
            let evidence = Evidence {
                kind: format!("test:{kind}"),
                name: "junit-passed.xml".to_owned(),
                sha256,
                bytes: report.len() as u64,
                passed: Some(summary.passed()),
                summary: summary.to_string(),
            };
            let outcome = self.execute(who, Command::Evidence(evidence))?;
            outcome
                .map_err(|reasons| Error::story(format!("the report was refused: {reasons}")))?;
        }
        self.stage.tell.act(
            who,
            &format!("attaches {} test reports", kinds.len()),
            &summary.to_string(),
        );
        Ok(())
    }

    /// Waits until the run has ended, and prints each step.
    pub(crate) fn runs(&self) -> Result<RunStatus, Error> {
        let began = Instant::now();
        let ended = loop {
            let change = self.change()?;
            match change.run.status {
                RunStatus::Finished
                | RunStatus::BackedOut
                | RunStatus::Halted
                | RunStatus::Stuck => break change,
                _ if began.elapsed() > RUN_WAIT_MAX => {
                    return Err(Error::story("the run did not end in time"));
                }
                _ => std::thread::sleep(Duration::from_millis(2)),
            }
        };
        for step in &ended.request.plan.steps {
            let part = ended.run.step(&step.id);
            let took = match (part.started_at, part.ended_at) {
                (Some(start), Some(end)) => format!("{} ms", end.duration_since(start).as_millis()),
                _ => String::new(),
            };
            let (came, good) = match part.status {
                StepStatus::Succeeded => (format!("done in {took}"), true),
                StepStatus::Undone if part.undo_attempts == 0 => {
                    ("nothing to undo".to_owned(), true)
                }
                StepStatus::Undone => (format!("undone in {took}"), true),
                StepStatus::Pending => ("not begun".to_owned(), true),
                other => (format!("{other:?}: {}", part.message), false),
            };
            self.stage.tell.step(step.label(), &came, good);
        }
        if let Some(back_out) = &ended.run.back_out {
            self.stage
                .tell
                .remark(&format!("backed out, because {}", back_out.trigger));
        }
        Ok(ended.run.status)
    }
}
