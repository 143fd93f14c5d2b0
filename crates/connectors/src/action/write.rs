//! Writes a file through a temporary file, reads it back, and can restore the previous content.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _, fchown};
use std::path::{Path, PathBuf};

use placet_domain::digest::Digest;
use placet_domain::plan::Write;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::durable;
use crate::once::once;
use crate::stage::Stage;
use crate::stop::Stop;

/// The mark on its records.
pub(super) const KIND: &str = "write";
/// Longest old content, in bytes, that can be restored.
const PREVIOUS_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Longest old content, in bytes as JSON, that is recorded in the history itself. An event must stay below 64 KiB.
const INLINE_BYTES_MAX: usize = 16 * 1024;
/// Mode of a new file if the plan does not name one.
const MODE: u32 = 0o644;

/// The state before the write.
#[derive(Debug, Serialize, Deserialize)]
struct Before {
    kind: String,
    path: PathBuf,
    existed: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    content: Option<String>,
    /// The file that holds the content if it is long, not text, or not readable by everyone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stored: Option<PathBuf>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sha256: Option<Digest>,
    #[serde(default)]
    mode: u32,
    #[serde(default)]
    uid: u32,
    #[serde(default)]
    gid: u32,
}

/// The desired state of a file.
struct Wanted<'a> {
    content: &'a [u8],
    mode: u32,
    /// User and group, if they are to be kept.
    owner: Option<(u32, u32)>,
}

/// Writes the file.
pub(crate) fn run(stage: &mut Stage<'_>, write: &Write) -> Result<(), Stop> {
    own_user_only(stage)?;
    let path = stage.path(&write.path);
    let mode = write.mode.as_deref().map(parse_mode).transpose()?;
    once(
        stage,
        |stage| look(stage, &path),
        |_, before| {
            let before = understood(before)?;
            let owner = before.existed.then_some((before.uid, before.gid));
            let mode = mode.unwrap_or(if before.existed { before.mode } else { MODE });
            put(
                &path,
                &Wanted {
                    content: write.content.as_bytes(),
                    mode,
                    owner,
                },
            )?;
            Ok(format!(
                "wrote {} bytes to {}\n",
                write.content.len(),
                path.display()
            ))
        },
    )
}

/// Restores what [`run`] recorded.
pub(crate) fn restore(stage: &mut Stage<'_>, before: &Value) -> Result<(), Stop> {
    own_user_only(stage)?;
    let before = understood(before)?;
    once(
        stage,
        |_| Ok(Value::Null),
        |_, _| {
            let path = &before.path;
            if !before.existed {
                return match fs::remove_file(path) {
                    Ok(()) => sync_parent(path).map(|()| format!("removed {}\n", path.display())),
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {
                        Ok(format!("{} is not there\n", path.display()))
                    }
                    Err(error) => Err(cannot("be removed", path, &error)),
                };
            }
            let content = previous_content(&before)?;
            put(
                path,
                &Wanted {
                    content: &content,
                    mode: before.mode,
                    owner: Some((before.uid, before.gid)),
                },
            )?;
            Ok(format!(
                "put back {} bytes in {}\n",
                content.len(),
                path.display()
            ))
        },
    )
}

/// A step that names another user must not run with the server's privileges.
pub(crate) fn own_user_only(stage: &Stage<'_>) -> Result<(), Stop> {
    match &stage.attempt.run_as {
        None => Ok(()),
        Some(name) => Err(Stop::give_up(format!(
            "the step runs as `{name}`, but files are written by the server itself: leave `run_as` out, or use a command"
        ))),
    }
}

fn parse_mode(text: &str) -> Result<u32, Stop> {
    let mode = u32::from_str_radix(text, 8)
        .ok()
        .filter(|mode| *mode <= 0o7777);
    mode.ok_or_else(|| {
        Stop::give_up(format!(
            "`{text}` is not a file mode: write octal digits such as `0640`"
        ))
    })
}

fn understood(before: &Value) -> Result<Before, Stop> {
    serde_json::from_value(before.clone()).map_err(|error| {
        Stop::give_up(format!(
            "the recorded previous state cannot be read: {error}"
        ))
    })
}

fn cannot(what: &str, path: &Path, error: &io::Error) -> Stop {
    Stop::failed(format!("`{}` cannot {what}: {error}", path.display()))
}

fn look(stage: &Stage<'_>, path: &Path) -> Result<Value, Stop> {
    let mut before = Before {
        kind: KIND.to_owned(),
        path: path.to_owned(),
        existed: false,
        content: None,
        stored: None,
        sha256: None,
        mode: 0,
        uid: 0,
        gid: 0,
    };
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(cannot("be looked at", path, &error)),
        Ok(meta) => record_file(stage, path, &meta, &mut before)?,
    }
    serde_json::to_value(before).map_err(|error| Stop::failed(error.to_string()))
}

