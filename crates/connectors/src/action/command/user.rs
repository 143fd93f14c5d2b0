//! Running as another operating system user, or not at all.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::shim::OrderUser;

/// Where to find `setpriv` of util-linux. `PATH` is not used, because the program runs with all privileges.
const SETPRIV: [&str; 3] = ["/usr/bin/setpriv", "/bin/setpriv", "/usr/sbin/setpriv"];

/// An account of this host that a command switches to.
pub(super) struct Account {
    name: String,
    pub(super) home: String,
    pub(super) order: OrderUser,
}

impl Account {
    /// Refuses variables that would take effect while the process still has the server's privileges.
    pub(super) fn guard(
        &self,
        plain: &BTreeMap<String, String>,
        secrets: &BTreeMap<String, String>,
    ) -> Result<(), String> {
        match plain
            .keys()
            .chain(secrets.keys())
            .find(|name| name.starts_with("LD_") || *name == "GLIBC_TUNABLES")
        {
            None => Ok(()),
            Some(name) => Err(format!(
                "`{name}` cannot be set for a step that runs as `{}`: the loader would obey it before the change of \
                 user; set it inside the command with `env`",
                self.name
            )),
        }
    }

    /// Makes the account the owner of a directory.
    pub(super) fn take(&self, dir: &Path) -> std::io::Result<()> {
        std::os::unix::fs::chown(dir, Some(self.order.uid), Some(self.order.gid))
    }
}

/// Finds the account. Returns `None` if the command runs as the server's own user anyway.
pub(super) fn resolve(name: Option<&str>) -> Result<Option<Account>, String> {
    let Some(name) = name else { return Ok(None) };
    let (uid, gid, home) = look_up(name)
        .ok_or_else(|| format!("the step runs as `{name}`, and this host has no such user"))?;
    let own = rustix::process::geteuid();
    if own.as_raw() == uid {
        return Ok(None);
    }
    if !own.is_root() {
        return Err(format!(
            "the step runs as `{name}`, and only a runner that is started by root can change to another user: start \
             it as `{name}` or as root"
        ));
    }
    let setpriv = SETPRIV
        .iter()
        .map(PathBuf::from)
        .find(|path| path.is_file());
    let setpriv = setpriv
        .ok_or_else(|| format!("the step runs as `{name}`, which needs `setpriv` of util-linux"))?;
    Ok(Some(Account {
        name: name.to_owned(),
        home,
        order: OrderUser { setpriv, uid, gid },
    }))
}

/// Returns user id, group id and home directory from `/etc/passwd`, or from the host's other sources (`getent`).
fn look_up(name: &str) -> Option<(u32, u32, String)> {
    let found = |text: &str| text.lines().find_map(|line| parse(line, name));
    if let Some(account) = std::fs::read_to_string("/etc/passwd")
        .ok()
        .as_deref()
        .and_then(found)
    {
        return Some(account);
    }
    let output = Command::new("/usr/bin/getent")
        .args(["passwd", "--", name])
        .stdin(Stdio::null())
        .output()
        .ok()?;
    found(&String::from_utf8_lossy(&output.stdout))
}

/// Reads a line of passwd(5).
fn parse(line: &str, name: &str) -> Option<(u32, u32, String)> {
    let mut fields = line.split(':');
    if fields.next()? != name {
        return None;
    }
    let uid = fields.nth(1)?.parse().ok()?;
    let gid = fields.next()?.parse().ok()?;
    Some((uid, gid, fields.nth(1)?.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_passwd_is_read() {
        let line = "deploy:x:1001:1002:Deploy,,,:/home/deploy:/bin/sh";
        assert_eq!(
            parse(line, "deploy"),
            Some((1001, 1002, "/home/deploy".to_owned()))
        );
        assert_eq!(parse(line, "depl"), None);
        assert!(
            resolve(Some("no-such-user-here")).is_err_and(|error| error.contains("no such user"))
        );
    }
}
