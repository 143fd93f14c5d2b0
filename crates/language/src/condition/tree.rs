//! Limits on a compiled condition: deciding it recurses as deep as its tree, and loops multiply.

use cel::IdedExpr;
use cel::common::ast::{EntryExpr, Expr};

/// Deepest tree; a level takes up to 20 KiB of the stack of the thread that decides.
pub const TREE_DEPTH_MAX: usize = 40;
/// Loops within loops, each over at most as many items as a field may have.
pub const LOOPS_MAX: usize = 2;

/// Refuses a tree that is too deep or loops too often.
pub(super) fn check(expr: &IdedExpr) -> Result<(), String> {
    let (depth, loops) = measure(expr);
    if depth > TREE_DEPTH_MAX {
        return Err(format!(
            "it is nested {depth} deep, and {TREE_DEPTH_MAX} is allowed; write it flatter"
        ));
    }
    if loops > LOOPS_MAX {
        return Err(format!(
            "it has {loops} loops within each other, and {LOOPS_MAX} are allowed"
        ));
    }
    Ok(())
}

/// Depth, and loops within each other.
fn measure(expr: &IdedExpr) -> (usize, usize) {
    let (mut depth, mut loops) = (0, 0);
    for part in parts(&expr.expr) {
        let (below, within) = measure(part);
        depth = depth.max(below);
        loops = loops.max(within);
    }
    let is_loop = matches!(expr.expr, Expr::Comprehension(_));
    (depth + 1, loops + usize::from(is_loop))
}

/// Returns the parts of an expression.
pub(super) fn parts(expr: &Expr) -> Vec<&IdedExpr> {
    match expr {
        Expr::Call(call) => call
            .target
            .iter()
            .map(AsRef::as_ref)
            .chain(&call.args)
            .collect(),
        Expr::Comprehension(all) => {
            vec![
                &all.iter_range,
                &all.accu_init,
                &all.loop_cond,
                &all.loop_step,
                &all.result,
            ]
        }
        Expr::List(list) => list.elements.iter().collect(),
        Expr::Select(select) => vec![&select.operand],
        Expr::Map(map) => map
            .entries
            .iter()
            .flat_map(|entry| entry_parts(&entry.expr))
            .collect(),
        Expr::Struct(made) => made
            .entries
            .iter()
            .flat_map(|entry| entry_parts(&entry.expr))
            .collect(),
        Expr::Ident(_) | Expr::Literal(_) | Expr::Unspecified => Vec::new(),
    }
}

fn entry_parts(entry: &EntryExpr) -> Vec<&IdedExpr> {
    match entry {
        EntryExpr::StructField(field) => vec![&field.value],
        EntryExpr::MapEntry(entry) => vec![&entry.key, &entry.value],
    }
}
