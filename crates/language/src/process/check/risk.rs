//! Risk engines: total and monotone matrices, ascending bands, fields of the right kind.

use indexmap::IndexMap;

use crate::findings::{Findings, path};
use crate::ids::FieldId;
use crate::path::Path;
use crate::process::ast::{Band, Field, FieldType, Process, RiskEngine, RiskMatrix};
use crate::suggest::{listed, remedy};
use crate::text::shown;

/// Checks every engine.
pub(super) fn check(process: &Process, findings: &mut Findings<'_>) {
    if process.risk.engines.is_empty()
        && process.risk.declared.is_none()
        && process.risk.otherwise.is_none()
    {
        findings.add(
            &path(&["risk"]),
            "nothing gives a level",
            "add `engines`, `declared` or `otherwise`",
        );
    }
    for (name, engine) in &process.risk.engines {
        let place = path(&["risk", "engines", name]);
        match engine {
            RiskEngine::Matrix(matrix) => {
                check_matrix(process, matrix, &place.key("matrix"), findings);
            }
            RiskEngine::Additive(additive) => {
                let place = place.key("additive");
                check_rows(process, &additive.field, &place, findings);
                check_bands(&additive.bands, &place.key("bands"), findings);
                for (id, risk) in &additive.catalogue {
                    for (key, word) in
                        [("probability", &risk.probability), ("impact", &risk.impact)]
                    {
                        check_points(
                            &additive.points,
                            word,
                            &place.key("catalogue").key(id).key(key),
                            findings,
                        );
                    }
                }
            }
            RiskEngine::Product(product) => {
                let place = place.key("product");
                check_rows(process, &product.field, &place, findings);
                check_bands(&product.bands, &place.key("bands"), findings);
                if product.refused_at <= product.threshold {
                    let message = format!(
                        "{} is not above the threshold {}",
                        product.refused_at, product.threshold
                    );
                    findings.add(&place.key("refused_at"), message, "use a greater number");
                }
            }
            RiskEngine::Lookup(lookup) => {
                let place = place.key("lookup");
                for (index, field) in lookup.fields.iter().enumerate() {
                    for value in values(process, field) {
                        if !lookup.levels.contains_key(&value) {
                            let message = format!("the value `{value}` of `{field}` has no level");
                            findings.add(
                                &place.key("fields").index(index),
                                message,
                                "add it to `levels`",
                            );
                        }
                    }
                }
            }
        }
    }
}

fn values(process: &Process, id: &FieldId) -> Vec<String> {
    process
        .field(id)
        .map(|field| process.values_of(field))
        .unwrap_or_default()
}

fn check_rows(process: &Process, id: &FieldId, place: &Path, findings: &mut Findings<'_>) {
    if process
        .field(id)
        .is_some_and(|field| field.kind != FieldType::Risks)
    {
        let message = format!("the field `{id}` does not hold risks");
        findings.add(&place.key("field"), message, "give it the type `risks`");
    }
}

fn check_points(
    points: &IndexMap<String, u32>,
    word: &str,
    place: &Path,
    findings: &mut Findings<'_>,
) {
    if !points.contains_key(word) {
        let hint = remedy(
            word,
            points.keys().map(String::as_str),
            "the words with points are",
        );
        findings.add(place, format!("`{}` has no points", shown(word)), hint);
    }
}

fn check_bands(bands: &[Band], place: &Path, findings: &mut Findings<'_>) {
    let mut below = None;
    for (index, band) in bands.iter().enumerate() {
        let last = index + 1 == bands.len();
        let at = place.index(index);
        match band.at_most {
            None if !last => findings.add(&at, "only the last band is open", "add `at_most`"),
            Some(_) if last => findings.add(
                &at,
                "scores above the last band have no level",
                "leave its `at_most` out",
            ),
            Some(most) if below.is_some_and(|below| most <= below) => {
                findings.add(
                    &at.key("at_most"),
                    format!("{most} is not above the band before"),
                    "order the bands upwards",
                );
            }
            _ => {}
        }
        below = band.at_most.or(below);
    }
}

fn check_matrix(process: &Process, matrix: &RiskMatrix, place: &Path, findings: &mut Findings<'_>) {
    let (rows, columns) = (
        values(process, &matrix.rows),
        values(process, &matrix.columns),
    );
    for (key, id, values) in [
        ("rows", &matrix.rows, &rows),
        ("columns", &matrix.columns, &columns),
    ] {
        let undefined = |field: &Field| {
            field
                .vocabulary
                .as_ref()
                .is_some_and(|name| !process.vocabulary.contains_key(name))
        };
        if process.field(id).is_some_and(|field| !undefined(field)) && values.is_empty() {
            let hint = "give it a vocabulary, lowest value first";
            findings.add(
                &place.key(key),
                format!("the field `{id}` has no list of values"),
                hint,
            );
            return;
        }
    }
    if rows.is_empty() || columns.is_empty() {
        return;
    }
    let cells = place.key("cells");
    check_keys(matrix.cells.keys(), &rows, &matrix.rows, &cells, findings);
    for (row, levels) in &matrix.cells {
        check_keys(
            levels.keys(),
            &columns,
            &matrix.columns,
            &cells.key(row),
            findings,
        );
    }
    let level = |row: usize, column: usize| {
        let cell = matrix
            .cells
            .get(rows.get(row)?)?
            .get(columns.get(column)?)?;
        let rank = process.risk.levels.iter().position(|level| level == cell)?;
        Some((rank, cell))
    };
    for (i, row) in rows.iter().enumerate() {
        let missing: Vec<&str> = columns
            .iter()
            .filter(|column| {
                !matrix
                    .cells
                    .get(row)
                    .is_some_and(|cells| cells.contains_key(*column))
            })
            .map(String::as_str)
            .collect();
        if !missing.is_empty() {
            let message = format!("`{row}` has no level for {}", listed(missing));
            findings.add(
                &cells.key(row),
                message,
                "give every pair of values a level",
            );
        }
        if matrix.not_monotone_because.is_some() {
            continue;
        }
        for (j, column) in columns.iter().enumerate() {
            let lower = [
                i.checked_sub(1).map(|i| (i, j)),
                j.checked_sub(1).map(|j| (i, j)),
            ];
            for (a, b) in lower.into_iter().flatten() {
                let (Some((rank, here)), Some((before, there))) = (level(i, j), level(a, b)) else {
                    continue;
                };
                if rank < before {
                    let from = format!(
                        "`{}`/`{}`",
                        rows.get(a).unwrap_or(row),
                        columns.get(b).unwrap_or(column)
                    );
                    let message =
                        format!("`{row}`/`{column}` gives `{here}`, below `{there}` of {from}");
                    let hint = "raise it, or say why in `not_monotone_because`";
                    findings.add(&cells.key(row).key(column), message, hint);
                }
            }
        }
    }
}

fn check_keys<'a>(
    keys: impl Iterator<Item = &'a String>,
    values: &[String],
    field: &FieldId,
    place: &Path,
    findings: &mut Findings<'_>,
) {
    for key in keys.filter(|key| !values.contains(key)) {
        let hint = remedy(key, values.iter().map(String::as_str), "its values are");
        findings.add(
            &place.key(key),
            format!("`{}` is not a value of `{field}`", shown(key)),
            hint,
        );
    }
}
