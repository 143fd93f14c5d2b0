//! What an attempt carries out: a step in one of its ways, or the checks after a back-out.

use super::run::{Direction, InFlight, Way};
use placet_language::ids::StepId;
use placet_language::plan::Plan;

/// What an attempt carries out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A step.
    OfStep {
        /// Which step.
        step: StepId,
        /// In which way.
        way: Way,
    },
    /// The checks after a back-out, which belong to no step.
    Checks,
}

impl Part {
    /// A step, going forward.
    pub fn forward(step: &StepId) -> Self {
        Self::of(step, Direction::Forward)
    }

    /// The undo of a step.
    pub fn undo(step: &StepId) -> Self {
        Self::of(step, Direction::Undo)
    }

    /// The probe of a step.
    pub fn probe(step: &StepId) -> Self {
        Self::of(step, Direction::Probe)
    }

    /// Reads what events, jobs and reports write. They name the plan's first step with the checks, which says nothing.
    pub fn of(step: &StepId, direction: Direction) -> Self {
        let way = match direction {
            Direction::Forward => Way::Forward,
            Direction::Undo => Way::Undo,
            Direction::Probe => Way::Probe,
            Direction::AfterBackOut => return Self::Checks,
        };
        Self::OfStep {
            step: step.clone(),
            way,
        }
    }

    /// Returns the step and the direction that events write for this part; none for the checks of a plan without steps.
    pub fn written(&self, plan: &Plan) -> Option<(StepId, Direction)> {
        match self {
            Self::OfStep { step, way } => Some((step.clone(), Direction::from(*way))),
            Self::Checks => {
                let first = plan.steps.first()?;
                Some((first.id.clone(), Direction::AfterBackOut))
            }
        }
    }

    /// Whether this is the step, in any way.
    pub fn is_of(&self, id: &StepId) -> bool {
        matches!(self, Self::OfStep { step, .. } if step == id)
    }
}

impl InFlight {
    /// What the attempt carries out.
    pub fn part(&self) -> Part {
        Part::of(&self.step, self.direction)
    }
}
