//! Attempts that were called off while running.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use placet_domain::{ChangeId, StepId};

/// Attempts that were called off while running.
#[derive(Default)]
pub(crate) struct CalledOff {
    set: Mutex<HashSet<(ChangeId, StepId)>>,
}

impl CalledOff {
    fn lock(&self) -> std::sync::MutexGuard<'_, HashSet<(ChangeId, StepId)>> {
        self.set.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn add(&self, change: ChangeId, steps: &[StepId]) {
        self.lock()
            .extend(steps.iter().map(|step| (change, step.clone())));
    }

    pub(crate) fn has(&self, change: ChangeId, step: &StepId) -> bool {
        self.lock().contains(&(change, step.clone()))
    }

    pub(crate) fn remove(&self, change: ChangeId, step: &StepId) {
        self.lock().remove(&(change, step.clone()));
    }
}
