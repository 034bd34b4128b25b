//! Packages to crates: each target is one, and depends on the libraries that its package depends on.

use std::{collections::HashMap, path::Path};

use interlocking_dsl::model::{Cfg, CrateInput, Input};

use super::{Kind, Package, Target};

/// The crates of all packages, in one input. Features are on; `test` is on only with `tests`.
pub(super) fn input(packages: &[Package], tests: bool) -> Input {
    let targets = packages.iter().flat_map(|package| {
        let wanted = |target: &&Target| tests || target.kind != Kind::Test;
        package.targets.iter().filter(wanted).map(move |target| (package, target))
    });
    let targets: Vec<_> = targets.collect();
    let libraries: HashMap<&Path, (usize, &str)> = targets
        .iter()
        .enumerate()
        .filter(|(_, (_, target))| target.kind == Kind::Library)
        .map(|(at, (package, target))| (&*package.folder, (at, &*target.name)))
        .collect();
    let crates = targets.iter().map(|(package, target)| CrateInput {
        name: target.name.clone(),
        root: target.root.clone(),
        edition: target.edition,
        cfg: Cfg { test: tests, ..Cfg::of_host() },
        dependencies: dependencies(package, target, tests, &libraries),
    });
    Input { crates: crates.collect() }
}

/// What a target can name: the library of its own package, and those of its dependencies.
fn dependencies(
    package: &Package,
    target: &Target,
    tests: bool,
    libraries: &HashMap<&Path, (usize, &str)>,
) -> Vec<(String, usize)> {
    let own = libraries.get(&*package.folder).filter(|_| target.kind != Kind::Library);
    let own = own.map(|&(at, name)| (name.to_owned(), at));
    let visible = package.dependencies.iter().filter(|dependency| tests || !dependency.is_dev);
    let others = visible.filter_map(|dependency| {
        let &(at, name) = libraries.get(&*dependency.folder)?;
        Some((dependency.rename.as_deref().unwrap_or(name).replace('-', "_"), at))
    });
    own.into_iter().chain(others).collect()
}
