//! `[package.metadata.interlocking]` in a manifest: what is wrong with it is an error at an attribute, and an edit takes effect.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A package whose one function breaks a rule.
struct Package {
    folder: PathBuf,
}

impl Package {
    fn new() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("of-rules");
        fs::create_dir_all(folder.join("src")).expect("a folder");
        let source = "#[interlocking::barrier(1)]\npub async fn meet() {}\n";
        fs::write(folder.join("src/lib.rs"), source).expect("a source");
        Package { folder }
    }

    /// What `cargo check` says with these lines in the manifest.
    fn check(&self, rules: &str) -> String {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
        let manifest = format!(
            "[package]\nname = \"of-rules\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n\
             interlocking = {{ path = {:?} }}\n{rules}\n",
            root.join("runtime")
        );
        fs::write(self.folder.join("Cargo.toml"), manifest).expect("a manifest");
        fs::copy(root.join("Cargo.lock"), self.folder.join("Cargo.lock")).expect("the versions");
        let mut check = Command::new(env!("CARGO"));
        check.args(["check", "--quiet", "--offline"]).current_dir(&self.folder);
        check.env("CARGO_TARGET_DIR", self.folder.join("target"));
        let output = check.output().expect("cargo");
        String::from_utf8(output.stderr).expect("text")
    }
}

#[test]
fn lists_of_rules_are_obeyed_and_their_mistakes_reported() {
    let package = Package::new();
    let said = package.check("");
    assert!(said.contains("warning: use of deprecated constant"), "{said}");

    let said = package.check("[package.metadata.interlocking]\nallow = [\"single_party_barrier\"]");
    assert_eq!(said, "", "an edit takes effect");

    let said = package.check("[package.metadata.interlocking]\ndeny = [\"single_party_barrier\"]");
    assert!(said.contains("error: a barrier for 1 party never waits"), "{said}");

    let said = package
        .check("[package.metadata.interlocking]\nwran = []\ndeny = [\"single_party_barier\"]");
    assert!(said.contains("`wran` is not a key of `[package.metadata.interlocking]`"), "{said}");
    assert!(said.contains("names `single_party_barier`, which is no rule"), "{said}");
    assert!(said.contains("did you mean"), "{said}");
}
