//! What a change would ask for if it were opened like this.

use serde_json::Value;

use crate::gate::Slot;
use crate::problem::Reason;
use crate::schema::wire;

wire! {
    /// What a change would ask for.
    pub struct Preview {
        /// The model it would have.
        pub model: Option<String>,
        /// `standard`, `normal` or `emergency`.
        pub class: Option<String>,
        /// The assessment of risk with its reasons.
        pub risk: Value,
        /// Approvals it would need.
        pub slots: Vec<Slot>,
        /// Reviews it would need.
        pub reviews: Vec<String>,
        /// What stands in the way of submitting it.
        pub problems: Vec<Reason>,
        /// Digest of what would be approved.
        pub digest: Option<String>,
    }
}
