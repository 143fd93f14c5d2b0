//! Why a hunt cannot go on.

pub(crate) type Failure = Box<dyn std::error::Error>;
