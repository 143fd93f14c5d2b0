//! Two models that are searched completely, within bounds: every order in which things can happen is tried.
//!
//! * [`rules`]: approval, digest, claim and start. The state holds real [`placet_domain::change::Change`]s and every
//!   transition is a real `decide` and `evolve`, so that the rules themselves are searched and not a copy of them. What
//!   is written for the model is the judge ([`judge`]): a slow, plain reading of the invariants from the events alone.
//! * [`lease`]: who carries out an attempt, when several nodes can. This is the protocol that the PostgreSQL back end
//!   will have (a lease with an epoch, a fence at the target); with SQLite there is one node and no lease.
//!
//! One search of everything would be too large, so the rules are searched in slices ([`bounds::SLICES`]). Each slice
//! covers a small set of people, edits, races and failures, without gaps. Each property names its invariant. The units
//! of a soak widen the bounds. Some cases are outside the bounds and are not shown: more than two steps, two changes,
//! two plans or two servers; times, windows and boards; undos that fail. The simulator covers these at random.
//!
//! The planted bug `digest_not_checked` breaks nothing here, because every vote that is counted is compared with the
//! digest too. The tests of the domain, which forge a state, find it.

pub mod ask;
pub mod bounds;
pub mod judge;
pub mod kept;
pub mod lease;
pub mod rules;
pub mod world;
