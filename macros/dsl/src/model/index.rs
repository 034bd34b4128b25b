//! Every item of every crate in sight, by module and by name. Items are parsed when something asks what they say.

mod build;
mod functions;

use std::{
    cell::{Cell, OnceCell},
    collections::{BTreeSet, HashMap},
    ops::Range,
    rc::Rc,
};

use syn::{Expr, ForeignItemFn, ItemFn, ItemImpl, ItemTrait, ItemType, ItemUse, Signature, Type};

use super::{
    answers::{ImplHeader, Imports, ItemId, Known, ModuleId, Paths, Rules},
    files::Disk,
    parse::parse,
    report::{Location, Skipped},
    scan::ItemKind,
    source::{Cfg, Edition, Input, Sources},
};
use crate::flow::oracle::{FunctionId, Idioms};

/// The crates of an input and the declarations of libraries.
pub(crate) struct Index {
    crates: Vec<Krate>,
    sources: Sources,
    modules: Vec<Module>,
    items: Vec<Item>,
    /// By the last word of the type.
    impls: HashMap<Rc<str>, Vec<ItemId>>,
    /// Those whose last word names no struct and no enum: aliases, renames, generic parameters, types of libraries.
    odd_impls: Vec<ItemId>,
    macros: HashMap<Rc<str>, Vec<ItemId>>,
    /// The modules of the items in bodies, by their canonical path.
    bodies: HashMap<Rc<str>, ModuleId>,
    /// By their files and the first bytes of their names.
    functions_by_name: OnceCell<HashMap<(usize, usize), FunctionId>>,
    idioms: OnceCell<Idioms>,
    /// What was found out about paths.
    pub(super) paths: Paths,
    /// What was found out about types.
    pub(super) known: Known,
    /// How many questions lead to the current one, and how many more may be asked to answer the first.
    depth: Cell<usize>,
    left: Cell<usize>,
}

/// No declaration that a person writes leads further; what a circle leads to is not known.
const DEEPEST: usize = 100;
const MOST: usize = 20_000;

struct Krate {
    root: Option<ModuleId>,
    edition: Edition,
    cfg: Cfg,
    dependencies: Vec<(String, usize)>,
}

pub(super) struct Module {
    pub(super) krate: usize,
    pub(super) parent: Option<ModuleId>,
    /// Canonical: `my_crate::state`; empty for the root of the libraries.
    pub(super) path: Rc<str>,
    /// The items in the body of a function: names are looked up in its parent, too.
    pub(super) is_body: bool,
    pub(super) modules: HashMap<Rc<str>, ModuleId>,
    pub(super) names: HashMap<Rc<str>, Vec<ItemId>>,
    /// The `use` and `extern crate` items.
    pub(super) uses: Vec<ItemId>,
    pub(super) imports: OnceCell<Imports>,
}

pub(super) struct Item {
    pub(super) kind: ItemKind,
    pub(super) module: ModuleId,
    /// The impl or the trait that it is in.
    pub(super) parent: Option<ItemId>,
    /// What an impl or a trait has.
    pub(super) members: Vec<ItemId>,
    /// The items in the body of a function.
    inner: Option<ModuleId>,
    file: usize,
    name: Range<usize>,
    attributes: Range<usize>,
    text: Range<usize>,
    body: Range<usize>,
    parsed: OnceCell<Parsed>,
    signature: OnceCell<Option<Signature>>,
    pub(super) header: OnceCell<Option<ImplHeader>>,
    pub(super) rules: OnceCell<Rules>,
}

/// What an item says.
pub(super) enum Parsed {
    Function(Box<ItemFn>),
    Fields(Box<syn::Item>),
    Impl(Box<ItemImpl>),
    Trait(Box<ItemTrait>),
    Alias(Box<ItemType>),
    Use(Box<ItemUse>),
    /// The type of a static or a constant.
    Typed(Box<Type>),
    Failed,
}

impl Index {
    /// Reads all sources of an input.
    pub(crate) fn read(input: &Input) -> Index {
        Index::new(input, Sources::read(input, &Disk))
    }

    fn text(&self, item: &Item, range: Range<usize>) -> &str {
        &self.sources.files[item.file].text[range]
    }

    pub(super) fn item(&self, id: ItemId) -> &Item {
        &self.items[id.0 as usize]
    }

    pub(super) fn module(&self, id: ModuleId) -> &Module {
        &self.modules[id.0 as usize]
    }

    pub(super) fn name(&self, id: ItemId) -> &str {
        let item = self.item(id);
        self.text(item, item.name.clone())
    }

    /// The canonical path of an item that is in no impl.
    pub(super) fn path(&self, id: ItemId) -> Rc<str> {
        let module = &self.module(self.item(id).module).path;
        format!("{module}::{}", self.name(id)).into()
    }

