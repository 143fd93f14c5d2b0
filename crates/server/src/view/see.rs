//! What a person may see: everything of the processes they belong to. The rest is answered as if it did not exist (T24).

use placet_domain::{ChangeId, ProcessName};
use placet_engine::Installed;
use placet_store::views::ChangeRow;

use crate::auth::Asker;
use crate::door::Inner;
use crate::failure::Failure;

/// Finds the change with this number or id.
pub(crate) fn change(inner: &Inner, asker: &Asker, number: &str) -> Result<ChangeId, Failure> {
    let place = inner.engine.store().place_of(number)?;
    place
        .filter(|(_, process)| asker.may_see(process))
        .map(|(id, _)| id)
        .ok_or_else(|| Failure::not_found("change", number))
}

/// Finds the row of the change with this number or id.
pub(crate) fn row(inner: &Inner, asker: &Asker, number: &str) -> Result<ChangeRow, Failure> {
    let store = inner.engine.store();
    let row = match store.find(number)? {
        Some(id) => store.change_row(id)?,
        None => None,
    };
    row.filter(|row| asker.may_see(&row.process))
        .ok_or_else(|| Failure::not_found("change", number))
}

/// Reads the name of a process.
pub(crate) fn process(asker: &Asker, name: &str) -> Result<ProcessName, Failure> {
    let parsed: Option<ProcessName> = name.parse().ok();
    parsed
        .filter(|process| asker.may_see(process))
        .ok_or_else(|| Failure::not_found("process", name))
}

/// Finds a process with its people.
pub(crate) fn installed(inner: &Inner, asker: &Asker, name: &str) -> Result<Installed, Failure> {
    Ok(inner.engine.installed(&process(asker, name)?)?)
}
