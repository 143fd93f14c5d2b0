//! Rows under headings, in columns as wide as they need to be.

use super::page::{Line, Page};

/// Two spaces between columns are the least that keeps them apart.
const GAP: usize = 2;

/// Rows under headings.
#[derive(Debug, Clone)]
pub struct Table {
    rows: Vec<Vec<Line>>,
}

impl Table {
    /// Returns a table with these headings and no rows.
    pub fn new(headings: &[&str]) -> Self {
        Self {
            rows: vec![
                headings
                    .iter()
                    .map(|heading| Line::new().dim(heading))
                    .collect(),
            ],
        }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<Line>) {
        self.rows.push(cells);
    }

    /// Returns the lines of the table.
    pub fn page(&self) -> Page {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            self.rows
                .iter()
                .filter_map(|row| row.get(column))
                .map(Line::width)
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut page = Page::default();
        for row in &self.rows {
            let line = row
                .iter()
                .zip(&widths)
                .fold(Line::new(), |line, (cell, width)| {
                    let space = width.saturating_sub(cell.width()) + GAP;
                    line.join(cell.clone()).plain(" ".repeat(space))
                });
            page.push(line);
        }
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let mut table = Table::new(&["number", "title"]);
        table.row(vec![Line::new().plain("CR-1"), Line::new().plain("Grüße")]);
        table.row(vec![Line::new().bold("CR-10000"), Line::new().plain("b")]);
        assert_eq!(
            table.page().render(false),
            "number    title\nCR-1      Grüße\nCR-10000  b\n"
        );
    }
}
