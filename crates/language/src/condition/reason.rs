//! Why a condition cannot be decided, told by the types of values and never by what is in them: a message travels further
//! than a change's content may, and the entries of a map come in another order each time.

use cel::{ExecutionError as E, Value};

pub(super) fn reason(error: &E) -> String {
    let kind = Value::type_of;
    match error {
        E::InvalidArgumentCount { .. }
        | E::UnexpectedType { .. }
        | E::NoSuchKey(_)
        | E::NoSuchOverload(_)
        | E::UndeclaredReference(_)
        | E::MissingArgumentOrTarget
        | E::FunctionError { .. }
        | E::InternalError(_) => error.to_string(),
        E::UnsupportedBinaryOperator(operator, left, right) => {
            let (left, right) = (kind(left), kind(right));
            format!("the operator `{operator}` does not take a {left} and a {right}")
        }
        E::UnsupportedKeyType(key) => format!("a {} is no key of a map", kind(key)),
        E::DuplicateKey(_) => "a map names a key twice".to_owned(),
        E::IndexOutOfBounds(_) => "a list is not as long as that".to_owned(),
        E::DivisionByZero(_) | E::RemainderByZero(_) => "it divides by zero".to_owned(),
        E::Overflow(operator, ..) => {
            format!("the operator `{operator}` gives more than a number holds")
        }
        _ => "it uses a value as its type does not allow".to_owned(),
    }
}
