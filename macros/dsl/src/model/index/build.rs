//! From outlines to the index.

use std::{
    cell::{Cell, OnceCell},
    collections::{HashMap, HashSet},
    rc::Rc,
};

use super::{Index, Item, Krate, Module};
use crate::model::{
    answers::{ItemId, Known, ModuleId, Paths},
    cfg::Cfg,
    library,
    scan::{self, ItemKind},
    source::{self, Edition, Input, Sources},
};

impl Index {
    pub(in crate::model) fn new(input: &Input, mut sources: Sources) -> Index {
        let library = input.crates.len();
        for (path, text) in library::TEXTS {
            sources.add_library(library, path, text);
        }
        let crates = input.crates.iter().map(|krate| Krate {
            root: None,
            edition: krate.edition,
            cfg: krate.cfg.clone(),
            dependencies: krate.dependencies.clone(),
        });
        let libraries = Krate {
            root: None,
            edition: Edition::E2024,
            cfg: Cfg::default(),
            dependencies: Vec::new(),
        };
        let modules = std::mem::take(&mut sources.modules);
        let mut index = Index {
            crates: crates.chain([libraries]).collect(),
            sources,
            modules: Vec::new(),
            items: Vec::new(),
            impls: HashMap::new(),
            odd_impls: Vec::new(),
            macros: HashMap::new(),
            bodies: HashMap::new(),
            functions_by_name: OnceCell::new(),
            idioms: OnceCell::new(),
            paths: Paths::default(),
            known: Known::default(),
            depth: Cell::new(0),
            left: Cell::new(0),
        };
        index.add_modules(modules);
        index.sort_impls();
        index
    }

    fn add_modules(&mut self, modules: Vec<source::Module>) {
        let mut ids: Vec<ModuleId> = Vec::with_capacity(modules.len());
        for module in modules {
            let parent = module.parent.map(|parent| ids[parent]);
            let id = match (parent, self.crates[module.krate].root) {
                // The declarations of all libraries share one root.
                (None, Some(root)) => root,
                (None, None) => {
                    let name = self.unique_name(&module.name);
                    self.push_module(module.krate, None, &name, false)
                }
                _ => self.push_module(module.krate, parent, &module.name, false),
            };
            if parent.is_none() {
                self.crates[module.krate].root = Some(id);
            }
            ids.push(id);
            self.add_items(module.items, id, None, module.file);
        }
    }

    /// A library and a program of one package have one name.
    fn unique_name(&self, name: &str) -> String {
        let is_taken = |name: &str| {
            let mut roots = self.crates.iter().filter_map(|krate| krate.root);
            roots.any(|root| &*self.module(root).path == name)
        };
        match is_taken(name) {
            true => self.unique_name(&format!("{name}'")),
            false => name.to_owned(),
        }
    }

    fn push_module(
        &mut self,
        krate: usize,
        parent: Option<ModuleId>,
        name: &str,
        is_body: bool,
    ) -> ModuleId {
        let id = ModuleId(self.modules.len() as u32);
        let path: Rc<str> = match parent.map(|parent| &*self.modules[parent.0 as usize].path) {
            Some("") | None => name.into(),
            Some(path) => format!("{path}::{name}").into(),
        };
        if let Some(parent) = parent.filter(|_| !is_body) {
            self.modules[parent.0 as usize].modules.insert(name.into(), id);
        }
        if is_body {
            self.bodies.insert(path.clone(), id);
        }
        self.modules.push(Module {
            krate,
            parent,
            path,
            is_body,
            modules: HashMap::new(),
            names: HashMap::new(),
            uses: Vec::new(),
            imports: OnceCell::new(),
        });
        id
    }

    fn add_items(
        &mut self,
        items: Vec<scan::Item>,
        module: ModuleId,
        parent: Option<ItemId>,
        file: usize,
    ) -> Vec<ItemId> {
        items.into_iter().map(|item| self.add_item(item, module, parent, file)).collect()
    }

    fn add_item(
        &mut self,
        item: scan::Item,
        module: ModuleId,
        parent: Option<ItemId>,
        file: usize,
    ) -> ItemId {
        let id = ItemId(self.items.len() as u32);
        let scan::Item { kind, name, attributes, text, body, items } = item;
        let word: Rc<str> = self.sources.files[file].text[name.clone()].into();
        self.items.push(Item {
            kind,
            module,
            parent,
            members: Vec::new(),
            inner: None,
            file,
            name,
            attributes,
            text,
            body,
            parsed: OnceCell::new(),
            signature: OnceCell::new(),
            header: OnceCell::new(),
            rules: OnceCell::new(),
        });
        self.register(id, word, parent.is_none());
        match kind {
            ItemKind::Function => self.add_inner(id),
            _ => {
                let members = self.add_items(items, module, Some(id), file);
                self.items[id.0 as usize].members = members;
            }
        }
        id
    }

    fn register(&mut self, id: ItemId, name: Rc<str>, is_free: bool) {
        let item = &self.items[id.0 as usize];
        let module = &mut self.modules[item.module.0 as usize];
        match item.kind {
            ItemKind::Use | ItemKind::ExternCrate => module.uses.push(id),
            ItemKind::Impl { .. } => self.impls.entry(name).or_default().push(id),
            ItemKind::MacroRules => self.macros.entry(name).or_default().push(id),
            ItemKind::MacroCall | ItemKind::Module { .. } => {}
            _ if is_free => module.names.entry(name).or_default().push(id),
            _ => {}
        }
    }

    /// The items in the body of a function, which is scanned only if it seems to have some.
    fn add_inner(&mut self, function: ItemId) {
        const WORDS: [&str; 6] = ["use ", "static ", "fn ", "struct ", "impl ", "enum "];
        let item = &self.items[function.0 as usize];
        let (module, file, body) = (item.module, item.file, item.body.clone());
        let text = &self.sources.files[file].text;
        if !WORDS.iter().any(|word| text[body.clone()].contains(word)) {
            return;
        }
        let Ok(mut items) = scan::items_in(text, body) else { return };
        items.retain(|item| !matches!(item.kind, ItemKind::MacroCall | ItemKind::Module { .. }));
        if items.is_empty() {
            return;
        }
        let name = self.name(function).to_owned();
        let inner = self.push_module(self.module(module).krate, Some(module), &name, true);
        self.add_items(items, inner, None, file);
        self.items[function.0 as usize].inner = Some(inner);
    }

    /// Finds the impls whose type is known by another name than its own.
    fn sort_impls(&mut self) {
        let is_type = |kind| matches!(kind, ItemKind::Struct | ItemKind::Enum);
        let types = self.items.iter().filter(|item| is_type(item.kind));
        let names: HashSet<&str> = types.map(|item| self.text(item, item.name.clone())).collect();
        let odd = self.impls.iter().filter(|(name, _)| !names.contains(&***name));
        let mut odd: Vec<ItemId> = odd.flat_map(|(_, impls)| impls).copied().collect();
        odd.sort_unstable();
        self.odd_impls = odd;
    }
}
