//! What is analysed: the packages at a path, from cargo where it can resolve them, and else from the files that are there.

mod cargo;
mod folder;
mod input;
mod manifest;
#[cfg(test)]
mod tests;

use std::{
    collections::HashSet,
    env, fs,
    path::{Path, PathBuf},
};

use interlocking_dsl::{
    Level, Rule, manifest_levels,
    model::{Edition, Input},
};

use crate::error::Error;

/// What sources that declare no edition are most likely written in.
const UNDECLARED: Edition = Edition::E2021;

/// A package: a manifest and what it declares.
#[derive(Debug, PartialEq, Eq)]
struct Package {
    name: String,
    /// The folder of its manifest.
    folder: PathBuf,
    targets: Vec<Target>,
    /// The packages that it has the path of.
    dependencies: Vec<Dependency>,
}

/// One crate of a package.
#[derive(Debug, PartialEq, Eq)]
struct Target {
    /// As Rust code spells it.
    name: String,
    kind: Kind,
    root: PathBuf,
    edition: Edition,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Library,
    Binary,
    /// An example, a test or a bench.
    Test,
}

#[derive(Debug, PartialEq, Eq)]
struct Dependency {
    /// The name that the manifest gives it, if not its own.
    rename: Option<String>,
    folder: PathBuf,
    /// Only tests, examples and benches see it.
    is_dev: bool,
}

/// What is analysed, and what of it is reported on.
#[derive(Debug)]
pub(crate) struct Sources {
    packages: Vec<Package>,
    /// How many of `packages`, from the start, were asked for. The others are their dependencies.
    selected: usize,
    tests: bool,
    /// What the manifest of each package makes of rules, in `[package.metadata.interlocking]`.
    levels: Vec<Vec<(Rule, Level)>>,
    /// What could not be read as cargo would, and why.
    pub(crate) notes: Vec<String>,
}

impl Sources {
    /// Finds the packages at `path`, or around the current folder, and those that they depend on by path.
    pub(crate) fn find(
        path: Option<&Path>,
        names: &[String],
        tests: bool,
    ) -> Result<Sources, Error> {
        let mut notes = Vec::new();
        let mut packages = match locate(path)? {
            Place::Manifest(manifest) => at_manifest(&manifest, !names.is_empty(), &mut notes)?,
            Place::Loose(path) => folder::packages(&path)?,
        };
        if !names.is_empty() {
            packages = select(packages, names)?;
        }
        let selected = packages.len();
        add_dependencies(&mut packages, tests, &mut notes);
        let levels = packages.iter().map(levels).collect();
        Ok(Sources { packages, selected, tests, levels, notes })
    }

    /// What the analysis gets.
    pub(crate) fn input(&self) -> Input {
        input::input(&self.packages, self.tests)
    }

    /// Whether the file belongs to a package that was asked for.
    pub(crate) fn reports_on(&self, file: &Path) -> bool {
        self.packages.len() == self.selected
            || self.owner(file).is_some_and(|at| at < self.selected)
    }

    /// What the manifest of the file's package makes of a rule, if it names it.
    pub(crate) fn level(&self, rule: &str, file: &Path) -> Option<Level> {
        let levels = self.levels.get(self.owner(file)?)?;
        levels.iter().rev().find(|(named, _)| named.name() == rule).map(|&(_, level)| level)
    }

    /// The package whose folder holds the file, the innermost if there are several.
    fn owner(&self, file: &Path) -> Option<usize> {
        let owners = self.packages.iter().enumerate();
        let owners = owners.filter(|(_, package)| file.starts_with(&package.folder));
        owners.max_by_key(|(_, package)| package.folder.as_os_str().len()).map(|(at, _)| at)
    }
}

/// A package without a manifest says nothing of rules.
fn levels(package: &Package) -> Vec<(Rule, Level)> {
    let manifest = fs::read_to_string(package.folder.join("Cargo.toml"));
    manifest.map_or_else(|_| Vec::new(), |text| manifest_levels(&text))
}

/// What a path leads to.
enum Place {
    Manifest(PathBuf),
    /// A folder without a manifest, or one file.
    Loose(PathBuf),
}

/// A path that was given is taken as it is. Without one, the manifest is looked for as cargo does: also in the folders around.
fn locate(path: Option<&Path>) -> Result<Place, Error> {
    let at = path.unwrap_or(Path::new("."));
    let at = fs::canonicalize(at).map_err(|cause| Error::File { path: at.to_owned(), cause })?;
    if at.is_file() {
        let is_manifest = at.file_name().is_some_and(|name| name == "Cargo.toml");
        return Ok(if is_manifest { Place::Manifest(at) } else { Place::Loose(at) });
    }
    let depth = if path.is_some() { 1 } else { usize::MAX };
    let manifest = at.ancestors().take(depth).map(|folder| folder.join("Cargo.toml"));
    let manifest = manifest.into_iter().find(|manifest| manifest.is_file());
    Ok(manifest.map_or(Place::Loose(at), Place::Manifest))
}

/// The packages that a manifest stands for: its own, or all members if it is the root of a workspace or if `all` are asked for.
fn at_manifest(path: &Path, all: bool, notes: &mut Vec<String>) -> Result<Vec<Package>, Error> {
    let packages = match cargo::packages(path, all) {
        Ok(packages) => packages,
        Err(reason) => {
            notes.push(format!("cargo cannot resolve `{}`: {reason}", path.display()));
            manifest::packages(path, all, notes)?
        }
    };
    if packages.iter().all(|package| package.targets.is_empty()) {
        notes.push(format!("`{}` has no targets where cargo looks for them", path.display()));
        return folder::packages(path.parent().unwrap_or(Path::new(".")));
    }
    Ok(packages)
}

fn select(mut packages: Vec<Package>, names: &[String]) -> Result<Vec<Package>, Error> {
    let known = |name: &String| packages.iter().any(|package| package.name == *name);
    if let Some(name) = names.iter().find(|name| !known(name)) {
        let known = packages.iter().map(|package| package.name.as_str());
        return Err(Error::unknown("package", name, known));
    }
    packages.retain(|package| names.contains(&package.name));
    Ok(packages)
}

/// Adds what `packages` depend on by path, and so on, each once.
fn add_dependencies(packages: &mut Vec<Package>, tests: bool, notes: &mut Vec<String>) {
    let mut known: HashSet<PathBuf> =
        packages.iter().map(|package| package.folder.clone()).collect();
    let mut next = 0;
    while let Some(package) = packages.get(next) {
        let wanted = package.dependencies.iter().filter(|dependency| tests || !dependency.is_dev);
        let folders: Vec<_> = wanted.map(|dependency| dependency.folder.clone()).collect();
        for folder in folders {
            if known.insert(folder.clone()) {
                match manifest::package(&folder) {
                    Ok(package) => packages.push(package),
                    Err(error) => notes.push(format!("a dependency is not read: {error}")),
                }
            }
        }
        next += 1;
    }
}

/// The current folder, for paths that are shown.
pub(crate) fn current_folder() -> PathBuf {
    env::current_dir().and_then(fs::canonicalize).unwrap_or_default()
}
