//! The world outside: what steps really do, and the shims, which outlive the server but not the host.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use placet_domain::change::Outcome;
use placet_domain::plan::{Action, Direction};
use placet_domain::{ChangeId, StepId};
use placet_engine::ports::{Attempt, Live, Report, Runner};
use placet_oracle::history::Effect;
use placet_proof::Rng;

use crate::baton;

/// Beats after which an attempt that hangs counts as timed out.
const HANG_BEATS: u64 = 9;

/// The command that checks the effect.
pub(crate) const CHECK: &str = "/check";

/// What an attempt will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Succeeds,
    /// Fails without having done anything.
    Refuses,
    /// Fails, and leaves its effect or part of it behind.
    FailsPartly,
    GivesUp,
    Hangs,
    /// Unknown outcomes.
    Forgets {
        done: bool,
    },
}

#[derive(Debug, Clone)]
enum Shim {
    /// The number of beats until the effect. The outcome follows in the next beat.
    Running {
        fate: Fate,
        beats: u64,
        acted: bool,
    },
    Ended(Outcome),
    /// The host crashed during the attempt, or the connection of a request was lost.
    Lost,
}

/// Everything outside the server.
pub(crate) struct World {
    chance: Rng,
    shims: BTreeMap<PathBuf, (Attempt, Shim)>,
    /// Steps whose effect exists.
    present: BTreeSet<(ChangeId, StepId)>,
    pub(crate) effects: Vec<Effect>,
    /// How often each attempt's shim was lost.
    pub(crate) killed_shims: HashMap<PathBuf, u64>,
    /// The process of the live server. A runner of another process has no effect.
    process: u64,
    pub(crate) alive: bool,
    /// Whether everything works from now on.
    pub(crate) healed: bool,
}

/// A world and its lock.
#[derive(Clone)]
pub(crate) struct Outside(Arc<Mutex<World>>);

impl Outside {
    pub(crate) fn new(chance: Rng) -> Self {
        Self(Arc::new(Mutex::new(World {
            chance,
            shims: BTreeMap::new(),
            present: BTreeSet::new(),
            effects: Vec::new(),
            killed_shims: HashMap::new(),
            process: 0,
            alive: false,
            healed: false,
        })))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the runner of a new server process.
    pub(crate) fn runner(&self) -> SimRunner {
        let mut world = self.lock();
        world.process += 1;
        world.alive = true;
        SimRunner {
            outside: self.clone(),
            process: world.process,
        }
    }
}

impl World {
    /// The server dies: requests lose their connection, and shims continue.
    pub(crate) fn server_died(&mut self) {
        self.alive = false;
        self.lose(is_request);
        // What the shims do while no server is running is discovered late.
        let beats = self.chance.below(6);
        for _ in 0..beats {
            let running: Vec<PathBuf> = self
                .shims
                .iter()
                .filter(|(_, (_, shim))| matches!(shim, Shim::Running { .. }))
                .map(|(dir, _)| dir.clone())
                .collect();
            for dir in running {
                self.beat(&dir, false);
            }
        }
    }

    /// The host goes down: everything that runs is lost, with or without its effect.
    pub(crate) fn host_died(&mut self) {
        self.alive = false;
        self.lose(|_| true);
    }

    fn lose(&mut self, which: impl Fn(&Attempt) -> bool) {
        let lost: Vec<PathBuf> = self
            .shims
            .iter()
            .filter(|(_, (attempt, shim))| matches!(shim, Shim::Running { .. }) && which(attempt))
            .map(|(dir, _)| dir.clone())
            .collect();
        for dir in lost {
            let acted = matches!(
                self.shims.get(&dir),
                Some((_, Shim::Running { acted: true, .. }))
            );
            if !acted && self.chance.percent(40) {
                self.act(&dir);
            }
            *self.killed_shims.entry(dir.clone()).or_default() += 1;
            if let Some((_, shim)) = self.shims.get_mut(&dir) {
                *shim = Shim::Lost;
            }
        }
    }

    /// Begins an attempt, or takes it up again. If it returns an outcome, the attempt does not need to run.
    fn launch(&mut self, attempt: &Attempt) -> Option<Outcome> {
        match self.shims.get(&attempt.dir) {
            None => {}
            Some((_, Shim::Running { .. })) => return None,
            Some((_, Shim::Ended(outcome))) => return Some(outcome.clone()),
            Some((_, Shim::Lost)) if attempt.idempotent => {}
            Some((_, Shim::Lost)) => {
                return Some(Outcome::Unknown {
                    message: "the host went down under it".to_owned(),
                });
            }
        }
        let fate = self.fate(attempt.direction);
        let beats = match self.healed {
            true => 0,
            false => self.chance.below(4),
        };
        let shim = Shim::Running {
            fate,
            beats,
            acted: false,
        };
        self.shims
            .insert(attempt.dir.clone(), (attempt.clone(), shim));
        None
    }

    fn fate(&mut self, direction: Direction) -> Fate {
        let chance = self.chance.below(100);
        if self.healed {
            return Fate::Succeeds;
        }
        match (direction, chance) {
            (Direction::Forward, 0..=5) => Fate::Refuses,
            (Direction::Forward, 6..=11) => Fate::FailsPartly,
            (Direction::Forward, 12..=13) => Fate::GivesUp,
            (Direction::Forward, 14..=18) => Fate::Hangs,
            (Direction::Forward, 19..=22) => Fate::Forgets {
                done: chance.is_multiple_of(2),
            },
            (Direction::Undo, 0..=12) => Fate::Refuses,
            (Direction::Undo, 13..=18) => Fate::FailsPartly,
            (Direction::Undo, 19..=20) => Fate::Hangs,
            (Direction::Undo, 21..=22) => Fate::Forgets { done: true },
            (Direction::AfterBackOut, 0..=14) => Fate::FailsPartly,
            (Direction::Probe, 0..=8) => Fate::Forgets { done: false },
            _ => Fate::Succeeds,
        }
    }

