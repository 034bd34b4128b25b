//! A folder without a manifest: the packages below it, or else each file that no other one declares as its module.

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

use super::{Kind, Package, Target, UNDECLARED, manifest};
use crate::error::Error;

/// The packages of a folder without a manifest, or of one file.
pub(super) fn packages(path: &Path) -> Result<Vec<Package>, Error> {
    let mut files = Vec::new();
    list(path, &mut files);
    let (manifests, sources): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|file| file.file_name() == Some(OsStr::new("Cargo.toml")));
    let packages = manifests.iter().filter_map(|file| manifest::package(file.parent()?).ok());
    let packages: Vec<_> = packages.filter(|package| !package.targets.is_empty()).collect();
    if !packages.is_empty() {
        return Ok(packages);
    }
    let targets: Vec<_> = roots(&sources).into_iter().map(|root| target(root)).collect();
    if targets.is_empty() {
        return Err(Error::NoSources(path.to_owned()));
    }
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let folder = path.to_owned();
    Ok(vec![Package { name, folder, targets, dependencies: Vec::new() }])
}

/// Every manifest and every Rust file at `path`. Links to folders are not followed: they may lead in a circle.
fn list(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_file() {
        let name = path.file_name().unwrap_or_default();
        if name == "Cargo.toml" || path.extension() == Some(OsStr::new("rs")) {
            files.push(path.to_owned());
        }
        return;
    }
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    let entries = entries.filter(|entry| {
        let is_folder_behind_link = || entry.path().is_symlink() && entry.path().is_dir();
        let name = entry.file_name();
        name != "target" && !name.to_string_lossy().starts_with('.') && !is_folder_behind_link()
    });
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().for_each(|path| list(path, files));
}

/// The files that no other one declares as its module.
fn roots(files: &[PathBuf]) -> Vec<&PathBuf> {
    let modules: BTreeSet<_> = files.iter().flat_map(|file| modules(file)).collect();
    files.iter().filter(|file| !modules.contains(*file)).collect()
}

/// Where the modules that a file declares may be.
fn modules(file: &Path) -> Vec<PathBuf> {
    let text = fs::read(file).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let folder = file.parent().unwrap_or(Path::new(""));
    let inner = folder.join(file.file_stem().unwrap_or_default());
    let mut path_attribute = None;
    let mut modules = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some(path) = line.strip_prefix("#[path = \"").and_then(|rest| rest.split('"').next())
        {
            path_attribute = Some(path);
        } else if let Some(name) = declared_module(line) {
            match path_attribute.take() {
                Some(path) => modules.push(folder.join(path)),
                None => modules.extend([folder, &inner].into_iter().flat_map(|folder| {
                    [folder.join(format!("{name}.rs")), folder.join(name).join("mod.rs")]
                })),
            }
        }
    }
    modules
}

/// `name` of `pub(crate) mod name;`
fn declared_module(line: &str) -> Option<&str> {
    let (before, name) = line.strip_suffix(';')?.rsplit_once(' ')?;
    (before == "mod" || before.starts_with("pub") && before.ends_with(" mod")).then_some(name)
}

/// A root file as a crate of its own, named after itself, or after its folder if every crate has a file of that name.
fn target(root: &Path) -> Target {
    let stem = root.file_stem().unwrap_or_default();
    let folders = root.ancestors().skip(1).filter_map(Path::file_name);
    let name = match stem.to_str() {
        Some("main" | "lib" | "mod") => folders.into_iter().find(|name| *name != "src"),
        _ => Some(stem),
    };
    let name = name.unwrap_or(stem).to_string_lossy().replace(['-', '.', ' '], "_");
    Target { name, kind: Kind::Binary, root: root.to_owned(), edition: UNDECLARED }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_declared_with_any_visibility() {
        assert_eq!(declared_module("mod a;"), Some("a"));
        assert_eq!(declared_module("pub mod a;"), Some("a"));
        assert_eq!(declared_module("pub(in crate::b) mod a;"), Some("a"));
        assert_eq!(declared_module("mod a {"), None);
        assert_eq!(declared_module("let model = b;"), None);
        assert_eq!(declared_module("// see mod a;"), None);
    }
}
