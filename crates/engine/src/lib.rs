//! What happens when: the one write path, the jobs that follow, and the ports through which effects pass.
//!
//! [`Core::execute`] is the only way to change anything: load, gather, decide, react, append, always in that order.
//! What must happen outside is a job. It is committed with the events that require it and done afterwards by a bounded
//! pool of threads. Its outcome comes back through the same path, as a command of the engine itself.

mod bus;
mod cache;
mod called_off;
mod claim;
mod clock;
mod core;
mod engine;
mod error;
mod execute;
mod foresee;
mod fsck;
mod gather;
mod installed;
mod invocation;
mod job;
mod look;
mod numbers;
mod organization;
mod pool;
pub mod ports;
mod queue;
mod react;
mod recover;
mod work;

pub use bus::{Notice, Subscription};
pub use clock::SystemClock;
pub use core::Core;
pub use engine::{Engine, Options};
pub use error::ExecuteError;
pub use foresee::Outlook;
pub use fsck::fsck;
pub use installed::Installed;
pub use invocation::Invocation;
pub use look::{Look, Possible, SlotView};
pub use organization::{NewToken, OrganizationOrder, Organized};
