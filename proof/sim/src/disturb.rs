//! Makes the trouble of a run happen.

use placet_disk::{Failure, Fault};

use crate::run::Run;
use crate::trouble::Trouble;

impl Run<'_> {
    /// Plays one turn: a person acts, a job continues, or a fault happens.
    pub(crate) fn turn(&mut self) {
        if self.engine.is_none() {
            self.maybe_mend();
            return self.boot();
        }
        match self.chance.below(100) {
            0..=44 => self.somebody(),
            45..=62 => self.work(),
            63..=83 => self.go_on(),
            84..=91 => {
                let seconds = 1 + self.chance.below(40);
                self.clock.jump(i64::try_from(seconds).unwrap_or(1) * 1_000);
            }
            92..=94 => self.make_trouble(),
            95 => self.advance(),
            _ => self.maybe_mend(),
        }
    }

    /// Makes one operation fail, and nothing else go wrong.
    pub(crate) fn only(&mut self, fault: Option<(u64, Failure, bool)>) {
        self.trouble = Trouble {
            // This ensures that lasting faults are repaired.
            failing_disk: true,
            only: true,
            ..Trouble::default()
        };
        if let Some((at, failure, lasting)) = fault {
            let at = self.ground.disk.operations() + at;
            self.ground.disk.plan(Some(Fault {
                at,
                failure,
                lasting,
            }));
        }
    }

    /// Makes the disk lie about syncs, with power cuts and nothing else.
    pub(crate) fn lie(&mut self) {
        self.trouble = Trouble {
            power_cuts: true,
            ..Trouble::default()
        };
        self.ground.disk.ignore_log_syncs(true);
    }

    /// Causes some trouble, of a kind that this run has.
    pub(crate) fn make_trouble(&mut self) {
        let trouble = self.trouble.clone();
        match self.chance.below(6) {
            0 if trouble.server_crashes => {
                let failure = self.death();
                self.plan_fault(failure, 120, false);
            }
            1 if trouble.server_crashes => self.crash(),
            2 if trouble.power_cuts => {
                let failure = self.death();
                self.trouble.takes_host = true;
                if self.chance.percent(60) {
                    self.plan_fault(failure, 120, false);
                } else {
                    self.crash();
                }
            }
            3 if trouble.failing_disk && !trouble.only => {
                let lasting = self.chance.percent(40);
                self.plan_fault(Failure::IoError, 60, lasting);
            }
            4 if trouble.full_disk => {
                let room = self.chance.below(40_000);
                let disk = &self.ground.disk;
                disk.set_capacity(Some(disk.used() + room));
                self.tell(format!("room for {room} bytes is left"));
                self.count("full disks");
            }
            5 if trouble.clock_jumps => {
                let minutes = match self.chance.below(4) {
                    0 => -60,
                    1 => -1,
                    2 => 60,
                    _ => 60 * 24,
                };
                self.clock.jump(minutes * 60_000);
                self.tell(format!("the clock jumps by {minutes} minutes"));
                self.count("clock jumps");
            }
            _ => {}
        }
    }

    /// Sometimes ends lasting trouble.
    pub(crate) fn maybe_mend(&mut self) {
        // A planned fault waits for its time. Once it has struck, it may end.
        if self.trouble.only && self.ground.disk.failures() == self.failures_before {
            return;
        }
        if self.chance.percent(12) && (self.trouble.failing_disk || self.trouble.full_disk) {
            self.mend();
        }
    }

    /// Repairs everything that is wrong with the disk.
    pub(crate) fn mend(&mut self) {
        self.ground.disk.set_capacity(None);
        if !self.trouble.takes_host {
            self.ground.disk.plan(None);
        }
    }

    /// Ends all trouble.
    pub(crate) fn end_trouble(&mut self) {
        self.trouble = Trouble::none();
        self.mend();
        self.outside.lock().healed = true;
        self.tell("from now on everything works");
    }

    fn death(&mut self) -> Failure {
        match self.chance.percent(50) {
            true => Failure::DeathBefore,
            false => Failure::DeathAfter,
        }
    }
}
