//! What other systems send here, one file for each kind of sender.

pub(crate) mod message;
