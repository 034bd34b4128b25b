//! A manifest that cargo cannot resolve, read for what it says itself: names, targets, editions and path dependencies. Keys that
//! it inherits come from the workspace around it, if that is there.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use interlocking_dsl::model::Edition;
use toml::{Table, Value};

use super::{Dependency, Kind, Package, Target, UNDECLARED};
use crate::error::Error;

/// The package of this manifest; all members if it is the root of a workspace or if `all` are asked for.
pub(super) fn packages(
    path: &Path,
    all: bool,
    notes: &mut Vec<String>,
) -> Result<Vec<Package>, Error> {
    let manifest = Manifest::read(path)?;
    let root = if manifest.is_root() { Some(&manifest) } else { manifest.workspace.as_deref() };
    let Some(root) = root.filter(|_| all || manifest.is_root()) else {
        return Ok(vec![manifest.package()]);
    };
    let own = root.table.contains_key("package").then(|| root.folder.clone());
    let folders: BTreeSet<_> = own.into_iter().chain(root.members()).collect();
    let mut packages = Vec::new();
    for folder in folders {
        match package(&folder) {
            Ok(package) => packages.push(package),
            Err(error) => notes.push(format!("a member is not read: {error}")),
        }
    }
    Ok(packages)
}

/// The package in this folder.
pub(super) fn package(folder: &Path) -> Result<Package, Error> {
    Ok(Manifest::read(&folder.join("Cargo.toml"))?.package())
}

struct Manifest {
    folder: PathBuf,
    table: Table,
    /// The manifest with a `[workspace]` that is nearest in the folders around.
    workspace: Option<Box<Manifest>>,
}

impl Manifest {
    fn read(path: &Path) -> Result<Manifest, Error> {
        let mut manifest = Manifest::alone(path)?;
        if !manifest.is_root() {
            let named = manifest.own("workspace").and_then(Value::as_str);
            let around = match named {
                Some(named) => vec![manifest.folder.join(named)],
                None => manifest.folder.ancestors().skip(1).map(Path::to_owned).collect(),
            };
            let around = around.iter().map(|folder| folder.join("Cargo.toml"));
            let mut roots = around.filter_map(|path| Manifest::alone(&path).ok());
            manifest.workspace = roots.find(Manifest::is_root).map(Box::new);
        }
        Ok(manifest)
    }

    fn alone(path: &Path) -> Result<Manifest, Error> {
        let text = fs::read_to_string(path)
            .map_err(|cause| Error::File { path: path.to_owned(), cause })?;
        let table = text.parse::<Table>().map_err(|cause| Error::Malformed {
            path: path.to_owned(),
            cause: cause.message().to_owned(),
        })?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Ok(Manifest { folder, table, workspace: None })
    }

    fn is_root(&self) -> bool {
        self.table.contains_key("workspace")
    }

    /// `key` of `[package]`.
    fn own(&self, key: &str) -> Option<&Value> {
        self.table.get("package")?.get(key)
    }

    /// `key` of `[package]`, or what it inherits. Without the workspace that is unknown.
    fn inherited(&self, key: &str) -> Option<&Value> {
        match self.own(key)? {
            Value::Table(_) => {
                let root = self.workspace.as_deref().unwrap_or(self);
                root.table.get("workspace")?.get("package")?.get(key)
            }
            value => Some(value),
        }
    }

    fn package(&self) -> Package {
        let folder_name = || self.folder.file_name().unwrap_or_default().to_string_lossy();
        let name = self.own("name").and_then(Value::as_str).map(str::to_owned);
        let name = name.unwrap_or_else(|| folder_name().into_owned());
        Package {
            targets: self.targets(&name),
            name,
            folder: fs::canonicalize(&self.folder).unwrap_or_else(|_| self.folder.clone()),
            dependencies: self.dependencies(),
        }
    }

    /// A package without an edition has the first one; an edition that cannot be found out is most likely a newer one.
    fn edition(&self) -> Edition {
        if self.own("edition").is_none() {
            return Edition::E2015;
        }
        let year = self.inherited("edition").and_then(Value::as_str);
        year.and_then(Edition::of_year).unwrap_or(UNDECLARED)
    }

