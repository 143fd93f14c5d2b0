//! What is known of an action without carrying it out.

/// What an action is like. Everything that treats actions differently asks this, and none looks at the kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nature {
    /// Carrying it out again after a crash does no harm: it only looks, or it leads to the same state.
    pub repeatable: bool,
    /// Its recovery needs records in the attempt's directory.
    pub leaves_traces: bool,
    /// A person does it and reports it.
    pub by_person: bool,
    /// How it is undone where the plan does not say.
    pub undo: UndoneBy,
}

/// How an action is undone where the plan does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UndoneBy {
    /// There is nothing to undo.
    Nothing,
    /// What it replaced is put back.
    Previous,
    /// Only an undo that the plan names.
    Named,
}
