//! The packages of a workspace as cargo sees them. It is asked for nothing that needs the network, a lock file or a build.

use std::{
    fs,
    path::{Path, PathBuf},
};

use cargo_metadata::{self as metadata, DependencyKind, MetadataCommand, TargetKind};
use interlocking_dsl::model::Edition;

use super::{Dependency, Kind, Package, Target};

/// The package of this manifest; all members if it is the root of a workspace or if `all` are asked for.
pub(super) fn packages(manifest: &Path, all: bool) -> Result<Vec<Package>, String> {
    let metadata = MetadataCommand::new()
        .manifest_path(manifest)
        .no_deps()
        .other_options(["--offline".to_owned()])
        // rustup would load the toolchain that a folder asks for.
        .env("RUSTUP_AUTO_INSTALL", "0")
        .exec()
        .map_err(|error| reason(&error))?;
    let root = metadata.workspace_root.join("Cargo.toml");
    let is_asked = |package: &metadata::Package| all || package.manifest_path == manifest;
    let all = all || root == manifest;
    let packages = metadata.packages.into_iter().filter(|package| all || is_asked(package));
    Ok(packages.map(package).collect())
}

/// The innermost cause that cargo names, and what failed by it.
fn reason(error: &metadata::Error) -> String {
    let text = match error {
        metadata::Error::CargoMetadata { stderr } => stderr.clone(),
        other => other.to_string(),
    };
    let lines = text.lines().map(|line| line.trim().trim_start_matches("error: "));
    let causes: Vec<_> = lines.filter(|line| !line.is_empty() && *line != "Caused by:").collect();
    causes[causes.len().saturating_sub(2)..].join(": ")
}

fn package(package: metadata::Package) -> Package {
    Package {
        name: package.name.to_string(),
        folder: package.manifest_path.parent().map(Into::into).unwrap_or_default(),
        targets: package.targets.into_iter().filter_map(target).collect(),
        dependencies: package.dependencies.into_iter().filter_map(dependency).collect(),
    }
}

/// A build script is no part of the program.
fn target(target: metadata::Target) -> Option<Target> {
    let kind = match target.kind.first()? {
        TargetKind::CustomBuild => return None,
        TargetKind::Bin => Kind::Binary,
        TargetKind::Example | TargetKind::Test | TargetKind::Bench => Kind::Test,
        _ => Kind::Library,
    };
    let edition = Edition::of_year(target.edition.as_str()).unwrap_or_default();
    Some(Target {
        name: target.name.replace('-', "_"),
        kind,
        root: target.src_path.into(),
        edition,
    })
}

fn dependency(dependency: metadata::Dependency) -> Option<Dependency> {
    // A path may lead to its folder by `..` and by links; the folder of a package does not.
    let folder = fs::canonicalize(PathBuf::from(dependency.path?)).ok()?;
    let is_dev = match dependency.kind {
        DependencyKind::Build => return None,
        kind => kind == DependencyKind::Development,
    };
    Some(Dependency { rename: dependency.rename, folder, is_dev })
}
