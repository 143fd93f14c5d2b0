//! Puts a release directory in place and points a symbolic link at it.

use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use placet_domain::digest::Digest;
use placet_domain::plan::Install;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::action::write::own_user_only;

/// The mark on its records.
pub(super) const KIND: &str = "install";
use crate::durable;
use crate::once::once;
use crate::stage::Stage;
use crate::stop::Stop;
use crate::tree::{self, TreeError, tree_digest};

/// Where the link pointed before.
#[derive(Serialize, Deserialize)]
struct Before {
    kind: String,
    link: PathBuf,
    /// `None` when there was no link.
    target: Option<PathBuf>,
}

impl From<TreeError> for Stop {
    fn from(error: TreeError) -> Self {
        Self::failed(error.to_string())
    }
}

/// Copies, checks, renames, switches, reads back.
pub(crate) fn run(stage: &mut Stage<'_>, install: &Install) -> Result<(), Stop> {
    own_user_only(stage)?;
    let from = stage.path(&install.from);
    let link = stage.path(&install.link);
    let name = name(install)?;
    let release = stage.path(&install.into).join(&name);
    once(
        stage,
        |_| look(&link),
        |stage, _| {
            let digest = put_in_place(stage, &from, &release, install.sha256)?;
            point(&link, &release)?;
            Ok(format!(
                "installed {name} ({digest}), {} -> {}\n",
                link.display(),
                release.display()
            ))
        },
    )
}

/// Points the link back to its previous target. The release stays for the next try.
pub(crate) fn restore(stage: &mut Stage<'_>, before: &Value) -> Result<(), Stop> {
    own_user_only(stage)?;
    let before: Before = serde_json::from_value(before.clone()).map_err(|error| {
        Stop::give_up(format!(
            "the recorded previous state cannot be read: {error}"
        ))
    })?;
    once(
        stage,
        |_| Ok(Value::Null),
        |_, _| {
            let link = &before.link;
            let Some(target) = &before.target else {
                look(link)?;
                return match fs::remove_file(link) {
                    Ok(()) => {
                        sync_parent(link)?;
                        Ok(format!("removed {}\n", link.display()))
                    }
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {
                        Ok(format!("{} is not there\n", link.display()))
                    }
                    Err(error) => Err(cannot(link, &error)),
                };
            };
            point(link, target)?;
            Ok(format!("{} -> {}\n", link.display(), target.display()))
        },
    )
}

fn cannot(path: &Path, error: &io::Error) -> Stop {
    Stop::failed(format!("`{}`: {error}", path.display()))
}

/// Returns the release's name: one path component that does not lead elsewhere.
fn name(install: &Install) -> Result<String, Stop> {
    let last = || {
        Path::new(&install.from)
            .file_name()
            .and_then(|name| name.to_str())
            .map(str::to_owned)
    };
    let name = install.name.clone().or_else(last).unwrap_or_default();
    let bad = name.is_empty()
        || name == "."
        || name == ".."
        || name.contains(['/', '\0', '\n'])
        || name.ends_with(".partial");
    if bad {
        return Err(Stop::give_up(format!(
            "`{}` is not a valid release name: write one part of a path, without `/` and not ending in `.partial`",
            name.escape_debug()
        )));
    }
    Ok(name)
}

fn look(link: &Path) -> Result<Value, Stop> {
    let target = match fs::symlink_metadata(link) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(cannot(link, &error)),
        Ok(meta) if meta.is_symlink() => {
            Some(fs::read_link(link).map_err(|error| cannot(link, &error))?)
        }
        Ok(_) => {
            let message = format!(
                "`{}` exists and is not a symbolic link, so it is not replaced",
                link.display()
            );
            return Err(Stop::give_up(message));
        }
    };
    let before = Before {
        kind: KIND.to_owned(),
        link: link.to_owned(),
        target,
    };
    serde_json::to_value(before).map_err(|error| Stop::failed(error.to_string()))
}

/// Puts the release in its place. A copy that a crash left incomplete is started again. A complete one is used if its
/// content is the same.
fn put_in_place(
    stage: &Stage<'_>,
    from: &Path,
    release: &Path,
    asked: Option<Digest>,
) -> Result<Digest, Stop> {
    let source = tree_digest(from)?;
    if let Some(asked) = asked.filter(|asked| *asked != source) {
        return Err(Stop::give_up(format!(
            "`{}` has the digest {source}, but {asked} was approved; nothing was switched",
            from.display()
        )));
    }
    if release.exists() {
        let there = tree_digest(release)?;
        return if there == source {
            Ok(there)
        } else {
            Err(Stop::give_up(format!(
                "`{}` already exists with other content ({there}, not {source}): choose another name or remove it",
                release.display()
            )))
        };
    }
    let mut partial = release.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    match fs::remove_dir_all(&partial) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(cannot(&partial, &error));
        }
        _ => {}
    }
    tree::copy(from, &partial, || stage.may_go_on())?;
    // The copy's digest decides: the source may have changed while it was read.
    let copied = tree_digest(&partial)?;
    if copied != source {
        return Err(Stop::failed(format!(
            "`{}` changed while it was copied; nothing was switched",
            from.display()
        )));
    }
    fs::rename(&partial, release).map_err(|error| cannot(release, &error))?;
    sync_parent(release)?;
    Ok(copied)
}

/// Points a symbolic link at a target in one step, and reads it back.
fn point(link: &Path, target: &Path) -> Result<(), Stop> {
    // Never replaces anything else, even if it appeared after the check.
    look(link)?;
    let mut temporary = link.as_os_str().to_owned();
    temporary.push(".placet-new");
    let temporary = PathBuf::from(temporary);
    let switch = || {
        match fs::remove_file(&temporary) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        symlink(target, &temporary)?;
        fs::rename(&temporary, link)
    };
    switch().map_err(|error| cannot(link, &error))?;
    sync_parent(link)?;
    let now = fs::read_link(link).map_err(|error| cannot(link, &error))?;
    if now != target {
        return Err(Stop::failed(format!(
            "`{}` points to `{}` when read back",
            link.display(),
            now.display()
        )));
    }
    Ok(())
}

fn sync_parent(path: &Path) -> Result<(), Stop> {
    let parent = path.parent().unwrap_or(Path::new("/"));
    durable::sync_dir(parent).map_err(|error| cannot(parent, &error))
}
