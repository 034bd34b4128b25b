//! Which crates are found at a path, whatever is missing around it.

use std::{fs, path::Path};

use expect_test::{Expect, expect};
use tempfile::TempDir;

use super::*;

/// A folder with files, by path and text.
fn tree(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// Each crate that is found at `path`, with its root and what it depends on.
fn found(tree: &TempDir, path: &str, names: &[&str], tests: bool) -> String {
    let names: Vec<_> = names.iter().map(|&name| name.to_owned()).collect();
    let sources = Sources::find(Some(&tree.path().join(path)), &names, tests).unwrap();
    let root = fs::canonicalize(tree.path()).unwrap();
    let input = sources.input();
    let line = |krate: &interlocking_dsl::model::CrateInput| {
        let path = krate.root.strip_prefix(&root).unwrap_or(&krate.root);
        let named = |(name, at): &(String, usize)| {
            let target = &input.crates[*at].name;
            if name == target { name.clone() } else { format!("{name} = {target}") }
        };
        let dependencies: Vec<_> = krate.dependencies.iter().map(named).collect();
        let (name, edition) = (&krate.name, krate.edition);
        let reported = if sources.reports_on(&krate.root) { "" } else { "(not reported) " };
        format!("{reported}{name} {edition:?} {} [{}]\n", path.display(), dependencies.join(", "))
    };
    input.crates.iter().map(line).collect()
}

fn check(actual: String, expected: Expect) {
    expected.assert_eq(&actual);
}

const PACKAGE: &str = "[package]\nname = \"one-two\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";

/// Cargo refuses a manifest with a dependency that is inherited from a workspace which is not there.
const UNRESOLVABLE: &str = "\n[dependencies]\nserde.workspace = true\n";

fn package_files(manifest: &str) -> TempDir {
    tree(&[
        ("Cargo.toml", manifest),
        ("src/lib.rs", ""),
        ("src/main.rs", ""),
        ("src/bin/extra.rs", ""),
        ("src/bin/large/main.rs", ""),
        ("src/bin/large/part.rs", ""),
        ("examples/show.rs", ""),
        ("tests/it.rs", ""),
        ("tests/common/mod.rs", ""),
        ("benches/speed.rs", ""),
        ("build.rs", "fn main() {}"),
    ])
}

#[test]
fn a_package_is_all_its_targets() {
    check(
        found(&package_files(PACKAGE), "", &[], false),
        expect![[r#"
        one_two E2024 src/lib.rs []
        extra E2024 src/bin/extra.rs [one_two]
        large E2024 src/bin/large/main.rs [one_two]
        one_two E2024 src/main.rs [one_two]
    "#]],
    );
}

#[test]
fn with_tests_there_are_examples_tests_and_benches_too() {
    check(
        found(&package_files(PACKAGE), "", &[], true),
        expect![[r#"
        one_two E2024 src/lib.rs []
        extra E2024 src/bin/extra.rs [one_two]
        large E2024 src/bin/large/main.rs [one_two]
        one_two E2024 src/main.rs [one_two]
        show E2024 examples/show.rs [one_two]
        it E2024 tests/it.rs [one_two]
        speed E2024 benches/speed.rs [one_two]
    "#]],
    );
}

#[test]
fn a_manifest_that_cargo_refuses_gives_the_same_targets() {
    for tests in [false, true] {
        let refused = package_files(&format!("{PACKAGE}{UNRESOLVABLE}"));
        assert!(cargo::packages(&refused.path().join("Cargo.toml"), false).is_err());
        let sorted = |text: String| {
            let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        let whole = found(&package_files(PACKAGE), "", &[], tests);
        assert_eq!(sorted(found(&refused, "", &[], tests)), sorted(whole));
    }
}

#[test]
fn what_a_manifest_declares_comes_before_what_lies_there() {
    let manifest = "[package]\nname = \"a\"\nedition.workspace = true\nautobins = false\nautotests = false\n\
        [lib]\nname = \"core\"\npath = \"lib/root.rs\"\n[[bin]]\nname = \"extra\"\n[[bin]]\nname = \"b-c\"\npath = \"cli.rs\"\n";
    let files = [
        ("Cargo.toml", manifest),
        ("lib/root.rs", ""),
        ("cli.rs", ""),
        ("src/main.rs", ""),
        ("src/bin/extra.rs", ""),
        ("src/bin/other.rs", ""),
        ("tests/it.rs", ""),
    ];
    check(
        found(&tree(&files), "", &[], true),
        expect![[r#"
        core E2021 lib/root.rs []
        extra E2021 src/bin/extra.rs [core]
        b_c E2021 cli.rs [core]
    "#]],
    );
}

#[test]
fn keys_are_inherited_from_a_workspace_that_lacks_members() {
    let root = "[workspace]\nmembers = [\"a\", \"gone\"]\n[workspace.package]\nedition = \"2018\"\n\
        [workspace.dependencies]\nshared = { path = \"libs/shared\" }\n";
    let a = "[package]\nname = \"a\"\nedition.workspace = true\n[dependencies]\nshared.workspace = true\n\
        other = { path = \"../gone\" }\n[target.'cfg(unix)'.dependencies]\nunder = { package = \"sub\", path = \"../libs/sub\" }\n";
    let library = |name: &str| format!("[package]\nname = \"{name}\"\nedition = \"2021\"\n");
    let files = [
        ("Cargo.toml", root),
        ("a/Cargo.toml", a),
        ("a/src/lib.rs", ""),
        ("libs/shared/Cargo.toml", &library("shared")),
        ("libs/shared/src/lib.rs", ""),
        ("libs/sub/Cargo.toml", &library("sub")),
        ("libs/sub/src/lib.rs", ""),
    ];
    check(
        found(&tree(&files), "a", &[], false),
        expect![[r#"
        a E2018 a/src/lib.rs [shared, under = sub]
        (not reported) shared E2021 libs/shared/src/lib.rs []
        (not reported) sub E2021 libs/sub/src/lib.rs []
    "#]],
    );
    check(
        found(&tree(&files), "", &[], false),
        expect![[r#"
        a E2018 a/src/lib.rs [shared, under = sub]
        (not reported) shared E2021 libs/shared/src/lib.rs []
        (not reported) sub E2021 libs/sub/src/lib.rs []
    "#]],
    );
}

fn workspace() -> TempDir {
    let root = "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n";
    let app = "[package]\nname = \"app\"\nedition = \"2024\"\n[dependencies]\nlocks = { package = \"my-locks\", path = \"../locks\" }\n\
        [dev-dependencies]\nhelp = { path = \"../help\" }\n";
    let named = |name: &str| format!("[package]\nname = \"{name}\"\nedition = \"2024\"\n");
    tree(&[
        ("Cargo.toml", root),
        ("crates/app/Cargo.toml", app),
        ("crates/app/src/main.rs", ""),
        ("crates/app/tests/it.rs", ""),
        ("crates/locks/Cargo.toml", &named("my-locks")),
        ("crates/locks/src/lib.rs", ""),
        ("crates/help/Cargo.toml", &named("help")),
        ("crates/help/src/lib.rs", ""),
    ])
}

#[test]
fn a_workspace_is_all_its_members() {
    check(
        found(&workspace(), "", &[], false),
        expect![[r#"
        app E2024 crates/app/src/main.rs [locks = my_locks]
        my_locks E2024 crates/locks/src/lib.rs []
        help E2024 crates/help/src/lib.rs []
    "#]],
    );
}

#[test]
fn a_member_comes_with_what_it_depends_on() {
    check(
        found(&workspace(), "crates/app", &[], false),
        expect![[r#"
        app E2024 crates/app/src/main.rs [locks = my_locks]
        (not reported) my_locks E2024 crates/locks/src/lib.rs []
    "#]],
    );
    check(
        found(&workspace(), "crates/app", &[], true),
        expect![[r#"
        app E2024 crates/app/src/main.rs [locks = my_locks, help]
        it E2024 crates/app/tests/it.rs [locks = my_locks, help]
        (not reported) my_locks E2024 crates/locks/src/lib.rs []
        (not reported) help E2024 crates/help/src/lib.rs []
    "#]],
    );
}

#[test]
fn a_package_is_picked_by_name() {
    check(
        found(&workspace(), "", &["my-locks"], false),
        expect![[r#"
        my_locks E2024 crates/locks/src/lib.rs []
    "#]],
    );
    check(
        found(&workspace(), "crates/app", &["help"], false),
        expect![[r#"
        help E2024 crates/help/src/lib.rs []
    "#]],
    );
    let path = workspace();
    let error = Sources::find(Some(path.path()), &["my-lock".to_owned()], false).unwrap_err();
    assert_eq!(error.to_string(), "unknown package `my-lock`; did you mean `my-locks`?");
}

#[test]
fn without_a_manifest_each_root_file_is_a_crate() {
    let files = [
        (
            "src/main.rs",
            "mod a;\npub(crate) mod b;\n#[path = \"odd.rs\"]\nmod c;\nmod inline { }\n",
        ),
        ("src/a.rs", "mod deep;"),
        ("src/a/deep.rs", ""),
        ("src/b/mod.rs", ""),
        ("src/odd.rs", ""),
        ("scratch.rs", ""),
        ("target/debug/out.rs", ""),
        (".git/hook.rs", ""),
    ];
    let files = tree(&files);
    let name = files.path().file_name().unwrap().to_str().unwrap().replace(['.', '-'], "_");
    check(
        found(&files, "", &[], false).replace(&name, "FOLDER"),
        expect![[r#"
        scratch E2021 scratch.rs []
        FOLDER E2021 src/main.rs []
    "#]],
    );
    check(
        found(&files, "src/a.rs", &[], false),
        expect![[r#"
        a E2021 src/a.rs []
    "#]],
    );
}

#[test]
fn packages_below_a_folder_without_a_manifest_are_found() {
    let files = [("x/one/Cargo.toml", PACKAGE), ("x/one/src/lib.rs", ""), ("x/note.rs", "")];
    check(
        found(&tree(&files), "x", &[], false),
        expect![[r#"
        one_two E2024 x/one/src/lib.rs []
    "#]],
    );
}

#[test]
fn a_manifest_without_sources_falls_back_to_the_files_that_are_there() {
    let files = [("Cargo.toml", PACKAGE), ("code/work.rs", "")];
    check(
        found(&tree(&files), "", &[], false),
        expect![[r#"
        work E2021 code/work.rs []
    "#]],
    );
}

#[test]
fn nothing_to_analyse_is_an_error() {
    let empty = tree(&[("notes.txt", "")]);
    let error = Sources::find(Some(empty.path()), &[], false).unwrap_err();
    assert!(matches!(error, Error::NoSources(_)), "{error}");
    let error = Sources::find(Some(Path::new("/no/such/folder")), &[], false).unwrap_err();
    assert!(matches!(error, Error::File { .. }), "{error}");
}

#[test]
fn a_manifest_that_is_no_toml_is_an_error() {
    let broken = tree(&[("Cargo.toml", "[package\n"), ("src/lib.rs", "")]);
    let error = Sources::find(Some(broken.path()), &[], false).unwrap_err();
    assert!(matches!(error, Error::Malformed { .. }), "{error}");
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_in_a_circle_is_not_followed() {
    let files = tree(&[("src/a.rs", ""), ("src/bin/b.rs", "")]);
    std::os::unix::fs::symlink(files.path(), files.path().join("src/again")).unwrap();
    check(
        found(&files, "", &[], false),
        expect![[r#"
        a E2021 src/a.rs []
        b E2021 src/bin/b.rs []
    "#]],
    );
}
