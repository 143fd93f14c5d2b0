//! The command line options.

use std::path::PathBuf;

use crate::outcome::Outcome;

/// `placet-bench --binary PATH --root PATH --dir PATH [--smoke] [--million] [--write DOCS] [row...]`, or
/// `placet-bench --root PATH --dir PATH instructions`
#[derive(Debug)]
pub(crate) struct Options {
    /// The program under test.
    pub(crate) binary: PathBuf,
    /// The repository, for processes and people.
    pub(crate) root: PathBuf,
    /// The directory for data directories. Its disk is measured.
    pub(crate) dir: PathBuf,
    /// Tiny sizes, once each: this shows that every row runs, but measures nothing.
    pub(crate) smoke: bool,
    /// Whether the list of a million changes is measured too. Its store is kept in `dir` for the next time.
    pub(crate) million: bool,
    /// The directory where the page is written.
    pub(crate) write: Option<PathBuf>,
    /// Counts instructions and runs no row. With arguments, one kind of work is done, this many times.
    pub(crate) instructions: Option<Vec<String>>,
    rows: Vec<String>,
}

impl Options {
    /// Reads the command line. `known` are the names of the rows.
    pub(crate) fn read(arguments: impl Iterator<Item = String>, known: &[&str]) -> Outcome<Self> {
        let mut options = Self {
            binary: PathBuf::new(),
            root: PathBuf::from("."),
            dir: PathBuf::from("target/bench"),
            smoke: false,
            million: false,
            write: None,
            instructions: None,
            rows: Vec::new(),
        };
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            let mut path = || {
                let value = arguments.next();
                value
                    .map(PathBuf::from)
                    .ok_or_else(|| format!("{argument} needs a path"))
            };
            match argument.as_str() {
                "--binary" => options.binary = path()?,
                "--root" => options.root = path()?,
                "--dir" => options.dir = path()?,
                "--write" => options.write = Some(path()?),
                "--smoke" => options.smoke = true,
                "--million" => options.million = true,
                "instructions" => options.instructions = Some(Vec::new()),
                row if known.contains(&row) => {
                    options.rows.push(argument);
                }
                word if options.instructions.is_some() && !word.starts_with('-') => {
                    options.instructions.get_or_insert_default().push(argument);
                }
                other => {
                    let known = known.join(", ");
                    return Err(
                        format!("`{other}` is neither an option nor a row ({known})").into(),
                    );
                }
            }
        }
        if options.smoke && options.write.is_some() {
            return Err("a smoke run measures nothing that could be written".into());
        }
        if options.instructions.is_none() && !options.binary.is_file() {
            return Err("--binary must name the program under test".into());
        }
        Ok(options)
    }

    /// Tells whether a row was requested. Without names, all are.
    pub(crate) fn wants(&self, row: &str) -> bool {
        self.rows.is_empty() || self.rows.iter().any(|name| name == row)
    }

    /// Returns how often everything is measured.
    pub(crate) fn repeats(&self) -> usize {
        if self.smoke { 1 } else { 3 }
    }

    /// Returns a size of a real run, or that of a smoke run.
    pub(crate) fn size(&self, real: usize, smoke: usize) -> usize {
        if self.smoke { smoke } else { real }
    }
}
