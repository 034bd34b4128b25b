//! The user's manifest: its name for the crate `interlocking`, and what it says of the rules.

mod toml;

use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use self::toml::Table;
pub(crate) use self::toml::Value;

const NAME: &str = "interlocking";

/// The tables of a manifest, and of each of its targets, that list dependencies.
const DEPENDENCIES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// The manifest that was read last. A compiler asks for one only; rust-analyzer asks for several, which change.
struct Manifest {
    path: PathBuf,
    changed: Option<SystemTime>,
    name: String,
    /// `[package.metadata.interlocking]`
    metadata: Option<Value>,
    /// Whether an attribute was expanded since it was read.
    is_used: bool,
}

/// The name of `interlocking` in the manifest of the crate that is compiled.
pub(crate) fn crate_name() -> String {
    read(|manifest| manifest.name.clone()).unwrap_or_else(|| NAME.to_owned())
}

/// `[package.metadata.interlocking]`
pub(crate) fn metadata() -> Option<Value> {
    read(|manifest| manifest.metadata.clone()).flatten()
}

/// Whether this is the first attribute that is expanded with this manifest.
pub(crate) fn is_first_use() -> bool {
    read(|manifest| !std::mem::replace(&mut manifest.is_used, true)).unwrap_or(false)
}

/// Answers a question about the manifest of the crate that is compiled.
fn read<T>(question: impl FnOnce(&mut Manifest) -> T) -> Option<T> {
    static LAST: Mutex<Option<Manifest>> = Mutex::new(None);

    let path = Path::new(&env::var_os("CARGO_MANIFEST_DIR")?).join("Cargo.toml");
    let changed = fs::metadata(&path).and_then(|metadata| metadata.modified()).ok();
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(read) = &mut *last
        && (&read.path, read.changed) == (&path, changed)
    {
        return Some(question(read));
    }
    let root = table_of(&path).unwrap_or_default();
    let name = name_in(&root, || workspace_of(&path)).unwrap_or_else(|| NAME.to_owned());
    let metadata = metadata_in(&root).cloned();
    let manifest = Manifest { path, changed, name, metadata, is_used: false };
    Some(question(last.insert(manifest)))
}

fn table_of(path: &Path) -> Option<Table> {
    toml::parse(&fs::read_to_string(path).ok()?)
}

/// The manifest of the workspace: that of the nearest folder above which has one.
fn workspace_of(member: &Path) -> Option<Table> {
    let folders = member.parent()?.ancestors();
    folders
        .filter_map(|folder| table_of(&folder.join("Cargo.toml")))
        .find(|root| root.contains_key("workspace"))
}

/// The table in the text of a manifest.
pub(crate) fn metadata_of(text: &str) -> Option<Value> {
    metadata_in(&toml::parse(text)?).cloned()
}

fn metadata_in(root: &Table) -> Option<&Value> {
    toml::table(root, &["package", "metadata"])?.get(NAME)
}

/// The key of the dependency on `interlocking`, as code spells it.
fn name_in(root: &Table, workspace: impl FnOnce() -> Option<Table>) -> Option<String> {
    let targets = root.get("target").and_then(Value::table);
    let targets = targets.into_iter().flat_map(Table::values).filter_map(Value::table);
    let is_package = |value: &Value| value.table()?.get("package")?.text().map(|name| name == NAME);
    let mut inherited = Vec::new();
    for table in std::iter::once(root).chain(targets) {
        let of_kind = |kind| table.get(kind).and_then(Value::table);
        for (key, value) in DEPENDENCIES.into_iter().filter_map(of_kind).flatten() {
            match is_package(value) {
                Some(true) => return Some(spelt(key)),
                None if key == NAME => return Some(spelt(key)),
                None if value.table().is_some_and(|table| table.contains_key("workspace")) => {
                    inherited.push(key);
                }
                _ => {}
            }
        }
    }
    if inherited.is_empty() {
        return None;
    }
    let workspace = workspace()?;
    let shared = toml::table(&workspace, &["workspace", "dependencies"])?;
    let key =
        inherited.iter().find(|key| shared.get(key.as_str()).and_then(is_package) == Some(true));
    key.map(|key| spelt(key))
}

/// A crate's name in code.
fn spelt(key: &str) -> String {
    key.replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_the_key_of_the_dependency() {
        let workspace =
            "[workspace.dependencies]\nlocks = { package = \"interlocking\", version = \"0.1\" }";
        let name =
            |manifest: &str| name_in(&toml::parse(manifest).unwrap(), || toml::parse(workspace));
        let cases = [
            ("[dependencies]\ninterlocking = \"0.1\"", Some("interlocking")),
            ("[dependencies]\ninterlocking.workspace = true", Some("interlocking")),
            ("[dev-dependencies]\n  interlocking={ path = \"..\" }", Some("interlocking")),
            ("[dependencies.interlocking]\nversion = \"0.1\"", Some("interlocking")),
            (
                "[target.'cfg(unix)'.dependencies.interlocking]\nversion = \"0.1\"",
                Some("interlocking"),
            ),
            (
                "[dependencies]\nmy-locks = { package = \"interlocking\", version = \"0.1\" }",
                Some("my_locks"),
            ),
            ("[target.'cfg(unix)'.dependencies.locks]\npackage = 'interlocking'", Some("locks")),
            ("[dependencies]\nlocks.workspace = true", Some("locks")),
            ("[dependencies]\nother.workspace = true", None),
            ("[dependencies]\n# interlocking = \"0.1\"", None),
            ("[dependencies]\ninterlocking-macros = \"0.1\"", None),
            ("[dependencies]\ninterlocking = { package = \"another\", version = \"1\" }", None),
            ("[package]\nname = \"interlocking\"", None),
        ];
        for (manifest, expected) in cases {
            assert_eq!(name(manifest).as_deref(), expected, "{manifest}");
        }
    }
}
