//! By which name the user's manifest knows the crate `interlocking`.

use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use proc_macro_crate::FoundCrate;

const NAME: &str = "interlocking";

/// What was found last. A compiler asks for one manifest only, again and again; an editor's server for several, that change.
struct Known {
    manifest: PathBuf,
    changed: Option<SystemTime>,
    name: String,
}

/// The name, in the manifest of the crate that is compiled.
pub(crate) fn crate_name() -> String {
    static LAST: Mutex<Option<Known>> = Mutex::new(None);

    let Some(directory) = env::var_os("CARGO_MANIFEST_DIR") else { return NAME.to_owned() };
    let manifest = Path::new(&directory).join("Cargo.toml");
    let changed = fs::metadata(&manifest).and_then(|metadata| metadata.modified()).ok();
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = &*last
        && (&known.manifest, known.changed) == (&manifest, changed)
    {
        return known.name.clone();
    }
    let name = look_up(&manifest);
    *last = Some(Known { manifest, changed, name: name.clone() });
    name
}

fn look_up(manifest: &Path) -> String {
    // Who looks a name up properly asks cargo for the workspace, in a process of its own: only where it may be another.
    if fs::read_to_string(manifest).is_ok_and(|manifest| has_own_key(&manifest)) {
        return NAME.to_owned();
    }
    match proc_macro_crate::crate_name(NAME) {
        Ok(FoundCrate::Name(name)) => name,
        // Its own tests and examples; or no manifest, and then rustc says what is missing.
        Ok(FoundCrate::Itself) | Err(_) => NAME.to_owned(),
    }
}

/// Whether a dependency is called `interlocking`, which is then the name of the crate. What a workspace offers to its members is
/// not yet a dependency.
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
