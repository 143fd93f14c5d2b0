//! Holds the repository's files in memory, so that a check is a function from text to problems.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

const TEXT_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// The files below a folder, by path with forward slashes; binary and oversized ones are known but have no text.
pub(crate) struct Tree {
    files: BTreeMap<String, Option<String>>,
}

impl Tree {
    /// Reads every file below `root`, except version control and build output.
    pub(crate) fn load(root: &Path) -> io::Result<Tree> {
        let mut files = BTreeMap::new();
        let mut folders = vec![(root.to_path_buf(), String::new())];
        while let Some((folder, prefix)) = folders.pop() {
            for entry in std::fs::read_dir(&folder)? {
                let entry = entry?;
                let Ok(name) = entry.file_name().into_string() else {
                    continue;
                };
                let path = format!("{prefix}{name}");
                let kind = entry.file_type()?;
                if is_skipped(&entry.path(), &name) {
                    continue;
                }
                if kind.is_dir() {
                    folders.push((entry.path(), format!("{path}/")));
                } else if kind.is_file() {
                    files.insert(path, read_text(&entry.path()));
                }
            }
        }
        Ok(Tree { files })
    }

    /// Lists path and text of every file that holds text.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .filter_map(|(path, text)| Some((path.as_str(), text.as_deref()?)))
    }

    /// Lists path and text of every file whose extension is one of `extensions`.
    pub(crate) fn with_extension(&self, extensions: &[&str]) -> impl Iterator<Item = (&str, &str)> {
        self.texts()
            .filter(move |(path, _)| extensions.contains(&extension(path)))
    }

    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path)?.as_deref()
    }

    pub(crate) fn has_file(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    pub(crate) fn has_folder(&self, path: &str) -> bool {
        let prefix = format!("{}/", path.trim_end_matches('/'));
        path.is_empty() || self.below(&prefix).next().is_some()
    }

    /// Lists the paths that start with `prefix`.
    pub(crate) fn below<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        self.files
            .range(prefix.to_owned()..)
            .map(|(path, _)| path.as_str())
            .take_while(move |path| path.starts_with(prefix))
    }
}

pub(crate) fn extension(path: &str) -> &str {
    match file_name(path).rsplit_once('.') {
        Some((_, extension)) => extension,
        None => "",
    }
}

pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// Returns the folder of `path` without the last slash; empty for the root.
pub(crate) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A folder with a `CACHEDIR.TAG` is build output, whatever it is called; in a worktree `.git` is a file.
fn is_skipped(path: &Path, name: &str) -> bool {
    matches!(name, ".git" | "target" | "node_modules") || path.join("CACHEDIR.TAG").exists()
}

/// Another person's editor may remove a file between listing and reading; that file is then simply not text.
fn read_text(path: &Path) -> Option<String> {
    let bytes = std::fs::metadata(path).ok()?.len();
    (bytes <= TEXT_BYTES_MAX)
        .then(|| std::fs::read_to_string(path).ok())
        .flatten()
}

#[cfg(test)]
pub(crate) mod sample {
    use super::Tree;
    use std::sync::atomic::{AtomicU32, Ordering};

    static COUNTER: AtomicU32 = AtomicU32::new(0);

    /// Writes the files into a new folder, loads it as a tree and removes it.
    pub(crate) fn tree(files: &[(&str, &str)]) -> Tree {
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let root = std::env::temp_dir().join(format!("xtask-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&root).unwrap();
        for (path, text) in files {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let tree = Tree::load(&root).unwrap();
        std::fs::remove_dir_all(root).unwrap();
        tree
    }
}

#[cfg(test)]
mod tests {
    use super::sample::tree;

    #[test]
    fn build_output_is_not_part_of_the_tree() {
        let tree = tree(&[
            ("a/b.rs", "b"),
            ("target/x.rs", "x"),
            (".git", "gitdir: elsewhere"),
            ("out/CACHEDIR.TAG", "Signature"),
            ("out/y.rs", "y"),
        ]);
        let paths: Vec<_> = tree.texts().map(|(path, _)| path).collect();
        assert_eq!(paths, ["a/b.rs"]);
    }

    #[test]
    fn a_folder_is_not_taken_for_its_longer_neighbour() {
        let tree = tree(&[("docs-old/a.md", "")]);
        assert!(tree.has_folder("docs-old"));
        assert!(!tree.has_folder("docs"));
    }
}
