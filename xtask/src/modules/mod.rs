//! The modules of one crate: which file holds which, what each defines, and which file each name leads to.

mod parse;

use crate::tree::{Tree, file_name, folder};
use parse::Parsed;
use std::collections::{BTreeMap, BTreeSet};

/// The number of re-exports that are followed for one name. Real chains are short.
const REEXPORTS_MAX: usize = 12;

/// A crate as its files declare it, without what only tests compile.
pub(crate) struct Crate {
    modules: Vec<Module>,
    /// The files behind `#[cfg(test)] mod x;` and everything below them.
    tests: BTreeSet<String>,
}

struct Module {
    file: String,
    parent: Option<usize>,
    children: BTreeMap<String, usize>,
    parsed: Parsed,
}

/// One file's use of something that another file defines.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Import {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) line: usize,
}

/// What a path leads to.
#[derive(Clone, Copy)]
enum Target {
    Module(usize),
    /// Something that this module defines.
    Item(usize),
}

impl Crate {
    /// Reads the crate that starts at the file `root`.
    pub(crate) fn load(tree: &Tree, root: &str) -> Crate {
        let mut whole = Crate {
            modules: Vec::new(),
            tests: BTreeSet::new(),
        };
        let text = tree.text(root).unwrap_or_default();
        whole.add(tree, root, folder(root), None, parse::file(text));
        whole
    }

    /// Lists the files of the product, in the order of their declaration.
    pub(crate) fn files(&self) -> BTreeSet<&str> {
        self.modules
            .iter()
            .map(|module| module.file.as_str())
            .collect()
    }

    /// Lists the files that only tests compile.
    pub(crate) fn test_files(&self) -> impl Iterator<Item = &str> {
        self.tests.iter().map(String::as_str)
    }

    /// Adds a module and everything below it. The files of its children are in `base`.
    fn add(
        &mut self,
        tree: &Tree,
        file: &str,
        base: &str,
        parent: Option<usize>,
        mut parsed: Parsed,
    ) -> usize {
        let index = self.modules.len();
        let inline = std::mem::take(&mut parsed.inline);
        let declared = std::mem::take(&mut parsed.declared);
        self.modules.push(Module {
            file: file.to_owned(),
            parent,
            children: BTreeMap::new(),
            parsed,
        });
        for (name, body) in inline {
            let child = self.add(tree, file, &format!("{base}/{name}"), Some(index), body);
            self.children_of(index).insert(name, child);
        }
        for child in declared {
            let found = match &child.path {
                Some(path) => vec![joined(folder(file), path)],
                None => vec![
                    format!("{base}/{}.rs", child.name),
                    format!("{base}/{}/mod.rs", child.name),
                ],
            };
            let Some(found) = found.into_iter().find(|file| tree.has_file(file)) else {
                continue;
            };
            let below = match file_name(&found) {
                "mod.rs" => folder(&found).to_owned(),
                _ if child.path.is_some() => folder(&found).to_owned(),
                _ => found.trim_end_matches(".rs").to_owned(),
            };
            let parsed = parse::file(tree.text(&found).unwrap_or_default());
            if child.is_test {
                let part = Crate::of_tests(tree, &found, &below, parsed);
                self.tests.extend(part);
            } else {
                let child_index = self.add(tree, &found, &below, Some(index), parsed);
                self.children_of(index).insert(child.name, child_index);
            }
        }
        index
    }

    /// Lists a file of tests and all files below it.
    fn of_tests(tree: &Tree, file: &str, base: &str, parsed: Parsed) -> BTreeSet<String> {
        let mut part = Crate {
            modules: Vec::new(),
            tests: BTreeSet::new(),
        };
        part.add(tree, file, base, None, parsed);
        let files = part.modules.into_iter().map(|module| module.file);
        part.tests.into_iter().chain(files).collect()
    }