fn record_file(
    stage: &Stage<'_>,
    path: &Path,
    meta: &Metadata,
    before: &mut Before,
) -> Result<(), Stop> {
    if meta.file_type().is_symlink() {
        let message = format!(
            "`{}` is a symbolic link: name the file that it points to",
            path.display()
        );
        return Err(Stop::give_up(message));
    }
    if !meta.is_file() {
        return Err(Stop::give_up(format!(
            "`{}` is not a regular file",
            path.display()
        )));
    }
    if meta.len() > PREVIOUS_BYTES_MAX {
        return Err(Stop::give_up(format!(
            "`{}` is too large to be kept for the undo",
            path.display()
        )));
    }
    let content = fs::read(path).map_err(|error| cannot("be read", path, &error))?;
    (before.existed, before.mode) = (true, meta.mode() & 0o7777);
    (before.uid, before.gid) = (meta.uid(), meta.gid());
    before.sha256 = Some(Digest::of_bytes(&content));
    let for_everybody = before.mode & 0o004 != 0;
    let text = String::from_utf8(content);
    match text {
        Ok(text)
            if for_everybody
                && Value::from(text.as_str()).to_string().len() <= INLINE_BYTES_MAX =>
        {
            before.content = Some(text);
        }
        other => {
            let content =
                other.map_or_else(std::string::FromUtf8Error::into_bytes, String::into_bytes);
            let store = || {
                durable::make_dirs(&stage.slot.dir)?;
                durable::replace(&stage.slot.dir, "previous", &content)
            };
            store().map_err(|error| {
                Stop::failed(format!(
                    "the old content cannot be kept for the undo, so nothing was done: {error}"
                ))
            })?;
            before.stored = Some(stage.slot.dir.join("previous"));
        }
    }
    Ok(())
}

fn previous_content(before: &Before) -> Result<Vec<u8>, Stop> {
    let content = match (&before.content, &before.stored) {
        (Some(content), _) => content.clone().into_bytes(),
        (None, Some(stored)) => fs::read(stored).map_err(|error| {
            cannot("be read, so its content cannot be put back", stored, &error)
        })?,
        (None, None) => return Err(Stop::give_up("the old content was not recorded")),
    };
    if before
        .sha256
        .is_some_and(|sha256| sha256 != Digest::of_bytes(&content))
    {
        return Err(Stop::give_up(
            "the recorded old content is damaged: repair the file by hand",
        ));
    }
    Ok(content)
}

/// Writes a temporary file beside the target, renames it over the target, and reads it back.
fn put(path: &Path, wanted: &Wanted<'_>) -> Result<(), Stop> {
    let name = path
        .file_name()
        .ok_or_else(|| Stop::give_up(format!("`{}` does not name a file", path.display())))?;
    let mut temporary_name = std::ffi::OsString::from(".");
    temporary_name.push(name);
    // The name is the same each time, so the next try cleans up what a crash left.
    temporary_name.push(".placet-new");
    let temporary = path.with_file_name(temporary_name);
    fill(&temporary, wanted)
        .and_then(|()| fs::rename(&temporary, path))
        .map_err(|error| {
            let _ = fs::remove_file(&temporary);
            cannot("be written", path, &error)
        })?;
    sync_parent(path)?;
    read_back(path, wanted).map_err(|error| cannot("be read back as it was written", path, &error))
}

fn fill(temporary: &Path, wanted: &Wanted<'_>) -> io::Result<()> {
    match fs::remove_file(temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    // The new file is closed to others until it has its owner and mode.
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(temporary)?;
    file.write_all(wanted.content)?;
    if let Some((uid, gid)) = wanted.owner {
        let now = file.metadata()?;
        if (now.uid(), now.gid()) != (uid, gid) {
            fchown(&file, Some(uid), Some(gid))?;
        }
    }
    file.set_permissions(fs::Permissions::from_mode(wanted.mode))?;
    file.sync_all()
}

fn read_back(path: &Path, wanted: &Wanted<'_>) -> io::Result<()> {
    let mut content = Vec::with_capacity(wanted.content.len());
    let mut file = File::open(path)?;
    file.read_to_end(&mut content)?;
    let mode = file.metadata()?.mode() & 0o7777;
    if content != wanted.content || mode != wanted.mode {
        return Err(io::Error::other(
            "another process changed it at the same time",
        ));
    }
    Ok(())
}

fn sync_parent(path: &Path) -> Result<(), Stop> {
    let parent = path.parent().unwrap_or(Path::new("/"));
    durable::sync_dir(parent).map_err(|error| cannot("be made durable", path, &error))
}
