//! The modules of a crate, and which of them each uses: what the tests of the layers ask.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use syn::{
    Attribute, File, Item, ItemMod, ItemUse, UseTree, Visibility,
    visit::{self, Visit},
};

/// The modules of each layer, ground first.
pub(crate) type Layers = &'static [&'static [&'static str]];

/// A module by its path from the crate's root: `["parse", "args"]`.
type Module = Vec<String>;

/// The modules of the crate, each with what it uses.
pub(crate) struct Sources {
    layers: Layers,
    uses: BTreeMap<Module, BTreeSet<Module>>,
}

fn file(module: &Module) -> String {
    format!("src/{}", if module.is_empty() { "lib".to_owned() } else { module.join("/") })
}

impl Sources {
    /// Reads a crate's `src`.
    pub(crate) fn read(src: &Path, layers: Layers) -> Sources {
        let mut files = BTreeMap::new();
        collect(src, &mut Vec::new(), &mut files);
        assert!(files.len() > 30, "the sources are found");
        let names: BTreeSet<Module> = files.keys().cloned().collect();
        let exports = files.iter().flat_map(|(module, file)| exports(module, file)).collect();
        let resolver = Resolver { names, exports };
        let uses = files.iter().map(|(module, file)| {
            let mut used: BTreeSet<Module> =
                paths(module, file).iter().filter_map(|path| resolver.module_of(path)).collect();
            used.remove(module);
            (module.clone(), used)
        });
        Sources { layers, uses: uses.collect() }
    }

    /// Fails if a file uses a layer above its own.
    pub(crate) fn assert_downward(&self) {
        let upward = self.edges().filter(|(module, used)| self.layer(module) < self.layer(used));
        let upward = upward.map(|(module, used)| format!("{} uses {}", file(module), file(used)));
        let upward: Vec<String> = upward.collect();
        assert!(upward.is_empty(), "upward:\n{}", upward.join("\n"));
    }

    /// Fails if files of a layer use each other in a circle.
    pub(crate) fn assert_no_circles(&self) {
        let circular = self.edges().filter(|(module, used)| {
            self.layer(module) == self.layer(used) && self.reaches(used, module)
        });
        let circular = circular.map(|(module, used)| {
            format!("{} uses {}, which leads back", file(module), file(used))
        });
        let circular: Vec<String> = circular.collect();
        assert!(circular.is_empty(), "circles:\n{}", circular.join("\n"));
    }

    /// The height of a module's layer.
    fn layer(&self, module: &Module) -> usize {
        self.layer_named(module.first().map_or("lib", String::as_str))
    }

    fn layer_named(&self, name: &str) -> usize {
        let height = self.layers.iter().position(|layer| layer.contains(&name));
        height.unwrap_or_else(|| panic!("`{name}` is in no layer"))
    }

    fn edges(&self) -> impl Iterator<Item = (&Module, &Module)> {
        self.uses.iter().flat_map(|(module, used)| used.iter().map(move |used| (module, used)))
    }

    /// Whether `from` uses `to`, through others of its layer.
    fn reaches(&self, from: &Module, to: &Module) -> bool {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
        while let Some(module) = next.pop() {
            if module == to {
                return true;
            }
            if seen.insert(module) {
                let used = self.uses[module].iter();
                next.extend(used.filter(|used| self.layer(used) == self.layer(from)));
            }
        }
        false
    }
}

/// Parses every file below a folder, tests apart.
fn collect(folder: &Path, module: &mut Module, files: &mut BTreeMap<Module, File>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().expect("a name").to_str().expect("UTF-8").to_owned();
        if name == "tests" {
            continue;
        }
        if path.is_dir() {
            module.push(name);
            collect(&path, module, files);
            module.pop();
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&path).expect("a source");
            let parsed = syn::parse_file(&source).expect("it compiles");
            let own = (name != "mod" && name != "lib").then_some(name);
            files.insert(module.iter().cloned().chain(own).collect(), parsed);
        }
    }
}