    fn children_of(&mut self, index: usize) -> &mut BTreeMap<String, usize> {
        #[expect(
            clippy::indexing_slicing,
            reason = "an index is handed out when its module is stored"
        )]
        &mut self.modules[index].children
    }

    /// Lists every file's uses of what other files define, once for each pair of files.
    ///
    /// A public `use` hands a name on and uses nothing; naming a module uses nothing of it either.
    pub(crate) fn imports(&self) -> Vec<Import> {
        let mut first: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for (index, module) in self.modules.iter().enumerate() {
            let parsed = &module.parsed;
            // A name alone is looked up only where it may come through a `use` that is not counted by itself.
            let handed_on = |name: &str| {
                let mut uses = parsed.uses.iter();
                uses.any(|used| used.name == "*" || (used.name == name && used.is_public))
            };
            let private = parsed
                .uses
                .iter()
                .filter(|used| !used.is_public && used.name != "*");
            let paths = parsed.paths.iter().filter(|(path, _)| {
                path.len() > 1 || path.first().is_some_and(|name| handed_on(name))
            });
            let uses = private
                .map(|used| (&used.path, used.line))
                .chain(paths.map(|(path, line)| (path, *line)));
            for (path, line) in uses {
                if let Some(Target::Item(owner)) = self.resolve(index, path, 0)
                    && let Some(owner) = self.modules.get(owner)
                    && owner.file != module.file
                {
                    let pair = (module.file.as_str(), owner.file.as_str());
                    let seen = first.entry(pair).or_insert(line);
                    *seen = (*seen).min(line);
                }
            }
        }
        let imports = first.into_iter().map(|((from, to), line)| Import {
            from: from.to_owned(),
            to: to.to_owned(),
            line,
        });
        imports.collect()
    }

    /// Follows a path from the module that writes it. A path into another crate leads nowhere.
    fn resolve(&self, from: usize, path: &[String], depth: usize) -> Option<Target> {
        if depth > REEXPORTS_MAX {
            return None;
        }
        let (first, mut rest) = path.split_first()?;
        let mut here = match first.as_str() {
            "crate" => Target::Module(0),
            "self" => Target::Module(from),
            "super" => Target::Module(self.modules.get(from)?.parent?),
            name => self.look_up(from, name, depth)?,
        };
        while let (Target::Module(module), Some((next, after))) = (here, rest.split_first()) {
            here = match next.as_str() {
                "super" => Target::Module(self.modules.get(module)?.parent?),
                "self" => Target::Module(module),
                // A macro may define a name that no file contains.
                name => self
                    .look_up(module, name, depth)
                    .unwrap_or(Target::Item(module)),
            };
            rest = after;
        }
        Some(here)
    }

    /// Finds a name in a module: a child, a definition, an import, or what a glob brings.
    fn look_up(&self, index: usize, name: &str, depth: usize) -> Option<Target> {
        let module = self.modules.get(index)?;
        if let Some(child) = module.children.get(name) {
            return Some(Target::Module(*child));
        }
        if module.parsed.defined.contains(name) {
            return Some(Target::Item(index));
        }
        let used = module.parsed.uses.iter().find(|used| used.name == name);
        if let Some(used) = used.filter(|used| {
            used.path.first().map(String::as_str) != Some(name) || used.path.len() > 1
        }) {
            return self.resolve_use(index, &used.path, depth + 1);
        }
        let globs = module.parsed.uses.iter().filter(|used| used.name == "*");
        for glob in globs {
            let (_, path) = glob.path.split_last()?;
            if let Some(Target::Module(of)) = self.resolve_use(index, path, depth + 1)
                && of != index
                && let Some(found) = self.look_up(of, name, depth + 1)
            {
                return Some(found);
            }
        }
        module
            .parsed
            .made_by_macros
            .contains(name)
            .then_some(Target::Item(index))
    }

    /// Follows the path of a `use`. Its first name is a module or a crate, never the name that it brings itself.
    fn resolve_use(&self, index: usize, path: &[String], depth: usize) -> Option<Target> {
        let first = path.first()?;
        let module = self.modules.get(index)?;
        let is_own = matches!(first.as_str(), "crate" | "self" | "super")
            || module.children.contains_key(first)
            || module.parsed.defined.contains(first)
            || module
                .parsed
                .uses
                .iter()
                .any(|used| used.name == *first && used.path != path);
        if is_own {
            self.resolve(index, path, depth)
        } else {
            None
        }
    }
}

/// Joins a relative path to a folder, and resolves `..`.
fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in path.split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests;
