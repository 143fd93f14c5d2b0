//! The rooms of each crate, from the ground up: a room may use those before it in its list, never those after it.
//!
//! A room is a file or a folder below `src`, and a file belongs to the innermost room that is named. A room that does not
//! exist yet holds its place.

#[rustfmt::skip]
pub(super) const ROOMS: &[(&str, &[&str])] = &[
    ("crates/calendar/src", &["recurrence", "window", "freeze", "busy", "conflict", "earliest"]),
    ("crates/ledger/src", &[
        "hash", "key", "note", "tree", "proof", "subtree", "tile", "bundle", "inclusion", "consistency", "checkpoint", "export",
        "verify",
    ]),
    ("crates/language/src", &[
        "ids", "lead", "digest", "text", "zone", "words", "codes", "reason", "path", "problem", "suggest", "node", "decode", "findings", "shape",
        "condition",
        "process/ast", "plan/action", "plan/step", "process", "plan", "request", "people",
    ]),
    ("crates/domain/src", &[
        // The ground: people and numbers.
        "people", "numbering",
        // What a decision is made of.
        "risk", "form", "plan", "approval", "deliberation", "schedule", "delivery", "communication",
        // The two aggregates, and what looks at them from above.
        "change", "organization", "preview", "rehearse",
    ]),
    ("crates/store/src", &[
        "proof", "error", "cell", "text", "jobs", "append", "entry", "blobs", "accounts", "organization", "backup", "fsck", "views", "log", "row",
        "ledger",
        // SQL functions below, `impl Store` above.
        "sqlite", "sqlite/store",
    ]),
    ("crates/engine/src", &[
        "ports", "clock", "error", "bus", "cache", "called_off", "installed", "numbers", "job", "react", "queue",
        "invocation", "core", "gather", "execute", "look", "view", "organization", "foresee", "fsck", "work", "pool", "claim", "recover",
        "engine",
    ]),
    ("crates/connectors/src", &[
        "proc", "durable", "clean", "stop", "secret", "output", "net", "junit", "shim", "slot", "attempt", "attempt_dir", "stage", "once",
        "tree", "write", "evidence", "http", "install", "command", "action", "signal", "channel", "runner", "local",
    ]),
    ("crates/server/src", &[
        // The ground: every limit, every refusal, what is counted.
        "limits", "random", "settings", "clock", "schema", "failure", "metrics", "live",
        // Who asks, and what every call passes.
        "auth", "door",
        // What a reader may see, and what a caller may ask for.
        "view", "verbs", "organization",
        "api", "hooks", "mcp", "tables", "ops", "ui", "table", "accept", "serve",
    ]),
    ("crates/demo/src", &[
        "error", "clock", "tell", "tool", "service", "supervisor", "plant", "stage", "outcome", "stories",
    ]),
    ("crates/app/src", &["failure", "shipped", "print", "client", "files", "local", "signals", "serving", "cli"]),
];
