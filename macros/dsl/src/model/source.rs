//! From crates to modules: root files, inline modules, `mod` declarations, `#[path]`, and the `cfg`s of the build. Files become
//! outlines; nothing is parsed here.

#[cfg(test)]
mod tests;

use std::{
    cell::OnceCell,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    files::{Files, normalized},
    report::{Location, Skipped},
    scan::{self, Item, ItemKind},
};

pub use super::{
    cfg::Cfg,
    input::{CrateInput, Edition, Input},
};

/// All that was read.
#[derive(Default)]
pub(super) struct Sources {
    pub(super) files: Vec<SourceFile>,
    /// The first of each crate is its root, and a module comes after its parent.
    pub(super) modules: Vec<Module>,
    pub(super) skipped: Vec<Skipped>,
}

pub(super) struct SourceFile {
    pub(super) path: Arc<Path>,
    pub(super) text: String,
    lines: OnceCell<Vec<usize>>,
}

pub(super) struct Module {
    /// The index of its crate.
    pub(super) krate: usize,
    /// The name of the crate's root is that of the crate.
    pub(super) name: String,
    pub(super) parent: Option<usize>,
    pub(super) file: usize,
    /// Those of this build, without its modules.
    pub(super) items: Vec<Item>,
}

impl Sources {
    /// Reads all modules of all crates.
    pub(super) fn read(input: &Input, files: &dyn Files) -> Sources {
        let mut sources = Sources::default();
        for (krate, root) in input.crates.iter().enumerate() {
            let path = normalized(&root.root);
            let directory = path.parent().unwrap_or(Path::new("")).to_owned();
            let mut reader =
                Reader { sources: &mut sources, files, krate, cfg: &root.cfg, open: Vec::new() };
            reader.file(path, &root.name, None, directory);
        }
        sources
    }

    /// A declaration of libraries, as a crate of its own.
    pub(super) fn add_library(&mut self, krate: usize, path: &str, text: &str) {
        let mut reader = Reader {
            sources: self,
            files: &NoFiles,
            krate,
            cfg: &Cfg::default(),
            open: Vec::new(),
        };
        reader.text(Path::new(path).into(), text.to_owned(), "", None, PathBuf::new());
    }
}

struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _: &Path) -> std::io::Result<String> {
        Err(std::io::ErrorKind::NotFound.into())
    }

    fn exists(&self, _: &Path) -> bool {
        false
    }
}

/// Reads one crate.
struct Reader<'a> {
    sources: &'a mut Sources,
    files: &'a dyn Files,
    krate: usize,
    cfg: &'a Cfg,
    /// The files whose modules are being read, to notice a circle.
    open: Vec<PathBuf>,
}

/// Where the modules of a module are looked for.
struct Place<'a> {
    module: usize,
    /// The folder of `mod child;`.
    children: PathBuf,
    /// The folder that `#[path]` starts from.
    paths: &'a Path,
}

impl Reader<'_> {
    fn skip(&mut self, file: &Path, reason: impl Into<String>) {
        self.sources.skipped.push(Skipped { file: file.into(), reason: reason.into() });
    }

    fn file(&mut self, path: PathBuf, name: &str, parent: Option<usize>, children: PathBuf) {
        if self.open.contains(&path) {
            return self.skip(&path, "its modules lead back to it");
        }
        match self.files.read(&path) {
            Ok(text) => {
                self.open.push(path.clone());
                self.text(path.into(), text, name, parent, children);
                self.open.pop();
            }
            Err(error) => self.skip(&path, error.to_string()),
        }
    }

    fn text(
        &mut self,
        path: Arc<Path>,
        text: String,
        name: &str,
        parent: Option<usize>,
        children: PathBuf,
    ) {
        let Ok(items) = scan::items(&text) else {
            return self.skip(&path, "its brackets do not match");
        };
        let file = self.sources.files.len();
        let paths = path.parent().unwrap_or(Path::new("")).to_owned();
        self.sources.files.push(SourceFile::new(path, text));
        let module = self.module(name, parent, file);
        self.items(items, Place { module, children, paths: &paths });
    }

    fn module(&mut self, name: &str, parent: Option<usize>, file: usize) -> usize {
        let name = name.to_owned();
        self.sources.modules.push(Module {
            krate: self.krate,
            name,
            parent,
            file,
            items: Vec::new(),
        });
        self.sources.modules.len() - 1
    }

    fn items(&mut self, items: Vec<Item>, place: Place<'_>) {
        let kept = self.kept(place.module, items);
        let (modules, others) =
            kept.into_iter().partition(|item| matches!(item.kind, ItemKind::Module { .. }));
        self.sources.modules[place.module].items = others;
        for item in modules {
            self.child(item, &place);
        }
    }

    /// The items of this build; those in macros stand beside the others.
    fn kept(&mut self, module: usize, items: Vec<Item>) -> Vec<Item> {
        let mut kept = Vec::with_capacity(items.len());
        for mut item in items {
            let file = self.sources.modules[module].file;
            let source = &self.sources.files[file];
            if !is_on(&source.text, item.attributes.clone(), self.cfg) {
                continue;
            }
            let inside = std::mem::take(&mut item.items);
            let (path, name) = (source.path.clone(), &source.text[item.name.clone()]);
            match item.kind {
                ItemKind::MacroCall if name == "include" => {
                    self.skip(&path, "what it includes is not read");
                }
                ItemKind::MacroCall => {
                    let is_cell = name == "thread_local";
                    let inside = self.kept(module, inside);
                    kept.extend(inside.into_iter().map(|item| in_macro(item, is_cell)));
                }
                ItemKind::Module { .. } => item.items = inside,
                _ => item.items = self.kept(module, inside),
            }
            kept.push(item);
        }
        kept
    }

    fn child(&mut self, item: Item, place: &Place<'_>) {
        let file = self.sources.modules[place.module].file;
        let source = &self.sources.files[file];
        let name = source.text[item.name.clone()].to_owned();
        let path = path_attribute(&source.text, item.attributes.clone(), self.cfg);
        match item.kind {
            ItemKind::Module { in_file: true } => self.child_file(&name, path, place),
            _ => {
                let module = self.module(&name, Some(place.module), file);
                let children = place.children.join(path.as_deref().unwrap_or(&name));
                let paths = children.clone();
                self.items(item.items, Place { module, children, paths: &paths });
            }
        }
    }

    fn child_file(&mut self, name: &str, path: Option<String>, place: &Place<'_>) {
        let parent = Some(place.module);
        if let Some(path) = path {
            let path = normalized(&place.paths.join(path));
            let children = path.parent().unwrap_or(Path::new("")).to_owned();
            return self.file(path, name, parent, children);
        }
        let children = place.children.join(name);
        let flat = place.children.join(format!("{name}.rs"));
        let nested = children.join("mod.rs");
        let path =
            if !self.files.exists(&flat) && self.files.exists(&nested) { nested } else { flat };
        self.file(normalized(&path), name, parent, children);
    }
}

