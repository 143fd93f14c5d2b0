//! Why a hunt cannot continue.

pub(crate) type Failure = Box<dyn std::error::Error>;