    /// The struct, enum or trait with this canonical path.
    pub(super) fn item_at(&self, path: &str) -> Option<ItemId> {
        let (module, name) = path.rsplit_once("::")?;
        let module = self.module_at(module)?;
        let items = self.module(module).names.get(name)?;
        let is_it = |id: &&ItemId| {
            matches!(self.item(**id).kind, ItemKind::Struct | ItemKind::Enum | ItemKind::Trait)
        };
        items.iter().find(is_it).copied()
    }

    fn module_at(&self, path: &str) -> Option<ModuleId> {
        let (first, rest) = path.split_once("::").unwrap_or((path, ""));
        let mut roots = self.crates.iter().filter_map(|krate| krate.root);
        let root = roots.find(|&root| &*self.module(root).path == first);
        let root = root.or_else(|| self.module(self.libraries()?).modules.get(first).copied())?;
        let mut names = rest.split("::").filter(|name| !name.is_empty());
        let child = |module: ModuleId, name| self.module(module).modules.get(name).copied();
        names.try_fold(root, child).or_else(|| self.bodies.get(path).copied())
    }

    /// Answers a question on the way to another answer, unless that leads in a circle.
    pub(super) fn nested<T>(&self, ask: impl FnOnce() -> T) -> Option<T> {
        let depth = self.depth.get();
        let left = if depth == 0 { MOST } else { self.left.get() };
        if depth >= DEEPEST || left == 0 {
            return None;
        }
        self.depth.set(depth + 1);
        self.left.set(left - 1);
        let answer = ask();
        self.depth.set(depth);
        Some(answer)
    }

    /// The root module of a crate.
    pub(super) fn root(&self, krate: usize) -> Option<ModuleId> {
        self.crates[krate].root
    }

    /// The root of the libraries, whose modules are crates.
    pub(super) fn libraries(&self) -> Option<ModuleId> {
        self.crates.last()?.root
    }

    pub(super) fn is_library(&self, id: ItemId) -> bool {
        self.module(self.item(id).module).krate + 1 == self.crates.len()
    }

    /// The crates that a crate knows, by the names that it has for them.
    pub(super) fn dependencies(&self, krate: usize) -> &[(String, usize)] {
        &self.crates[krate].dependencies
    }

    /// The impls that may be for a type of this name.
    pub(super) fn impls_named(&self, name: &str) -> impl Iterator<Item = ItemId> {
        self.impls.get(name).into_iter().flatten().chain(&self.odd_impls).copied()
    }

    pub(super) fn all_impls(&self) -> impl Iterator<Item = ItemId> {
        self.impls.values().flatten().copied()
    }

    pub(super) fn macros_named(&self, name: &str) -> &[ItemId] {
        self.macros.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a function has a body.
    pub(super) fn has_body(&self, id: ItemId) -> bool {
        self.item_text(id).ends_with('}')
    }

    /// An item before its braces.
    pub(super) fn header_text(&self, id: ItemId) -> &str {
        let item = self.item(id);
        self.text(item, item.text.start..item.body.start)
    }

    /// What is between the braces of an item.
    pub(super) fn body_text(&self, id: ItemId) -> &str {
        let item = self.item(id);
        self.text(item, item.body.clone())
    }

    pub(super) fn attributes_text(&self, id: ItemId) -> &str {
        let item = self.item(id);
        self.text(item, item.attributes.clone())
    }

    /// An item without its attributes.
    pub(super) fn item_text(&self, id: ItemId) -> &str {
        let item = self.item(id);
        self.text(item, item.text.clone())
    }

    /// Which code of a crate is compiled.
    pub(super) fn cfg(&self, krate: usize) -> &Cfg {
        &self.crates[krate].cfg
    }

    pub(super) fn edition(&self, krate: usize) -> Edition {
        self.crates[krate].edition
    }

    /// The module in which the names of a function's body are looked up.
    pub(super) fn body_module(&self, id: ItemId) -> ModuleId {
        self.item(id).inner.unwrap_or(self.item(id).module)
    }

    /// What an item says; parsed once.
    pub(super) fn parsed(&self, id: ItemId) -> &Parsed {
        self.item(id).parsed.get_or_init(|| self.parse(id).unwrap_or(Parsed::Failed))
    }

    fn parse(&self, id: ItemId) -> Option<Parsed> {
        let item = self.item(id);
        let text = self.text(item, item.text.clone());
        // A header with empty braces.
        let header = || {
            let end = item.body.start.max(item.text.start);
            format!("{}}}", self.text(item, item.text.start..end))
        };
        Some(match item.kind {
            ItemKind::Function => {
                Parsed::Function(Box::new(parse(self.text(item, start(item)..item.text.end))?))
            }
            ItemKind::Struct | ItemKind::Enum => Parsed::Fields(Box::new(parse(text)?)),
            ItemKind::Impl { .. } => Parsed::Impl(Box::new(parse(&header())?)),
            ItemKind::Trait => Parsed::Trait(Box::new(parse(&header())?)),
            ItemKind::TypeAlias => Parsed::Alias(Box::new(parse(text)?)),
            ItemKind::Use => Parsed::Use(Box::new(parse(text)?)),
            ItemKind::Static | ItemKind::ThreadLocal | ItemKind::Const => {
                let behind = self.text(item, item.name.end..item.text.end);
                Parsed::Typed(Box::new(parse(type_of_static(behind)?)?))
            }
            _ => return None,
        })
    }

    /// The signature of a function, without its body.
    pub(super) fn signature(&self, id: ItemId) -> Option<&Signature> {
        let item = self.item(id);
        if let Some(Parsed::Function(function)) = item.parsed.get() {
            return Some(&function.sig);
        }
        let parse_signature = || {
            let end = match item.body.is_empty() {
                true => item.text.end,
                false => item.body.start - 1,
            };
            let text = self.text(item, item.text.start..end).trim_end_matches(['{', '}', ';', ' ']);
            parse(&format!("{text};")).map(|function: ForeignItemFn| function.sig)
        };
        item.signature.get_or_init(parse_signature).as_ref()
    }

    /// The names of the macros whose text is as asked for.
    pub(super) fn macros_with(&self, is_it: fn(&str) -> bool) -> impl Iterator<Item = &str> {
        let all = self.macros.iter();
        let with = all.filter(move |(_, ids)| ids.iter().any(|&id| is_it(self.body_text(id))));
        with.map(|(name, _)| &**name)
    }

    /// The texts of all files, those of libraries excluded.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        let files = self.sources.files.iter().filter(|file| !file.path.starts_with("library"));
        files.map(|file| file.text.as_str())
    }

