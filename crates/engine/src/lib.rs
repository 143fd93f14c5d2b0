//! What happens when: the one write path, the jobs that follow, and the ports through which effects go.
//!
//! [`Engine::execute`] is the only way in which anything changes: load, gather, decide, react, append, in that order,
//! never back. What must happen outside is a job, committed with the events that demand it and done afterwards by a
//! bounded pool of threads; its outcome comes back through the same door as a command of the engine itself.

mod bus;
mod cache;
mod clock;
mod engine;
mod error;
mod execute;
mod foresee;
mod fsck;
mod gather;
mod installed;
mod look;
mod numbers;
mod organization;
mod perform;
pub mod ports;
mod queue;
mod react;
mod recover;
mod waiting;
mod worker;

pub use bus::{Notice, Subscription};
pub use clock::SystemClock;
pub use engine::{Engine, Options};
pub use error::ExecuteError;
pub use execute::Order;
pub use foresee::Outlook;
pub use fsck::fsck;
pub use installed::Installed;
pub use look::{Look, Possible, SlotView};
pub use organization::{NewToken, OrganizationOrder, Organized};
