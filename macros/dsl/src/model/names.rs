//! What a path means in a module: items, imports with their renames, globs, re-exports, other crates, libraries, the prelude.

use syn::UseTree;

use super::{
    answers::{Def, ImportPath, Imports, ItemId, ModuleId, Space},
    index::{Index, Parsed},
    scan::ItemKind,
    source::Edition,
};
use crate::known::TypeKind;

/// One search: imports may lead in circles.
#[derive(Default)]
struct Search {
    globs: Vec<ModuleId>,
    depth: usize,
}

/// No chain of re-exports that a person writes is longer.
const DEEPEST: usize = 24;

impl Index {
    /// What the longest beginning of a path means that is no member of a type, and how many segments that is.
    pub(super) fn resolve(
        &self,
        module: ModuleId,
        segments: &[String],
        is_absolute: bool,
        space: Space,
    ) -> Option<(Def, usize)> {
        let key = (module, space, is_absolute);
        let path = segments.join("::");
        if let Some(known) = self.paths.borrow().get(&key).and_then(|paths| paths.get(&path)) {
            return known.clone();
        }
        let found =
            self.resolve_within(module, segments, is_absolute, space, &mut Search::default());
        self.paths.borrow_mut().entry(key).or_default().insert(path, found.clone());
        found
    }

    fn resolve_within(
        &self,
        module: ModuleId,
        segments: &[String],
        is_absolute: bool,
        space: Space,
        search: &mut Search,
    ) -> Option<(Def, usize)> {
        if search.depth > DEEPEST {
            return None;
        }
        search.depth += 1;
        let found = self.follow(module, segments, is_absolute, space, search);
        search.depth -= 1;
        found
    }

    fn follow(
        &self,
        module: ModuleId,
        segments: &[String],
        is_absolute: bool,
        space: Space,
        search: &mut Search,
    ) -> Option<(Def, usize)> {
        let space_of =
            |index: usize| if index + 1 == segments.len() { space } else { Space::Types };
        let (first, rest) = segments.split_first()?;
        let mut def = match (is_absolute, rest.is_empty()) {
            (true, _) => self.crate_named(module, first)?,
            _ => self.first(module, first, space_of(0), !rest.is_empty(), search)?,
        };
        let mut used = 1;
        for segment in rest {
            def = match def {
                Def::Module(module) => self.member(module, segment, space_of(used), search)?,
                Def::Item(id)
                    if self.item(id).kind == ItemKind::Enum && self.has_variant(id, segment) =>
                {
                    return Some((Def::Variant(id), used + 1));
                }
                Def::External(path) => Def::External(format!("{path}::{segment}").into()),
                _ => break,
            };
            used += 1;
        }
        Some((def, used))
    }

    /// The first segment of a relative path.
    fn first(
        &self,
        module: ModuleId,
        name: &str,
        space: Space,
        has_more: bool,
        search: &mut Search,
    ) -> Option<Def> {
        match name {
            "crate" | "$crate" => return self.root(self.module(module).krate).map(Def::Module),
            "self" if space == Space::Types => return Some(Def::Module(self.real(module))),
            "super" => return self.module(self.real(module)).parent.map(Def::Module),
            _ => {}
        }
        let mut scope = Some(module);
        while let Some(module) = scope {
            if let Some(def) = self.lookup(module, name, space, search) {
                return Some(def);
            }
            scope = self.module(module).parent.filter(|_| self.module(module).is_body);
        }
        if space == Space::Types
            && let Some(def) = self.known_crate(module, name)
        {
            return Some(def);
        }
        self.prelude(name, space).or_else(|| has_more.then(|| Def::External(name.into())))
    }

    /// `super`, behind `super` or `self`, or what a module has under this name.
    fn member(
        &self,
        module: ModuleId,
        name: &str,
        space: Space,
        search: &mut Search,
    ) -> Option<Def> {
        match name {
            "super" => return self.module(module).parent.map(Def::Module),
            "self" => return Some(Def::Module(module)),
            _ => {}
        }
        if let Some(def) = self.lookup(module, name, space, search) {
            return Some(def);
        }
        let is_library = Some(self.module(module).krate) == self.library_krate();
        is_library.then(|| Def::External(format!("{}::{name}", self.module(module).path).into()))
    }

    fn library_krate(&self) -> Option<usize> {
        self.libraries().map(|root| self.module(root).krate)
    }

    /// The module of the source that a body is in.
    fn real(&self, module: ModuleId) -> ModuleId {
        match self.module(module) {
            inner if inner.is_body => inner.parent.map_or(module, |parent| self.real(parent)),
            _ => module,
        }
    }

    /// What a module itself has under this name: declared, imported, or by a glob.
    fn lookup(
        &self,
        module: ModuleId,
        name: &str,
        space: Space,
        search: &mut Search,
    ) -> Option<Def> {
        let scope = self.module(module);
        let items = scope.names.get(name).into_iter().flatten();
        let item = items.copied().find(|&id| is_in(self.item(id).kind, space));
        if let Some(id) = item {
            return Some(Def::Item(id));
        }
        if space == Space::Types
            && let Some(&child) = scope.modules.get(name)
        {
            return Some(Def::Module(child));
        }
        let imports = self.imports(module);
        let named = imports.named.get(name).into_iter().flatten();
        for path in named {
            // `use tokio;` means the crate, not the name that this `use` declares.
            let def = match &*path.segments {
                [krate] if krate == name && space == Space::Types => self.crate_named(module, name),
                _ => self.imported(module, path, space, search),
            };
            if def.is_some() {
                return def;
            }
        }
        self.by_glob(module, name, space, search)
    }

