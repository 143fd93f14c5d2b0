//! What a condition reads, taken from its tree.

use std::collections::BTreeSet;

use cel::IdedExpr;
use cel::common::ast::Expr;

use super::tree::parts;

/// The variable that holds the fields of the form.
const CHANGE: &str = "change";

/// The names that an expression mentions.
#[derive(Debug, Default)]
pub(super) struct Reads {
    /// Variables and functions.
    pub(super) names: BTreeSet<String>,
    /// Fields of the form, written `change.FIELD`.
    pub(super) fields: BTreeSet<String>,
    /// Whether `change` is also read as a whole, such as in `change[NAME]`.
    whole_change: bool,
}

impl Reads {
    /// Collects the names of a tree.
    pub(super) fn of(expr: &IdedExpr) -> Self {
        let mut reads = Self::default();
        reads.visit(expr);
        reads
    }

    /// Says whether the value of a field can matter.
    pub(super) fn reads_field(&self, name: &str) -> bool {
        self.whole_change || self.fields.contains(name)
    }

    fn visit(&mut self, expr: &IdedExpr) {
        match &expr.expr {
            Expr::Select(select) if is_change(&select.operand) => {
                self.names.insert(CHANGE.to_owned());
                self.fields.insert(select.field.clone());
                return;
            }
            Expr::Ident(name) => {
                // A leading dot makes a name absolute.
                let name = name.trim_start_matches('.');
                self.whole_change |= name == CHANGE;
                self.names.insert(name.to_owned());
            }
            Expr::Call(call) => {
                self.names.insert(call.func_name.clone());
            }
            _ => {}
        }
        for part in parts(&expr.expr) {
            self.visit(part);
        }
    }
}

fn is_change(expr: &IdedExpr) -> bool {
    matches!(&expr.expr, Expr::Ident(name) if name.trim_start_matches('.') == CHANGE)
}
