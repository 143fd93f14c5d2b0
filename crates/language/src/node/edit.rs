//! Small repairs of a tree, so that checks can go on after a mistake.

use super::tree::{Content, Entry, Node};
use crate::path::{Part, Path};

impl Node {
    /// Takes the value at a path out of the tree, with its key.
    pub(crate) fn remove(&mut self, path: &Path) {
        match self.parent_of(path) {
            Some((Content::Map(map), Part::Key(key))) => {
                map.shift_remove(key);
            }
            Some((Content::List(items), Part::Index(index))) if *index < items.len() => {
                items.remove(*index);
            }
            _ => {}
        }
    }

    /// Puts a value at a path whose parent exists.
    pub(crate) fn set(&mut self, path: &Path, content: Content) {
        let (line, column) = self.place_of(path);
        let value = Node {
            content,
            line,
            column,
        };
        match self.parent_of(path) {
            Some((Content::Map(map), Part::Key(key))) => {
                map.insert(
                    key.clone(),
                    Entry {
                        line,
                        column,
                        value,
                    },
                );
            }
            Some((Content::List(items), Part::Index(index))) => {
                if let Some(item) = items.get_mut(*index) {
                    *item = value;
                }
            }
            _ => {}
        }
    }

    fn parent_of<'a, 'p>(&'a mut self, path: &'p Path) -> Option<(&'a mut Content, &'p Part)> {
        let (last, above) = path.0.split_last()?;
        let parent = above
            .iter()
            .try_fold(self, |node, part| match (&mut node.content, part) {
                (Content::Map(map), Part::Key(key)) => {
                    map.get_mut(key).map(|entry| &mut entry.value)
                }
                (Content::List(items), Part::Index(index)) => items.get_mut(*index),
                _ => None,
            })?;
        Some((&mut parent.content, last))
    }
}