/// What a path means: the module that has the item, where modules pass on items of others.
struct Resolver {
    names: BTreeSet<Module>,
    /// Re-exported items, and where they come from.
    exports: BTreeMap<Module, Module>,
}

impl Resolver {
    /// `None` for what is not of this crate.
    fn module_of(&self, path: &Module) -> Option<Module> {
        let deepest = (0..=path.len()).rev().find(|&end| self.names.contains(&path[..end]))?;
        let item = path.get(..=deepest).map(<[String]>::to_vec);
        match item.and_then(|item| self.exports.get(&item)) {
            Some(source) if source != path => self.module_of(source),
            _ => Some(path[..deepest].to_vec()),
        }
    }
}

/// The items that a module re-exports.
fn exports(module: &Module, file: &File) -> Vec<(Module, Module)> {
    let mut exports = Vec::new();
    for item in &file.items {
        if let Item::Use(item) = item
            && is_export(item)
        {
            let mut leaves = Vec::new();
            leaves_of(&item.tree, &mut Vec::new(), &mut leaves);
            exports.extend(leaves.into_iter().filter_map(|(path, name)| {
                let exported = module.iter().cloned().chain([name]).collect();
                Some((exported, absolute(module, &path)?))
            }));
        }
    }
    exports
}

/// A re-export is no use of what it passes on.
fn is_export(item: &ItemUse) -> bool {
    !matches!(item.vis, Visibility::Inherited)
}

/// Every path in a file that begins in this crate.
fn paths(module: &Module, file: &File) -> Vec<Module> {
    let mut search = Paths { module: module.clone(), paths: Vec::new() };
    search.visit_file(file);
    search.paths
}

struct Paths {
    /// Of the file, with the inline modules around the path.
    module: Module,
    paths: Vec<Module>,
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if is_export(item) {
            return;
        }
        let mut leaves = Vec::new();
        leaves_of(&item.tree, &mut Vec::new(), &mut leaves);
        let paths = leaves.into_iter().filter_map(|(path, _)| absolute(&self.module, &path));
        self.paths.extend(paths);
    }

    /// `pub(super)` uses nothing.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let words: Module = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.paths.extend(absolute(&self.module, &words));
        visit::visit_path(self, path);
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if !item.attrs.iter().any(is_test) {
            self.module.push(item.ident.to_string());
            visit::visit_item_mod(self, item);
            self.module.pop();
        }
    }
}

/// `#[cfg(test)]`
fn is_test(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg")
        && attribute.parse_args::<syn::Ident>().is_ok_and(|condition| condition == "test")
}

/// Every path of a `use`, with the name that it binds.
fn leaves_of(tree: &UseTree, before: &mut Module, leaves: &mut Vec<(Module, String)>) {
    let mut leaf = |before: &Module, word: String, name: String| {
        let path = before.iter().cloned().chain((word != "self").then_some(word));
        leaves.push((path.collect(), name));
    };
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            leaves_of(&path.tree, before, leaves);
            before.pop();
        }
        UseTree::Name(name) => leaf(before, name.ident.to_string(), name.ident.to_string()),
        UseTree::Rename(name) => leaf(before, name.ident.to_string(), name.rename.to_string()),
        UseTree::Glob(_) => leaf(before, "self".to_owned(), "*".to_owned()),
        UseTree::Group(group) => {
            group.items.iter().for_each(|tree| leaves_of(tree, before, leaves));
        }
    }
}

/// From the crate's root; `None` for a path that begins elsewhere.
fn absolute(module: &Module, path: &Module) -> Option<Module> {
    let (first, rest) = path.split_first()?;
    match first.as_str() {
        "crate" => Some(rest.to_vec()),
        "self" => Some(module.iter().chain(rest).cloned().collect()),
        "super" => {
            let outer = module[..module.len().checked_sub(1)?].to_vec();
            let rest = rest.to_vec();
            // `super::super`
            absolute(&outer, &rest)
                .filter(|_| rest.first().is_some_and(|word| word == "super"))
                .or_else(|| Some(outer.iter().chain(&rest).cloned().collect()))
        }
        _ => None,
    }
}
