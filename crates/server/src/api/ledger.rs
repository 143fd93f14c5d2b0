//! The ledger for independent tools: checkpoint and tiles as C2SP defines them, and a proof for one position.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use placet_api::LedgerProof;
use placet_store::Store;
use serde::Deserialize;

use crate::auth::{Asker, Scope, administrators_only, check_scope, unauthenticated};
use crate::door::{Call, Inner};
use crate::failure::{Failure, Kind};
use crate::view::list::number;

/// The number of hashes in a full tile, and of entries in a full bundle.
const TILE_WIDTH: u64 = 256;
/// Bytes of a hash.
const HASH_BYTES: usize = 32;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct At {
    position: String,
}

/// Proves that an event is in the ledger of a signed checkpoint.
pub(crate) fn proof(inner: &Inner, _: &Asker, call: &Call) -> Result<LedgerProof, Failure> {
    let at: At = call.query()?;
    let position: u64 = number("position", &at.position)?.ok_or_else(|| {
        let hint = "add `?position=` with the position of a receipt";
        Failure::new(
            Kind::Malformed,
            "invalid_query",
            "no position is given",
            hint,
        )
        .at("position")
    })?;
    prove(inner.engine.store(), position)
}

fn prove(store: &Store, position: u64) -> Result<LedgerProof, Failure> {
    if position >= store.ledger_head()?.size {
        return Err(Failure::not_found("position", &position.to_string()));
    }
    let mut note = newest(store)?;
    // The newest checkpoint may not cover the position yet; a new one does.
    if size_of(&note).is_none_or(|size| position >= size) {
        note = store.checkpoint()?.to_string();
    }
    let size = size_of(&note).ok_or_else(|| Failure::internal("a checkpoint without a size"))?;
    let proof = store.inclusion_proof(position, Some(size))?;
    let leaf = store.entries(position, 1)?;
    let (_, leaf) = leaf
        .first()
        .ok_or_else(|| Failure::internal("an entry is missing"))?;
    let root = note
        .lines()
        .nth(2)
        .and_then(|line| STANDARD.decode(line).ok())
        .unwrap_or_default();
    Ok(LedgerProof {
        position,
        size,
        leaf_hash: leaf.to_string(),
        path: proof.path.iter().map(ToString::to_string).collect(),
        root: root.iter().map(|byte| format!("{byte:02x}")).collect(),
        checkpoint: note,
    })
}

fn newest(store: &Store) -> Result<String, Failure> {
    let kept = store.latest_checkpoint()?;
    let note = match kept {
        Some(note) => note,
        None => store.checkpoint()?,
    };
    Ok(note.to_string())
}

/// Reads the size from the second line of a checkpoint.
fn size_of(note: &str) -> Option<u64> {
    note.lines().nth(1)?.parse().ok()
}

/// Answers with the newest signed checkpoint.
pub(crate) fn checkpoint(inner: &Inner, _: Option<&Asker>, _: &Call) -> Result<Response, Failure> {
    let note = newest(inner.engine.store())?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], note).into_response())
}

/// What an address below `/tile/` names.
#[derive(Debug, PartialEq, Eq)]
struct Named {
    /// None for entries.
    level: Option<u8>,
    index: u64,
    width: u64,
}

/// Answers with a tile of hashes or a bundle of entries.
pub(crate) fn tile(inner: &Inner, asker: Option<&Asker>, call: &Call) -> Result<Response, Failure> {
    let path = call.part("path");
    let unknown = || Failure::not_found("tile", path);
    let named = named(path).ok_or_else(unknown)?;
    let bytes = read(inner, asker, &named)?.ok_or_else(unknown)?;
    let media = HeaderValue::from_static("application/octet-stream");
    let kept = HeaderValue::from_static(if named.width < TILE_WIDTH {
        "no-store"
    } else {
        "private, max-age=31536000, immutable"
    });
    let headers = [(header::CONTENT_TYPE, media), (header::CACHE_CONTROL, kept)];
    Ok((headers, bytes).into_response())
}

fn read(inner: &Inner, asker: Option<&Asker>, named: &Named) -> Result<Option<Vec<u8>>, Failure> {
    let store = inner.engine.store();
    let width = usize::try_from(named.width).unwrap_or(usize::MAX);
    let Some(level) = named.level else {
        let asker = asker.ok_or_else(unauthenticated)?;
        check_scope(asker, Scope::Admin)?;
        if !inner
            .desk
            .process_names()?
            .iter()
            .all(|process| asker.administers(process))
        {
            return Err(administrators_only());
        }
        let entries = store.entries(named.index.saturating_mul(TILE_WIDTH), named.width)?;
        return Ok((entries.len() == width).then(|| bundle(&entries)));
    };
    let hashes = store.ledger_tile(level, named.index)?;
    Ok(hashes
        .get(..width.saturating_mul(HASH_BYTES))
        .map(<[u8]>::to_vec))
}

/// Writes entries, each after its length as two big-endian bytes.
fn bundle<H>(entries: &[(Vec<u8>, H)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (entry, _) in entries {
        // The store keeps entries below 65,535 bytes.
        let length = u16::try_from(entry.len()).unwrap_or(u16::MAX);
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    bytes
}

/// Reads `0/x001/067`, `1/000.p/5`, `entries/000`.
fn named(path: &str) -> Option<Named> {
    let (level, rest) = path.split_once('/')?;
    let level = match level {
        "entries" => None,
        digits => Some(
            digits
                .parse::<u8>()
                .ok()
                .filter(|level| *level < 64 && digits == level.to_string())?,
        ),
    };
    let (index, width) = match rest.split_once(".p/") {
        Some((index, width)) => (
            index,
            width
                .parse()
                .ok()
                .filter(|width| (1..TILE_WIDTH).contains(width))?,
        ),
        None => (rest, TILE_WIDTH),
    };
    let groups: Vec<&str> = index.split('/').collect();
    let (last, before) = groups.split_last()?;
    let mut value: u64 = 0;
    let digits = before
        .iter()
        .map(|group| group.strip_prefix('x'))
        .chain([Some(*last)]);
    for group in digits {
        let group = group
            .filter(|group| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit()))?;
        value = value.checked_mul(1000)?.checked_add(group.parse().ok()?)?;
    }
    Some(Named {
        level,
        index: value,
        width,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_tiles_are_those_of_the_specification() {
        let tile = |level, index, width| {
            Some(Named {
                level,
                index,
                width,
            })
        };
        assert_eq!(named("0/000"), tile(Some(0), 0, 256));
        assert_eq!(named("0/x001/x234/067"), tile(Some(0), 1_234_067, 256));
        assert_eq!(named("1/000.p/5"), tile(Some(1), 0, 5));
        assert_eq!(named("entries/x001/000"), tile(None, 1_000, 256));
        for bad in [
            "",
            "0",
            "0/0",
            "0/0000",
            "64/000",
            "00/000",
            "0/000.p/0",
            "0/000.p/256",
            "0/001/000",
            "0/x00a/000",
        ] {
            assert_eq!(named(bad), None, "{bad}");
        }
    }
}
