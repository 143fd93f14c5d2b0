//! Maximum bipartite matching, so that an answer that fits several requirements never blocks the last of them.

/// Matches rows with columns, at most one of each, so that as many rows as possible have a column.
///
/// `edges[row]` lists the columns that fit. Rows are taken in order and augmented along alternating paths (Kuhn 1955), so
/// a row that has once been matched stays matched: the earliest rows win where not all can. A row for which `ready` says
/// no, given which rows are matched so far, is left out.
pub(super) fn matching(
    edges: &[Vec<usize>],
    columns: usize,
    ready: impl Fn(usize, &[bool]) -> bool,
) -> Vec<Option<usize>> {
    let mut taken: Vec<Option<usize>> = vec![None; columns];
    let mut matched = vec![false; edges.len()];
    for row in 0..edges.len() {
        if !ready(row, &matched) {
            continue;
        }
        let mut seen = vec![false; columns];
        let found = augment(edges, row, &mut taken, &mut seen);
        if let Some(flag) = matched.get_mut(row) {
            *flag = found;
        }
    }
    let mut of_row = vec![None; edges.len()];
    for (column, row) in taken.iter().enumerate() {
        if let Some(place) = row.and_then(|row| of_row.get_mut(row)) {
            *place = Some(column);
        }
    }
    of_row
}

/// Finds a column for a row, moving others along. Recursion is at most as deep as there are columns, and each column is
/// visited once.
fn augment(
    edges: &[Vec<usize>],
    row: usize,
    taken: &mut [Option<usize>],
    seen: &mut [bool],
) -> bool {
    for &column in edges.get(row).into_iter().flatten() {
        match seen.get_mut(column) {
            Some(flag) if !*flag => *flag = true,
            _ => continue,
        }
        let free = match taken.get(column).copied().flatten() {
            None => true,
            Some(other) => augment(edges, other, taken, seen),
        };
        if free {
            if let Some(place) = taken.get_mut(column) {
                *place = Some(row);
            }
            return true;
        }
    }
    false
}