    /// The texts of the files of one crate.
    pub(super) fn texts_of(&self, krate: usize) -> impl Iterator<Item = &str> {
        let own = self.items.iter().filter(|item| self.module(item.module).krate == krate);
        let files: BTreeSet<usize> = own.map(|item| item.file).collect();
        files.into_iter().map(|file| self.sources.files[file].text.as_str())
    }

    /// What the crates in sight do anywhere.
    pub(crate) fn idioms(&self) -> Idioms {
        *self.idioms.get_or_init(|| {
            let says = |text: &str| self.texts().any(|file| file.contains(text));
            Idioms { has_empty_semaphore: says("Semaphore::new(0)") }
        })
    }

    /// Where the name of an item is.
    pub(super) fn location_of(&self, id: ItemId) -> Location {
        let item = self.item(id);
        self.sources.files[item.file].location(item.name.clone())
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = ItemId> {
        (0..self.items.len() as u32).map(ItemId)
    }

    /// The statics, those of libraries excluded.
    pub(super) fn statics(&self) -> impl Iterator<Item = ItemId> {
        self.ids().filter(|&id| self.item(id).kind == ItemKind::Static && !self.is_library(id))
    }

    /// What a static begins with.
    pub(super) fn value_of_static(&self, id: ItemId) -> Option<Expr> {
        let (_, value) = self.item_text(id).split_once('=')?;
        parse(value.trim_end().trim_end_matches(';'))
    }

    /// Whether code outside of the crates in sight can name an item, as far as its own declaration says.
    pub(super) fn is_public(&self, id: ItemId) -> bool {
        let item = self.item(id);
        let before = self.text(item, item.text.start..item.name.start);
        before.strip_prefix("pub").is_some_and(|rest| rest.starts_with(char::is_whitespace))
    }

    /// What was not read, and what of it did not parse when something asked for it.
    pub(crate) fn skipped(&self) -> Vec<Skipped> {
        let failed = self.items.iter().filter(|item| {
            item.kind != ItemKind::ExternCrate && matches!(item.parsed.get(), Some(Parsed::Failed))
        });
        let failed = failed.map(|item| {
            let file = &self.sources.files[item.file];
            let line = file.location(item.name.clone()).line;
            let name = self.text(item, item.name.clone());
            Skipped {
                file: file.path.clone(),
                reason: format!("`{name}` in line {line} does not parse"),
            }
        });
        self.sources.skipped.iter().cloned().chain(failed).collect()
    }
}

/// Where an item begins, attributes included.
fn start(item: &Item) -> usize {
    match item.attributes.is_empty() {
        true => item.text.start,
        false => item.attributes.start,
    }
}

/// The type in `: T = ..;`
fn type_of_static(behind_name: &str) -> Option<&str> {
    let behind = behind_name.trim_start().strip_prefix(':')?;
    let mut depth = 0usize;
    let end = behind.char_indices().find(|&(at, c)| {
        match c {
            '<' | '(' | '[' | '{' => depth += 1,
            '>' if behind[..at].ends_with('-') => {}
            '>' | ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && (c == '=' || c == ';')
    });
    Some(&behind[..end.map_or(behind.len(), |(at, _)| at)])
}
