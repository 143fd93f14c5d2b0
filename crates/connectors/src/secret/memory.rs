//! Keeps what a process knows out of files and out of the hands of others.

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

/// A crash of this process, or of one that it starts, leaves no core file.
pub(crate) fn no_core_file() {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    let _ = setrlimit(Resource::Core, none);
}

/// The same, and other processes of the same user, such as the commands of steps, read neither the memory of this process
/// nor the environment it was started with. For a process that holds secrets for long, such as the server.
pub fn hide_memory() {
    no_core_file();
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
}
