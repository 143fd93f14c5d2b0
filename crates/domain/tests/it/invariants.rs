//! The laws of a change's history, asserted by a second, slower reading of its events.
//!
//! I1, I2, I3, I4, I5, I6, I7, I8 and I11 of the reliability page. The checker trusts nothing that `decide` keeps: it
//! follows the events itself and asks the domain only for the digest and the fold.

mod faults;
mod laws;
mod random;
mod seen;
mod settles;
mod sim;
mod total;
mod what_runs;

pub(crate) use laws::broken;