    fn targets(&self, package: &str) -> Vec<Target> {
        let mut targets = Vec::new();
        let lib = self.table.get("lib");
        let path = lib.and_then(|lib| lib.get("path")).and_then(Value::as_str);
        let root = self.folder.join(path.unwrap_or("src/lib.rs"));
        if path.is_some() || root.is_file() {
            let name = lib.and_then(|lib| lib.get("name")).and_then(Value::as_str);
            targets.push(self.target(name.unwrap_or(package), Kind::Library, root));
        }
        let main = self.folder.join("src/main.rs");
        let main = main.is_file().then(|| (package.to_owned(), main));
        self.add_targets("bin", "src/bin", Kind::Binary, main, &mut targets);
        for (key, folder) in [("example", "examples"), ("test", "tests"), ("bench", "benches")] {
            self.add_targets(key, folder, Kind::Test, None, &mut targets);
        }
        targets
    }

    /// What `[[key]]` declares, and then what cargo would discover in `folder`.
    fn add_targets(
        &self,
        key: &str,
        folder: &str,
        kind: Kind,
        main: Option<(String, PathBuf)>,
        targets: &mut Vec<Target>,
    ) {
        let folder = self.folder.join(folder);
        let discovered: Vec<_> = main.into_iter().chain(roots_in(&folder)).collect();
        let declared = self.table.get(key).and_then(Value::as_array).into_iter().flatten();
        let declared = declared.filter_map(|target| {
            let name = target.get("name").and_then(Value::as_str)?;
            let path = target.get("path").and_then(Value::as_str);
            let root = match path {
                Some(path) => self.folder.join(path),
                None => discovered.iter().find(|(known, _)| known == name)?.1.clone(),
            };
            Some((name.to_owned(), root))
        });
        let discovers = self.own(&format!("auto{}", plural(key))).and_then(Value::as_bool);
        let more = discovered.iter().filter(|_| discovers != Some(false)).cloned();
        for (name, root) in declared.chain(more) {
            if targets.iter().all(|target| target.root != root) {
                targets.push(self.target(&name, kind, root));
            }
        }
    }

    fn target(&self, name: &str, kind: Kind, root: PathBuf) -> Target {
        Target { name: name.replace('-', "_"), kind, root, edition: self.edition() }
    }

    /// What the package depends on by path, itself or through the workspace, on any platform.
    fn dependencies(&self) -> Vec<Dependency> {
        let targets = self.table.get("target").and_then(Value::as_table);
        let tables = targets.into_iter().flat_map(Table::values).filter_map(Value::as_table);
        let sections = [&self.table].into_iter().chain(tables).flat_map(|table| {
            [("dependencies", false), ("dev-dependencies", true)]
                .into_iter()
                .filter_map(|(key, is_dev)| Some((table.get(key)?.as_table()?, is_dev)))
        });
        let all = sections.flat_map(|(section, is_dev)| {
            section.iter().filter_map(move |(key, value)| self.dependency(key, value, is_dev))
        });
        all.collect()
    }

    fn dependency(&self, key: &str, value: &Value, is_dev: bool) -> Option<Dependency> {
        let root = self.workspace.as_deref().unwrap_or(self);
        let (value, base) = match value.get("workspace") {
            Some(_) => (root.table.get("workspace")?.get("dependencies")?.get(key)?, root),
            None => (value, self),
        };
        let path = value.get("path")?.as_str()?;
        let folder = fs::canonicalize(base.folder.join(path)).ok()?;
        Some(Dependency { rename: value.get("package").map(|_| key.to_owned()), folder, is_dev })
    }

    /// The folders of the members that are there.
    fn members(&self) -> Vec<PathBuf> {
        let list = |key| strings(self.table.get("workspace").and_then(|table| table.get(key)));
        let excluded: Vec<_> = list("exclude").map(|path| self.folder.join(path)).collect();
        let base = glob::Pattern::escape(&self.folder.to_string_lossy());
        let found =
            list("members").filter_map(|member| glob::glob(&format!("{base}/{member}")).ok());
        found
            .flatten()
            .flatten()
            .filter(|folder| folder.join("Cargo.toml").is_file() && !excluded.contains(folder))
            .filter_map(|folder| fs::canonicalize(folder).ok())
            .collect()
    }
}

/// `a.rs` and `a/main.rs` of a folder, with the name `a`.
fn roots_in(folder: &Path) -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut roots: Vec<_> = entries
        .filter_map(|entry| {
            let path = entry.path();
            let is_file = path.extension().is_some_and(|extension| extension == "rs");
            let root = if is_file { path.clone() } else { path.join("main.rs") };
            let name = path.file_stem()?.to_str()?.to_owned();
            root.is_file().then_some((name, root))
        })
        .collect();
    roots.sort();
    roots
}

fn plural(key: &str) -> String {
    if key == "bench" { "benches".to_owned() } else { format!("{key}s") }
}

fn strings(list: Option<&Value>) -> impl Iterator<Item = &str> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}
