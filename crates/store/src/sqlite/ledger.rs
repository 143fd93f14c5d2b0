//! The Merkle tree over all events: its right edge, its tiles, and the proofs made from them.

use placet_ledger::{
    ConsistencyProof, Frontier, HASH_BYTES, Hash, InclusionProof, Node, TILE_HEIGHT, TILE_WIDTH,
    TileId, TileKind, encode_hashes, root_of,
};
use rusqlite::{Connection, OptionalExtension, params};

use super::value::{from_json, to_json};
use crate::entry;
use crate::error::StoreError;

pub(super) fn frontier(connection: &Connection) -> Result<Frontier, StoreError> {
    let mut statement = connection.prepare_cached("SELECT peaks FROM frontier WHERE one = 1")?;
    from_json(
        "the head of the ledger",
        &statement.query_one([], |row| row.get::<_, String>(0))?,
    )
}

pub(super) fn store_frontier(
    connection: &Connection,
    frontier: &Frontier,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE frontier SET peaks = ?1 WHERE one = 1")?
        .execute([to_json(frontier)?])?;
    Ok(())
}

/// Adds the leaf of the event that was just inserted, and the tiles that it completes.
pub(super) fn push(
    connection: &Connection,
    frontier: &mut Frontier,
    leaf: Hash,
) -> Result<(), StoreError> {
    let mut complete = Vec::new();
    frontier.append_visiting(leaf, &mut |node, hash| {
        if node.level > 0 && node.level % TILE_HEIGHT == 0 {
            complete.push((node, hash));
        }
    });
    for (node, hash) in complete {
        let level = node.level / TILE_HEIGHT;
        if level == 1 {
            let leaves = leaves(connection, node.index)?;
            store_tile(connection, 0, node.index, &encode_hashes(&leaves))?;
        }
        let place = node.index / u64::from(TILE_WIDTH);
        let mut hashes = tile(connection, level, place)?.unwrap_or_default();
        hashes.extend_from_slice(hash.as_bytes());
        store_tile(connection, level, place, &hashes)?;
    }
    Ok(())
}

fn store_tile(
    connection: &Connection,
    level: u8,
    place: u64,
    hashes: &[u8],
) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO tiles (level, place, hashes) VALUES (?1, ?2, ?3)")?
        .execute(params![level, place, hashes])?;
    Ok(())
}

pub(super) fn tile(
    connection: &Connection,
    level: u8,
    place: u64,
) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT hashes FROM tiles WHERE level = ?1 AND place = ?2")?;
    Ok(statement
        .query_row(params![level, place], |row| row.get(0))
        .optional()?)
}

/// Returns the leaf hashes of a tile of level 0, as far as there are events.
fn leaves(connection: &Connection, place: u64) -> Result<Vec<Hash>, StoreError> {
    let start = place * u64::from(TILE_WIDTH);
    let mut statement = connection.prepare_cached(
        "SELECT leaf FROM events WHERE position >= ?1 AND position < ?2 ORDER BY position",
    )?;
    let rows = statement.query_map(params![start, start + u64::from(TILE_WIDTH)], |row| {
        row.get::<_, Vec<u8>>(0)
    })?;
    rows.map(|leaf| hash(&leaf?)).collect()
}

/// Returns the hash of a complete subtree, or `None` beyond the end of the log.
pub(super) fn subtree(connection: &Connection, node: Node) -> Result<Option<Hash>, StoreError> {
    let (id, range) = TileId::holding(node);
    let TileKind::Hashes { level } = id.kind() else {
        return Ok(None);
    };
    let hashes = match tile(connection, level, id.index())? {
        Some(bytes) => bytes
            .chunks(HASH_BYTES)
            .map(hash)
            .collect::<Result<Vec<_>, _>>()?,
        None if level == 0 => leaves(connection, id.index())?,
        None => return Ok(None),
    };
    Ok(hashes.get(range).map(root_of))
}

pub(super) fn hash(bytes: &[u8]) -> Result<Hash, StoreError> {
    Hash::from_slice(bytes)
        .ok_or_else(|| StoreError::unreadable("a hash", "it is not 32 bytes long"))
}

fn size_within(connection: &Connection, size: Option<u64>) -> Result<u64, StoreError> {
    let found = frontier(connection)?.size();
    match size {
        Some(size) if size > found => Err(StoreError::invalid(
            format!("the ledger has `{found}` events, not `{size}`"),
            "ask for a smaller size",
        )),
        size => Ok(size.unwrap_or(found)),
    }
}

pub(super) fn inclusion_proof(
    connection: &Connection,
    position: u64,
    size: Option<u64>,
) -> Result<InclusionProof, StoreError> {
    let size = size_within(connection, size)?;
    InclusionProof::build(position, size, &|node| subtree(connection, node).ok()?).map_err(
        |error| {
            StoreError::invalid(
                error.to_string(),
                "ask for events and sizes that the ledger has",
            )
        },
    )
}

pub(super) fn consistency_proof(
    connection: &Connection,
    old_size: u64,
    new_size: u64,
) -> Result<ConsistencyProof, StoreError> {
    let new_size = size_within(connection, Some(new_size))?;
    ConsistencyProof::build(old_size, new_size, &|node| {
        subtree(connection, node).ok()?
    })
    .map_err(|error| {
        StoreError::invalid(
            error.to_string(),
            "ask for events and sizes that the ledger has",
        )
    })
}

pub(super) fn entries(
    connection: &Connection,
    start: u64,
    end: u64,
) -> Result<Vec<(Vec<u8>, Hash)>, StoreError> {
    let mut entries = Vec::new();
    let mut statement = connection.prepare_cached(
        "SELECT stream, version, body, leaf FROM events WHERE position >= ?1 AND position < ?2 ORDER BY position",
    )?;
    let mut rows = statement.query(params![start, end])?;
    while let Some(row) = rows.next()? {
        let (stream, version, body): (String, u64, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        let leaf = hash(&row.get::<_, Vec<u8>>(3)?)?;
        entries.push((entry::entry(&stream, version, &body)?, leaf));
    }
    Ok(entries)
}

pub(super) fn hashes_of_tile(
    connection: &Connection,
    level: u8,
    place: u64,
) -> Result<Vec<u8>, StoreError> {
    match tile(connection, level, place)? {
        Some(hashes) => Ok(hashes),
        None if level == 0 => Ok(encode_hashes(&leaves(connection, place)?)),
        None => Ok(Vec::new()),
    }
}
