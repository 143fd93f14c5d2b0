//! `placet hook`: entry points for messages that other systems sign.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use placet_connectors::resolve_secret;
use placet_domain::lead::Elapsed;
use placet_domain::organization::{
    Actor, Command, HOOK_KEEP_HOURS_MAX, RevokeHook, RotateHookSecret, SetHook,
};
use placet_domain::{HookName, PersonId};
use placet_engine::{Engine, OrganizationOrder};
use placet_server::{fresh_hook_secret, hook_key};
use placet_store::Hook as Stored;
use serde_json::json;

use crate::failure::{Exit, Failure};
use crate::local;
use crate::print::{Line, Page, Terminal};

/// The folder of the secrets that are generated here, below the data directory.
const SECRETS_DIR: &str = "hooks";
/// How long a replaced secret stays valid by default.
const KEEP_HOURS_DEFAULT: i64 = 24;

/// Let other systems send signed messages; works while a server runs
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Hook {
    /// Create a hook that acts for a service, and print its secret once
    Create(Create),
    /// Replace the secret of a hook; the old one stays valid for a while
    Rotate(Rotate),
    /// Revoke a hook at once and for good
    Revoke(Revoke),
    /// List hooks, without their secrets
    List(List),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Create {
    /// Its name, the last part of its address
    name: HookName,
    /// The data directory
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The service in whose name its messages act
    #[arg(long, value_name = "ID")]
    person: PersonId,
    /// Where its secret is, `env:NAME` or `file:PATH` as the server sees it; generated when missing
    #[arg(long, value_name = "REFERENCE")]
    secret: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Rotate {
    /// Its name
    name: HookName,
    /// The data directory
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Where its new secret is; generated when missing
    #[arg(long, value_name = "REFERENCE")]
    secret: Option<String>,
    /// How long the old secret stays valid, such as 12h or 7d; 0h ends it at once
    #[arg(long, value_name = "TIME", value_parser = keep)]
    keep: Option<SignedDuration>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Revoke {
    /// Its name
    name: HookName,
    /// The data directory
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// The data directory
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

fn keep(text: &str) -> Result<SignedDuration, String> {
    let time = text.parse::<Elapsed>().map(|time| time.0);
    time.ok()
        .filter(|time| {
            !time.is_negative() && *time <= SignedDuration::from_hours(HOOK_KEEP_HOURS_MAX)
        })
        .ok_or_else(|| format!("write it like 12h or 7d, at most {HOOK_KEEP_HOURS_MAX}h"))
}

impl Hook {
    pub(super) fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        match self {
            Self::Create(create) => create.run(terminal),
            Self::Rotate(rotate) => rotate.run(terminal),
            Self::Revoke(revoke) => revoke.run(terminal),
            Self::List(list) => list.run(terminal),
        }
    }
}

impl Create {
    fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        let engine = local::open_engine(&self.data, 1)?;
        let drawn = Secret::of(&self.data, &self.name, self.secret.as_deref())?;
        let command = Command::SetHook(SetHook {
            hook: self.name.clone(),
            person: self.person.clone(),
            secret: drawn.reference.clone(),
        });
        drawn.set(&engine, command, &self.name, terminal)
    }
}

impl Rotate {
    fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        let engine = local::open_engine(&self.data, 1)?;
        find(&engine, &self.name)?;
        let keep = self
            .keep
            .unwrap_or(SignedDuration::from_hours(KEEP_HOURS_DEFAULT));
        let drawn = Secret::of(&self.data, &self.name, self.secret.as_deref())?;
        let command = Command::RotateHookSecret(RotateHookSecret {
            hook: self.name.clone(),
            secret: drawn.reference.clone(),
            keep_seconds: keep.as_secs(),
        });
        let exit = drawn.set(&engine, command, &self.name, terminal)?;
        remove_unused(&self.data, &find(&engine, &self.name)?);
        Ok(exit)
    }
}

impl Revoke {
    fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        let engine = local::open_engine(&self.data, 1)?;
        let mut hook = find(&engine, &self.name)?;
        let command = Command::RevokeHook(RevokeHook {
            hook: self.name.clone(),
        });
        engine.organize(&OrganizationOrder::new(Actor::Host, command))?;
        hook.secrets.clear();
        remove_unused(&self.data, &hook);
        terminal.show(&json!({"hook": self.name, "revoked": true}), || {
            let mut page = Page::default();
            page.text(format!("{} is revoked", self.name));
            page
        })?;
        Ok(Exit::Done)
    }
}

