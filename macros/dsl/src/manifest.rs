//! The user's manifest: its name for the crate `interlocking`, and the rules that it turns on.

use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use proc_macro_crate::FoundCrate;

const NAME: &str = "interlocking";

/// The manifest that was read last. A compiler asks for one only; rust-analyzer asks for several, which change.
struct Manifest {
    path: PathBuf,
    changed: Option<SystemTime>,
    name: String,
    warns: Vec<String>,
}

/// The name of `interlocking` in the manifest of the crate that is compiled.
pub(crate) fn crate_name() -> String {
    read(|manifest| manifest.name.clone()).unwrap_or_else(|| NAME.to_owned())
}

/// Whether a rule that is off by default is turned on.
pub(crate) fn warns(rule: &str) -> bool {
    read(|manifest| manifest.warns.iter().any(|on| on == rule)).unwrap_or(false)
}

/// Answers a question about the manifest of the crate that is compiled.
fn read<T>(question: impl FnOnce(&Manifest) -> T) -> Option<T> {
    static LAST: Mutex<Option<Manifest>> = Mutex::new(None);

    let path = Path::new(&env::var_os("CARGO_MANIFEST_DIR")?).join("Cargo.toml");
    let changed = fs::metadata(&path).and_then(|metadata| metadata.modified()).ok();
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(read) = &*last
        && (&read.path, read.changed) == (&path, changed)
    {
        return Some(question(read));
    }
    let text = fs::read_to_string(&path).unwrap_or_default();
    let (name, warns) = (name_in(&text), rules_turned_on(&text));
    Some(question(last.insert(Manifest { path, changed, name, warns })))
}

fn name_in(manifest: &str) -> String {
    // `proc_macro_crate` starts a cargo process to find the workspace, so it is asked only where the name may differ.
    if has_own_key(manifest) {
        return NAME.to_owned();
    }
    match proc_macro_crate::crate_name(NAME) {
        Ok(FoundCrate::Name(name)) => name,
        // Our own tests and examples; or there is no manifest, and rustc reports what is missing.
        Ok(FoundCrate::Itself) | Err(_) => NAME.to_owned(),
    }
}

/// `warn = ["rule", ..]` in `[package.metadata.interlocking]`.
fn rules_turned_on(manifest: &str) -> Vec<String> {
    let lines = manifest.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    let table: String = lines
        .skip_while(|line| *line != "[package.metadata.interlocking]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .collect();
    let list = table.strip_prefix("warn").and_then(|value| value.trim_start().strip_prefix('='));
    let list = list.and_then(|list| list.trim_start().strip_prefix('[')?.split(']').next());
    let rules = list.into_iter().flat_map(|list| list.split(','));
    rules
        .map(|rule| rule.trim().trim_matches(['"', '\'']).to_owned())
        .filter(|rule| !rule.is_empty())
        .collect()
}

/// Whether a dependency has the key `interlocking`, which is then the name of the crate. A key in `[workspace.dependencies]` is not
/// a dependency.
fn has_own_key(manifest: &str) -> bool {
    let mut table = "";
    manifest.lines().map(str::trim).any(|line| {
        if line.starts_with('[') {
            table = line;
            return line.ends_with("dependencies.interlocking]") && !line.starts_with("[workspace");
        }
        let behind = line.strip_prefix(NAME).filter(|_| !table.starts_with("[workspace"));
        behind.is_some_and(|behind| behind.starts_with(['.', '=', ' ', '\t']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_turned_on_by_their_names() {
        let manifest = "[package]\nname = \"a\"\n[package.metadata.interlocking]\nwarn = [\n  \"held_across_io\", # slow\n  \"b\"]\n[lib]";
        assert_eq!(rules_turned_on(manifest), ["held_across_io", "b"]);
        assert_eq!(rules_turned_on("[package.metadata.interlocking]\nwarn=['a']").len(), 1);
        assert!(rules_turned_on("[package]\nwarn = [\"held_across_io\"]").is_empty());
    }

    #[test]
    fn a_key_is_found_however_it_is_written() {
        let own = [
            "[dependencies]\ninterlocking = \"0.1\"",
            "[dependencies]\ninterlocking.workspace = true",
            "[dev-dependencies]\n  interlocking={ path = \"..\" }",
            "[dependencies.interlocking]\nversion = \"0.1\"",
            "[target.'cfg(unix)'.dependencies.interlocking]\nversion = \"0.1\"",
        ];
        assert!(own.into_iter().all(has_own_key));
        let other = [
            "[dependencies]\nlocks = { package = \"interlocking\", version = \"0.1\" }",
            "[dependencies]\n# interlocking = \"0.1\"",
            "[dependencies]\ninterlocking-macros = \"0.1\"",
            "[package]\nname = \"interlocking\"",
            "[workspace.dependencies]\ninterlocking = \"0.1\"\n[dependencies]\nlocks.workspace = true",
        ];
        assert!(!other.into_iter().any(has_own_key));
    }
}
