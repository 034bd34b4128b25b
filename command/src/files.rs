//! The text of the files that are reported on: each is read once, when it is first needed.

use std::{
    cell::RefCell,
    collections::HashMap,
    fs,
    ops::Range,
    path::{Path, PathBuf},
    rc::Rc,
};

use interlocking_dsl::model::Location;

/// The files, and the folder that their paths are shown from.
pub(crate) struct Files {
    folder: PathBuf,
    read: RefCell<HashMap<PathBuf, Rc<File>>>,
}

/// A file: its text, and where each line begins.
pub(crate) struct File {
    pub(crate) text: String,
    lines: Vec<usize>,
}

impl Files {
    pub(crate) fn new(folder: PathBuf) -> Files {
        Files { folder, read: RefCell::default() }
    }

    /// The path as a person at the current folder writes it, with `/` between its parts.
    pub(crate) fn shown(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.folder).unwrap_or(path).to_string_lossy();
        if cfg!(windows) { path.replace('\\', "/") } else { path.into_owned() }
    }

    /// `src/main.rs:8:35`
    pub(crate) fn place(&self, at: &Location) -> String {
        format!("{}:{}:{}", self.shown(&at.file), at.line, at.column)
    }

    /// The file; an empty one if it cannot be read any more.
    pub(crate) fn file(&self, path: &Path) -> Rc<File> {
        let mut read = self.read.borrow_mut();
        let file = read.entry(path.to_owned()).or_insert_with(|| {
            let bytes = fs::read(path).unwrap_or_default();
            Rc::new(File::new(String::from_utf8_lossy(&bytes).into_owned()))
        });
        Rc::clone(file)
    }
}

impl File {
    fn new(text: String) -> File {
        let starts = text.match_indices('\n').map(|(at, _)| at + 1);
        File { lines: [0].into_iter().chain(starts).collect(), text }
    }

    /// The bytes that a location names; cut to what there is.
    pub(crate) fn range(&self, at: &Location) -> Range<usize> {
        let start = self.offset(at.line, at.column);
        start..self.offset(at.end_line, at.end_column).max(start)
    }

    /// The text of a line, without the space around it.
    pub(crate) fn line(&self, number: usize) -> &str {
        let start = self.offset(number, 1);
        self.text[start..].lines().next().unwrap_or_default().trim()
    }

    fn offset(&self, line: usize, column: usize) -> usize {
        let Some(&start) = self.lines.get(line.saturating_sub(1)) else { return self.text.len() };
        let line = self.text[start..].split('\n').next().unwrap_or_default();
        let mut characters = line.char_indices().map(|(at, _)| at);
        start + characters.nth(column.saturating_sub(1)).unwrap_or(line.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: usize, column: usize, end_line: usize, end_column: usize) -> Location {
        Location { file: Path::new("a.rs").into(), line, column, end_line, end_column }
    }

    #[test]
    fn columns_count_characters() {
        let file = File::new("ä = b;\n\tc\n".to_owned());
        assert_eq!(&file.text[file.range(&at(1, 5, 1, 6))], "b");
        assert_eq!(&file.text[file.range(&at(1, 1, 2, 3))], "ä = b;\n\tc");
        assert_eq!(file.line(2), "c");
    }

    #[test]
    fn a_location_behind_the_end_is_cut() {
        let file = File::new("a".to_owned());
        assert_eq!(file.range(&at(7, 1, 7, 2)), 1..1);
        assert_eq!(file.range(&at(1, 9, 1, 12)), 1..1);
        assert_eq!(file.line(9), "");
    }
}