    fn by_glob(
        &self,
        module: ModuleId,
        name: &str,
        space: Space,
        search: &mut Search,
    ) -> Option<Def> {
        let globs = &self.imports(module).globs;
        if globs.is_empty() || search.globs.contains(&module) {
            return None;
        }
        search.globs.push(module);
        let found = globs.iter().find_map(|path| {
            match self.imported(module, path, Space::Types, search)? {
                Def::Module(target) => self.lookup(target, name, space, search),
                Def::Item(id) if self.has_variant(id, name) => Some(Def::Variant(id)),
                _ => None,
            }
        });
        search.globs.pop();
        found
    }

    /// What the whole path of an import means.
    fn imported(
        &self,
        module: ModuleId,
        path: &ImportPath,
        space: Space,
        search: &mut Search,
    ) -> Option<Def> {
        let ImportPath { is_absolute, segments } = path;
        let from = match self.edition(self.module(module).krate) {
            Edition::E2015 if !is_keyword(segments) => self.root(self.module(module).krate)?,
            _ => module,
        };
        match self.resolve_within(from, segments, *is_absolute, space, search) {
            Some((def, used)) => (used == segments.len()).then_some(def),
            // `use krate as name;` for a crate that is not part of the model.
            None => match &segments[..] {
                [krate] if space == Space::Types && !is_keyword(segments) => {
                    Some(Def::External(krate.as_str().into()))
                }
                _ => None,
            },
        }
    }

    fn known_crate(&self, module: ModuleId, name: &str) -> Option<Def> {
        let dependencies = self.dependencies(self.module(module).krate);
        let dependency = dependencies.iter().find(|(known, _)| known == name);
        let libraries = self.module(self.libraries()?);
        let library = |name: &str| libraries.modules.get(name).copied().map(Def::Module);
        let Some(&(_, krate)) = dependency else { return library(name) };
        // What the primitives of a library do is known; how they do it says less, where its sources are in sight too.
        let root = self.root(krate)?;
        let own_name = &*self.module(root).path;
        let known = TypeKind::are_of_crate(own_name).then(|| library(own_name)).flatten();
        known.or(Some(Def::Module(root)))
    }

    fn crate_named(&self, module: ModuleId, name: &str) -> Option<Def> {
        self.known_crate(module, name).or_else(|| Some(Def::External(name.into())))
    }

    fn prelude(&self, name: &str, space: Space) -> Option<Def> {
        let std = *self.module(self.libraries()?).modules.get("std")?;
        let prelude = *self.module(std).modules.get("prelude")?;
        self.lookup(prelude, name, space, &mut Search::default())
    }

    /// Whether an enum has a variant of this name.
    pub(super) fn has_variant(&self, id: ItemId, name: &str) -> bool {
        match self.parsed(id) {
            Parsed::Fields(item) => match &**item {
                syn::Item::Enum(item) => item.variants.iter().any(|variant| variant.ident == name),
                _ => false,
            },
            _ => false,
        }
    }

    fn imports(&self, module: ModuleId) -> &Imports {
        let scope = self.module(module);
        scope.imports.get_or_init(|| {
            let mut imports = Imports::default();
            for &id in &scope.uses {
                match self.parsed(id) {
                    Parsed::Use(item) => {
                        let path = ImportPath {
                            is_absolute: item.leading_colon.is_some(),
                            segments: Vec::new(),
                        };
                        imports.add(&item.tree, &path);
                    }
                    _ => imports.add_crate(self.item_text(id)),
                }
            }
            imports
        })
    }
}

impl Imports {
    fn add(&mut self, tree: &UseTree, path: &ImportPath) {
        match tree {
            UseTree::Path(tree) => self.add(&tree.tree, &path.then(&tree.ident)),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.add(tree, path)),
            UseTree::Glob(_) => self.globs.push(path.clone()),
            UseTree::Name(tree) if tree.ident == "self" => {
                let name = path.segments.last().cloned().unwrap_or_default();
                self.named.entry(name).or_default().push(path.clone());
            }
            UseTree::Name(tree) => {
                let name = word(&tree.ident);
                self.named.entry(name).or_default().push(path.then(&tree.ident));
            }
            UseTree::Rename(tree) => {
                let path = if tree.ident == "self" { path.clone() } else { path.then(&tree.ident) };
                self.named.entry(word(&tree.rename)).or_default().push(path);
            }
        }
    }

    /// `extern crate a as b;`
    fn add_crate(&mut self, text: &str) {
        let Some((_, names)) = text.trim_end_matches(';').split_once("crate ") else { return };
        let (krate, name) = names.split_once(" as ").unwrap_or((names, names));
        let path = ImportPath { is_absolute: true, segments: vec![krate.trim().to_owned()] };
        self.named.entry(name.trim().to_owned()).or_default().push(path);
    }
}

impl ImportPath {
    fn then(&self, segment: &proc_macro2::Ident) -> ImportPath {
        let mut path = self.clone();
        path.segments.push(word(segment));
        path
    }
}

/// An identifier without `r#`.
pub(super) fn word(ident: &proc_macro2::Ident) -> String {
    let word = ident.to_string();
    match word.strip_prefix("r#") {
        Some(word) => word.to_owned(),
        None => word,
    }
}

fn is_keyword(segments: &[String]) -> bool {
    matches!(segments.first().map(String::as_str), Some("crate" | "self" | "super"))
}

fn is_in(kind: ItemKind, space: Space) -> bool {
    match kind {
        ItemKind::Enum | ItemKind::TypeAlias | ItemKind::Trait => space == Space::Types,
        // A struct has a constructor.
        ItemKind::Struct => true,
        ItemKind::Static | ItemKind::ThreadLocal | ItemKind::Const | ItemKind::Function => {
            space == Space::Values
        }
        _ => false,
    }
}