    /// Plays one beat of an attempt. Returns its outcome when that is known.
    fn beat(&mut self, dir: &PathBuf, called_off: bool) -> Option<Outcome> {
        let (attempt, shim) = self.shims.get_mut(dir)?;
        let (fate, beats, acted) = match shim {
            Shim::Running { fate, beats, acted } => (*fate, beats, acted),
            Shim::Ended(outcome) => return Some(outcome.clone()),
            Shim::Lost => return None,
        };
        let direction = attempt.direction;
        let outcome = if called_off {
            Some(failed("called off", true))
        } else if fate == Fate::Hangs {
            *beats += 1;
            (*beats > HANG_BEATS).then(|| failed("it took too long", false))
        } else if *beats > 0 {
            *beats -= 1;
            None
        } else if !*acted {
            *acted = true;
            let acts = matches!(
                fate,
                Fate::Succeeds | Fate::FailsPartly | Fate::Forgets { done: true }
            );
            if acts {
                self.act(dir);
            }
            None
        } else {
            let attempt = attempt.clone();
            Some(self.outcome(&attempt, direction, fate))
        };
        if let (Some(outcome), Some((_, shim))) = (&outcome, self.shims.get_mut(dir)) {
            *shim = Shim::Ended(outcome.clone());
        }
        outcome
    }

    fn outcome(&self, attempt: &Attempt, direction: Direction, fate: Fate) -> Outcome {
        match fate {
            Fate::Succeeds if direction == Direction::Probe => {
                // After a person's report, the check of the step is run, and it finds what was reported.
                let manual = matches!(attempt.actions.first(), Some(Action::Command(command)) if command.run == [CHECK]);
                let there = self
                    .present
                    .contains(&(attempt.change, attempt.step.clone()));
                match there || manual {
                    true => Outcome::Succeeded,
                    false => failed("it is not there", false),
                }
            }
            Fate::Succeeds => Outcome::Succeeded,
            Fate::Refuses => failed("refused", false),
            Fate::FailsPartly => failed("failed half-way", false),
            Fate::GivesUp => failed("a retry makes no sense", true),
            Fate::Forgets { .. } | Fate::Hangs => Outcome::Unknown {
                message: "no answer".to_owned(),
            },
        }
    }

    /// Has the effect itself.
    fn act(&mut self, dir: &PathBuf) {
        let Some((attempt, _)) = self.shims.get(dir) else {
            return;
        };
        let place = (attempt.change, attempt.step.clone());
        let (kind, direction) = match attempt.direction {
            Direction::Forward => ("do", "forward"),
            Direction::Undo => ("undo", "undo"),
            Direction::AfterBackOut => ("after", "after_back_out"),
            Direction::Probe => return,
        };
        match attempt.direction {
            Direction::Forward => drop(self.present.insert(place)),
            Direction::Undo => drop(self.present.remove(&place)),
            _ => {}
        }
        let kind = match is_request(attempt) && attempt.direction != Direction::AfterBackOut {
            true => format!("http-{kind}"),
            false => kind.to_owned(),
        };
        self.effects.push(Effect {
            kind,
            who: attempt.change.to_string(),
            step: attempt.step.to_string(),
            direction: direction.to_owned(),
            attempt: attempt.attempt,
            fence: attempt.fence,
        });
    }
}

fn is_request(attempt: &Attempt) -> bool {
    matches!(attempt.actions.first(), Some(Action::Http(_)))
}

fn failed(message: &str, give_up: bool) -> Outcome {
    Outcome::Failed {
        message: message.to_owned(),
        give_up,
    }
}

/// The runner of one server process.
pub(crate) struct SimRunner {
    outside: Outside,
    process: u64,
}

impl SimRunner {
    /// Returns the world, if this process is still alive.
    fn world(&self) -> Option<MutexGuard<'_, World>> {
        let world = self.outside.lock();
        (world.alive && world.process == self.process).then_some(world)
    }

    fn outcome(&self, attempt: &Attempt, live: &dyn Live) -> Option<Outcome> {
        if let Some(outcome) = self.world()?.launch(attempt) {
            return Some(outcome);
        }
        loop {
            let what = format!(
                "{} {:?} {} of {}",
                attempt.step, attempt.direction, attempt.attempt, attempt.number
            );
            if !baton::wait(what) {
                return None;
            }
            let called_off = live.called_off();
            if let Some(outcome) = self.world()?.beat(&attempt.dir, called_off) {
                return Some(outcome);
            }
        }
    }
}

impl Runner for SimRunner {
    fn run(&self, attempt: &Attempt, live: &dyn Live) -> Report {
        // The answer of a dead server is lost.
        let outcome = self.outcome(attempt, live).unwrap_or(Outcome::Unknown {
            message: "the server is dead".to_owned(),
        });
        Report {
            output: format!("{} {}", attempt.step, attempt.attempt),
            ..Report::from(outcome)
        }
    }
}
