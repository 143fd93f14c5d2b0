//! A description of the machine in one paragraph.

use std::fs;
use std::path::Path;

use crate::outcome::Outcome;

/// Describes what the numbers depend on.
pub(crate) fn describe(dir: &Path) -> Outcome<String> {
    let cores = std::thread::available_parallelism()?;
    let memory = field("/proc/meminfo", "MemTotal").unwrap_or_default();
    let kib: u64 = memory
        .split(' ')
        .next()
        .unwrap_or_default()
        .parse()
        .unwrap_or(0);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    Ok(format!(
        "{}, {cores} cores, {:.0} GiB of memory, Linux {}, {}",
        field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown CPU".to_owned()),
        kib as f64 / 1_048_576.0,
        kernel.trim(),
        file_system(dir)?,
    ))
}

fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// Returns the type of the file system that holds a directory: the longest mount point above it.
fn file_system(dir: &Path) -> Outcome<String> {
    let dir = fs::canonicalize(dir)?;
    let mounts = fs::read_to_string("/proc/mounts")?;
    let found = mounts
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ');
            let (_, point, kind) = (words.next()?, words.next()?, words.next()?);
            dir.starts_with(point).then_some((point.len(), kind))
        })
        .max_by_key(|(length, _)| *length);
    Ok(found
        .map_or("unknown file system", |(_, kind)| kind)
        .to_owned())
}
