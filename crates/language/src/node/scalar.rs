//! What a plain scalar stands for: the core schema of YAML 1.2.2, section 10.3.2.

use serde_json::Number;

use super::tree::Content;

/// Resolves an unquoted scalar; the error says why the number cannot be held.
pub(super) fn resolve(text: &str) -> Result<Content, &'static str> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Content::Null),
        "true" | "True" | "TRUE" => return Ok(Content::Bool(true)),
        "false" | "False" | "FALSE" => return Ok(Content::Bool(false)),
        ".nan" | ".NaN" | ".NAN" => return Err("not a number that can be compared"),
        _ => {}
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Err("not a finite number");
    }
    if let Some(digits) = text
        .strip_prefix("0o")
        .filter(|d| all(d, |c| matches!(c, '0'..='7')))
    {
        return whole(u64::from_str_radix(digits, 8).ok());
    }
    if let Some(digits) = text
        .strip_prefix("0x")
        .filter(|d| all(d, |c| c.is_ascii_hexdigit()))
    {
        return whole(u64::from_str_radix(digits, 16).ok());
    }
    if all(unsigned, |c| c.is_ascii_digit()) {
        return match text.strip_prefix('+').unwrap_or(text).parse::<i64>() {
            Ok(number) => Ok(Content::Number(number.into())),
            Err(_) => whole(unsigned.parse().ok().filter(|_| !text.starts_with('-'))),
        };
    }
    if is_float(unsigned) {
        return text
            .parse()
            .ok()
            .and_then(Number::from_f64)
            .map(Content::Number)
            .ok_or("a number too large to hold");
    }
    Ok(Content::Text(text.to_owned()))
}

fn whole(number: Option<u64>) -> Result<Content, &'static str> {
    number
        .map(|number| Content::Number(number.into()))
        .ok_or("a number too large to hold")
}

fn all(text: &str, allowed: impl Fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(allowed)
}

/// `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn is_float(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    let mantissa_holds = match mantissa.split_once('.') {
        Some((before, after)) => {
            digits(before) && digits(after) && !(before.is_empty() && after.is_empty())
        }
        None => !mantissa.is_empty() && digits(mantissa),
    };
    let exponent_holds = exponent.is_none_or(|exponent| {
        all(exponent.strip_prefix(['-', '+']).unwrap_or(exponent), |c| {
            c.is_ascii_digit()
        })
    });
    mantissa_holds && exponent_holds
}