/// An item that a macro makes; in `thread_local!` a static is a cell of each thread.
fn in_macro(mut item: Item, is_cell: bool) -> Item {
    if is_cell && item.kind == ItemKind::Static {
        item.kind = ItemKind::ThreadLocal;
    }
    item
}

/// Whether the attributes leave an item in the build.
fn is_on(text: &str, attributes: Range<usize>, cfg: &Cfg) -> bool {
    let raw = &text[attributes.clone()];
    if !raw.contains("cfg") && !raw.contains("test") {
        return true;
    }
    scan::attributes(text, attributes).into_iter().all(|attribute| {
        match attribute.strip_prefix("cfg") {
            Some(predicate) if predicate.trim_start().starts_with('(') => {
                cfg.holds(predicate.trim_start())
            }
            _ => cfg.test || !is_test(attribute),
        }
    })
}

/// `test`, `tokio::test(..)`
fn is_test(attribute: &str) -> bool {
    let path = attribute.split('(').next().unwrap_or_default().trim();
    path == "test" || path.ends_with("::test")
}

/// `path = "..."`, also in a `cfg_attr` that holds.
fn path_attribute(text: &str, attributes: Range<usize>, cfg: &Cfg) -> Option<String> {
    if !text[attributes.clone()].contains("path") {
        return None;
    }
    scan::attributes(text, attributes).into_iter().find_map(|attribute| {
        let attribute = match attribute.strip_prefix("cfg_attr") {
            Some(list) => {
                let list = list.trim().strip_prefix('(')?.strip_suffix(')')?;
                let (predicate, attribute) = list.rsplit_once(',')?;
                if !cfg.holds(&format!("({predicate})")) {
                    return None;
                }
                attribute.trim()
            }
            None => attribute,
        };
        let value = attribute.strip_prefix("path")?.trim_start().strip_prefix('=')?.trim();
        Some(value.strip_prefix('"')?.strip_suffix('"')?.to_owned())
    })
}

/// A part of a file that was parsed on its own: where it begins.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    file: Arc<Path>,
    /// The number of lines before it, and of characters before it in its first line.
    lines: usize,
    columns: usize,
}

impl SourceFile {
    fn new(path: Arc<Path>, text: String) -> SourceFile {
        SourceFile { path, text, lines: OnceCell::new() }
    }

    /// Where each line begins.
    fn lines(&self) -> &[usize] {
        self.lines.get_or_init(|| {
            let ends = self.text.match_indices('\n').map(|(end, _)| end + 1);
            std::iter::once(0).chain(ends).collect()
        })
    }

    /// The lines before this byte, and the characters before it in its line.
    fn position(&self, at: usize) -> (usize, usize) {
        let line = self.lines().partition_point(|&start| start <= at) - 1;
        (line, self.text[self.lines()[line]..at].chars().count())
    }

    pub(super) fn location(&self, range: Range<usize>) -> Location {
        let ((line, column), (end_line, end_column)) =
            (self.position(range.start), self.position(range.end));
        Location {
            file: self.path.clone(),
            line: line + 1,
            column: column + 1,
            end_line: end_line + 1,
            end_column: end_column + 1,
        }
    }

    /// The byte at a line and a column, which count from 1 in characters.
    pub(super) fn offset(&self, line: usize, column: usize) -> Option<usize> {
        let start = *self.lines().get(line.checked_sub(1)?)?;
        let mut characters = self.text[start..].char_indices();
        Some(start + characters.nth(column.checked_sub(1)?)?.0)
    }

    /// Of the part that begins at this byte.
    pub(super) fn origin(&self, start: usize) -> Origin {
        let (lines, columns) = self.position(start);
        Origin { file: self.path.clone(), lines, columns }
    }
}

impl Origin {
    /// Of a file that is parsed as a whole.
    #[cfg(test)]
    pub(crate) fn of_file(file: Arc<Path>) -> Origin {
        Origin { file, lines: 0, columns: 0 }
    }

    /// Where a span of the parsed part is in the file.
    pub(crate) fn locate(&self, span: proc_macro2::Span) -> Location {
        let (start, end) = (span.start(), span.end());
        let line = |at: proc_macro2::LineColumn| self.lines + at.line.max(1);
        let column = |at: proc_macro2::LineColumn| {
            at.column + 1 + if at.line <= 1 { self.columns } else { 0 }
        };
        Location {
            file: self.file.clone(),
            line: line(start),
            column: column(start),
            end_line: line(end),
            end_column: column(end),
        }
    }
}
