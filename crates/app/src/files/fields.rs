//! Values of single fields, from the command line or from a file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use placet_domain::FieldId;
use placet_domain::request::{self, REQUEST_BYTES_MAX};
use serde_json::Value;

use super::{read, unreadable};
use crate::failure::Failure;

/// Values for fields.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct FieldArgs {
    /// A field: `NAME=text`, or `NAME:=JSON` for a number, `true`, a list; repeat it for more
    #[arg(long = "field", short = 'F', value_name = "NAME=VALUE", value_parser = pair)]
    pairs: Vec<(FieldId, Value)>,
}

impl FieldArgs {
    /// The values that were given.
    pub(crate) fn values(&self) -> impl Iterator<Item = (FieldId, Value)> {
        self.pairs.iter().cloned()
    }
}

fn pair(text: &str) -> Result<(FieldId, Value), String> {
    let (name, value) = text
        .split_once('=')
        .ok_or("write it as NAME=text or NAME:=JSON")?;
    let (name, value) = match name.strip_suffix(':') {
        Some(name) => {
            let value = serde_json::from_str(value)
                .map_err(|error| format!("`{value}` is not JSON: {error}"))?;
            (name, value)
        }
        None => (name, Value::from(value)),
    };
    Ok((
        name.parse()
            .map_err(|error: placet_domain::InvalidId| error.to_string())?,
        value,
    ))
}

/// The fields of a file that holds a map, with those of the command line put over them.
pub(crate) fn fields_of(
    file: Option<&PathBuf>,
    given: &FieldArgs,
) -> Result<BTreeMap<FieldId, Value>, Failure> {
    let mut fields = file
        .map(|path| from_file(path))
        .transpose()?
        .unwrap_or_default();
    fields.extend(given.values());
    Ok(fields)
}

fn from_file(path: &Path) -> Result<BTreeMap<FieldId, Value>, Failure> {
    let bytes = read(path, REQUEST_BYTES_MAX as u64)?;
    request::fields(&bytes).map_err(|problems| unreadable(path, problems))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn text_stays_text_unless_json_is_asked_for() {
        assert_eq!(pair("version=1.10").unwrap().1, Value::from("1.10"));
        assert_eq!(pair("a=b=c").unwrap().1, Value::from("b=c"));
        assert_eq!(pair("downtime:=true").unwrap().1, Value::from(true));
        assert!(
            pair("downtime:=yes please")
                .unwrap_err()
                .contains("is not JSON")
        );
        assert!(pair("nothing").is_err());
        assert!(pair("a b=c").is_err());
    }
}
