//! The plan and its run.

use serde_json::Value;

use crate::schema::wire;

wire! {
    /// The run of a change's plan.
    pub struct Run {
        /// `idle`, `forward`, `finished`, `halted`, `backing_out`, `checking`, `backed_out` or `stuck`.
        pub status: String,
        /// Whether a person holds forward steps back.
        pub paused: bool,
        /// What triggered the back-out, if there is one.
        pub back_out: Option<String>,
        /// Steps in the plan's order.
        pub steps: Vec<Step>,
    }

    /// One step and its status.
    pub struct Step {
        /// Id, unique in the plan.
        pub id: String,
        /// Title.
        pub title: String,
        /// `pending`, `running`, `succeeded`, `failed`, `unknown`, `skipped`, `undoing`, `undone`, `undo_failed` or
        /// `undo_skipped`.
        pub status: String,
        /// Attempts begun.
        pub attempts: u32,
        /// The step as it was approved: action, check, undo, timeout and the rest.
        pub definition: Value,
        /// What it does, in a line.
        pub does: String,
        /// How it is undone, in a line.
        pub undo: String,
        /// What the process calls the undo: its id, such as `RB-deploy`; empty where it has no word.
        pub undo_id: String,
        /// What the process calls the undo: its title; empty where it has no word.
        pub undo_title: String,
        /// `easy`, `moderate`, `difficult` or `irreversible`.
        pub reversibility: String,
        /// When its last attempt began, RFC 3339.
        pub started_at: Option<String>,
        /// When its last attempt ended, RFC 3339.
        pub ended_at: Option<String>,
        /// Why it failed, was skipped or is unknown.
        pub message: String,
    }
}