impl List {
    fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        let engine = local::open_engine(&self.data, 1)?;
        let hooks = engine.store().hooks()?;
        let all: Vec<_> = hooks
            .iter()
            .map(|hook| {
                json!({"hook": hook.name, "person": hook.person, "revoked": hook.revoked, "secrets": hook.secrets})
            })
            .collect();
        terminal.show(&json!(all), || {
            let mut page = Page::default();
            for hook in &hooks {
                let what = if hook.revoked { "revoked" } else { "open" };
                page.text(format!("{} speaks for {}: {what}", hook.name, hook.person));
            }
            page
        })?;
        Ok(Exit::Done)
    }
}

/// Where a hook's secret is, and the secret itself if it was generated here.
struct Secret {
    reference: String,
    drawn: Option<String>,
}

impl Secret {
    fn of(data: &Path, name: &HookName, reference: Option<&str>) -> Result<Self, Failure> {
        if let Some(reference) = reference {
            // A reference to the server's environment cannot be checked from here.
            if reference.starts_with("file:") {
                let key = resolve_secret(reference)
                    .and_then(|secret| hook_key(&secret).map_err(str::to_owned));
                key.map_err(|error| {
                    Failure::failed(error, "write `whsec_` and 24 to 64 bytes in base64")
                })?;
            } else if !reference.starts_with("env:") {
                let message = format!("`{reference}` is not a valid reference");
                return Err(Failure::new(
                    Exit::Usage,
                    message,
                    "write `env:NAME` or `file:PATH`",
                ));
            }
            return Ok(Self {
                reference: reference.to_owned(),
                drawn: None,
            });
        }
        let secret = fresh_hook_secret().map_err(|error| Failure::failed(error, ""))?;
        let data = fs::canonicalize(data).map_err(|error| Failure::io("using", data, &error))?;
        let dir = data.join(SECRETS_DIR);
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&dir)
            .map_err(|error| Failure::io("creating", &dir, &error))?;
        let path = dir.join(format!("{name}-{}", Timestamp::now().as_microsecond()));
        let failed = |error| Failure::io("writing", &path, &error);
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .map_err(failed)?;
        writeln!(file, "{secret}")
            .and_then(|()| file.sync_all())
            .map_err(failed)?;
        fs::File::open(&dir)
            .and_then(|dir| dir.sync_all())
            .map_err(failed)?;
        Ok(Self {
            reference: format!("file:{}", path.display()),
            drawn: Some(secret),
        })
    }

    /// Lets the rules decide about the hook. If they refuse, removes the secret that was generated for it.
    fn set(
        &self,
        engine: &Arc<Engine>,
        command: Command,
        name: &HookName,
        terminal: Terminal,
    ) -> Result<Exit, Failure> {
        if let Err(refused) = engine.organize(&OrganizationOrder::new(Actor::Host, command)) {
            let path = self.reference.strip_prefix("file:");
            if let Some(path) = path.filter(|_| self.drawn.is_some()) {
                let _ = fs::remove_file(path);
            }
            return Err(refused.into());
        }
        self.tell(terminal, &find(engine, name)?)
    }

    fn tell(&self, terminal: Terminal, hook: &Stored) -> Result<Exit, Failure> {
        let address = format!("/api/v1/hooks/{}", hook.name);
        let done = json!({"hook": hook.name, "person": hook.person, "address": address, "secret": self.drawn,
            "secrets": hook.secrets});
        terminal.show(&done, || {
            let mut page = Page::default();
            page.text(self.drawn.as_deref().unwrap_or(&self.reference));
            page
        })?;
        if !terminal.is_json() {
            let note = format!(
                "POST {address} speaks for {}; its secret is {}",
                hook.person, self.reference
            );
            terminal.note(Line::new().dim(note));
        }
        Ok(Exit::Done)
    }
}

/// Removes generated secrets that are no longer valid. A file that cannot be removed is not valid either.
fn remove_unused(data: &Path, hook: &Stored) {
    let Ok(dir) = fs::canonicalize(data.join(SECRETS_DIR)) else {
        return;
    };
    for entry in fs::read_dir(&dir).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_ours = name
            .rsplit_once('-')
            .is_some_and(|(of, _)| of == hook.name.as_str());
        let reference = format!("file:{}", entry.path().display());
        if is_ours
            && !hook
                .secrets
                .iter()
                .any(|secret| secret.reference == reference)
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn find(engine: &Arc<Engine>, name: &HookName) -> Result<Stored, Failure> {
    engine.store().hook(name)?.ok_or_else(|| {
        Failure::failed(
            format!("there is no hook `{name}`"),
            "see `placet hook list`",
        )
    })
}
