//! A plan as a change holds it: it is replaced as a whole and never edited.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Plan;
use crate::digest::canonical_json;

/// A plan that cannot change, shared by every copy of its change, with its canonical JSON once that was asked for.
///
/// INVARIANT: nothing gives mutable access to the plan, so that the text is always that of the plan.
#[derive(Debug, Clone)]
pub struct FixedPlan(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    plan: Plan,
    canonical: OnceLock<String>,
}

impl FixedPlan {
    /// The canonical JSON (RFC 8785) of the plan, as it goes into the digest that people approve.
    pub fn canonical(&self) -> &str {
        self.0.canonical.get_or_init(|| {
            // A plan always is JSON: its maps have text keys.
            canonical_json(&serde_json::to_value(&self.0.plan).unwrap_or_default())
        })
    }

    /// Whether both are the very same plan, not only equal ones.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl From<Plan> for FixedPlan {
    fn from(plan: Plan) -> Self {
        Self(Arc::new(Inner {
            plan,
            canonical: OnceLock::new(),
        }))
    }
}

impl Deref for FixedPlan {
    type Target = Plan;
    fn deref(&self) -> &Plan {
        &self.0.plan
    }
}

impl PartialEq for FixedPlan {
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other) || **self == **other
    }
}

impl Serialize for FixedPlan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for FixedPlan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Plan::deserialize(deserializer).map(Self::from)
    }
}
