//! Keeps the memory of a process out of files and away from other processes.

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

/// Prevents core files of this process and of the processes that it starts.
pub(crate) fn no_core_file() {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    let _ = setrlimit(Resource::Core, none);
}

/// Does the same, and also prevents other processes of the same user, such as the commands of steps, from reading this
/// process's memory and its initial environment. It is for a process that holds secrets for a long time, such as the
/// server.
pub fn hide_memory() {
    no_core_file();
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
}
