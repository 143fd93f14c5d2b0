//! Conditions in CEL, the Common Expression Language.

mod limits;
mod reads;
mod reason;
mod scope;
#[cfg(test)]
mod tests;
mod tree;

use std::fmt;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use reads::Reads;

pub use limits::{BRACKET_DEPTH_MAX, CONDITION_BYTES_MAX, OPERATORS_MAX};
pub use scope::{Assessed, Kind, Scope, Variable};
pub use tree::{LOOPS_MAX, TREE_DEPTH_MAX};

/// Stack of the thread that compiles a condition, in bytes; several times what the longest condition needs.
const COMPILE_STACK_BYTES: usize = 64 * 1024 * 1024;

/// A CEL expression that answers true or false. Compiled once, when first used.
#[derive(Clone, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Condition {
    source: String,
    compiled: OnceLock<Result<Arc<Compiled>, String>>,
}

/// A program, and what it reads.
struct Compiled {
    program: cel::Program,
    reads: Reads,
}

impl Condition {
    /// A condition from its text, which is not looked at before it is used or compiled.
    pub fn new(source: impl Into<String>) -> Self {
        Self {
            source: source.into(),
            compiled: OnceLock::new(),
        }
    }

    /// Its text.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Checks that it can be read.
    ///
    /// # Errors
    /// The reason, for the author of the process.
    pub fn compile(&self) -> Result<(), String> {
        self.compiled().map(|_| ())
    }

    /// Whether it holds.
    ///
    /// # Errors
    /// It cannot be read, names what is not there, or answers something other than true or false.
    pub fn holds(&self, scope: &Scope<'_>) -> Result<bool, String> {
        let Compiled { program, reads } = self.compiled()?.as_ref();
        match program.execute(&scope.context(reads)) {
            Ok(cel::Value::Bool(holds)) => Ok(holds),
            Ok(other) => Err(format!(
                "`{}` gives a {} instead of true or false",
                self.source,
                other.type_of()
            )),
            Err(error) => {
                let why = reason::reason(&error);
                Err(format!("`{}` cannot be decided: {why}", self.source))
            }
        }
    }

    /// Returns the fields of the form that it reads, written `change.FIELD`.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn fields(&self) -> Result<impl Iterator<Item = &str>, String> {
        let compiled = self.compiled()?;
        Ok(compiled.reads.fields.iter().map(String::as_str))
    }

    fn compiled(&self) -> Result<&Arc<Compiled>, String> {
        let compiled = self.compiled.get_or_init(|| {
            limits::check(&self.source)?;
            compile(&self.source)
        });
        compiled.as_ref().map_err(Clone::clone)
    }
}

/// Compiles on a stack of its own: the parser takes up to 200 KiB for each bracket and 35 KiB for each operator, so a text
/// within the limits could exhaust the stack of the thread that asks. It happens once for each condition.
fn compile(source: &str) -> Result<Arc<Compiled>, String> {
    let failed = |why: &dyn fmt::Display| format!("`{source}` is not a condition: {why}");
    std::thread::scope(|threads| {
        let builder = std::thread::Builder::new().stack_size(COMPILE_STACK_BYTES);
        let compiling = builder
            .spawn_scoped(threads, || {
                let program = cel::Program::compile(source).map_err(|errors| failed(&errors))?;
                tree::check(program.expression()).map_err(|error| failed(&error))?;
                let reads = Reads::of(program.expression());
                Ok(Arc::new(Compiled { program, reads }))
            })
            .map_err(|error| failed(&error))?;
        compiling
            .join()
            .unwrap_or_else(|_| Err(failed(&"the parser gave up on it")))
    })
}

/// Whether an optional condition holds. One that is missing holds; one that cannot be decided holds too, because it
/// guards a requirement: where a rule is unreadable, more is asked for and never less.
pub fn holds_or_not(condition: Option<&Condition>, scope: &Scope<'_>) -> bool {
    condition.is_none_or(|condition| condition.holds(scope).unwrap_or(true))
}

impl From<String> for Condition {
    fn from(source: String) -> Self {
        Self::new(source)
    }
}

impl From<Condition> for String {
    fn from(condition: Condition) -> String {
        condition.source
    }
}

impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Condition({:?})", self.source)
    }
}
