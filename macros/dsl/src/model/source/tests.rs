use super::{super::files::memory::Memory, *};

/// The modules of a crate by name, each behind its parent's, and what was skipped, each with the end of its reason.
fn read(files: &[(&'static str, &str)], cfg: Cfg) -> (Vec<String>, Vec<(String, String)>) {
    let root = CrateInput {
        name: "app".to_owned(),
        root: PathBuf::from("src/lib.rs"),
        edition: Edition::E2021,
        cfg,
        dependencies: Vec::new(),
    };
    let files = Memory(files.iter().map(|&(path, text)| (path, text.to_owned())).collect());
    let sources = Sources::read(&Input { crates: vec![root] }, &files);
    let path = |module: &Module| {
        let parent = module.parent.map(|parent| &sources.modules[parent].name);
        parent.map_or_else(|| module.name.clone(), |parent| format!("{parent}::{}", module.name))
    };
    let skipped = sources
        .skipped
        .iter()
        .map(|skipped| (skipped.file.display().to_string(), skipped.reason.clone()));
    (sources.modules.iter().map(path).collect(), skipped.collect())
}

#[test]
fn modules_are_where_rustc_looks_for_them() {
    let files = [
        (
            "src/lib.rs",
            "mod flat; mod nested; mod inline { mod deep; #[path = \"other.rs\"] mod named; } #[path = \"x/y.rs\"] mod moved;",
        ),
        ("src/flat.rs", "mod child;"),
        ("src/flat/child.rs", ""),
        ("src/nested/mod.rs", "mod child;"),
        ("src/nested/child.rs", ""),
        ("src/inline/deep.rs", ""),
        ("src/inline/other.rs", ""),
        ("src/x/y.rs", "mod beside;"),
        ("src/x/beside.rs", ""),
    ];
    let (modules, skipped) = read(&files, Cfg::of_host());
    let expected = [
        "app",
        "app::flat",
        "flat::child",
        "app::nested",
        "nested::child",
        "app::inline",
        "inline::deep",
        "inline::named",
        "app::moved",
        "moved::beside",
    ];
    assert_eq!(modules, expected);
    assert!(skipped.is_empty(), "{skipped:?}");
}

#[test]
fn the_build_decides_which_modules_there_are() {
    let files = [
        ("src/lib.rs", "#[cfg(test)] mod tests { } #[cfg(not(feature = \"x\"))] mod without; #[cfg_attr(not(test), path = \"b.rs\")] mod a;
            cfg_if! { if #[cfg(unix)] { mod on; } }"),
        ("src/b.rs", ""),
        ("src/on.rs", ""),
    ];
    let (modules, skipped) = read(&files, Cfg::of_host());
    assert_eq!(modules, ["app", "app::a", "app::on"]);
    assert!(skipped.is_empty(), "{skipped:?}");
    let (modules, _) = read(&files, Cfg { test: true, ..Cfg::of_host() });
    assert!(modules.contains(&"app::tests".to_owned()));
}

#[test]
fn what_cannot_be_read_is_named() {
    let files = [
        (
            "src/lib.rs",
            "mod missing; mod broken; mod circle; include!(\"generated.rs\"); mod last { }",
        ),
        ("src/broken.rs", "fn f() { ("),
        ("src/circle.rs", "#[path = \"circle.rs\"] mod again; #[path = \"lib.rs\"] mod root;"),
    ];
    let (modules, skipped) = read(&files, Cfg::of_host());
    assert_eq!(modules, ["app", "app::circle", "app::last"]);
    let reasons: Vec<String> =
        skipped.into_iter().map(|(file, reason)| format!("{file}: {reason}")).collect();
    let expected = [
        "src/lib.rs: what it includes is not read",
        "src/missing.rs: entity not found",
        "src/broken.rs: its brackets do not match",
        "src/circle.rs: its modules lead back to it",
        "src/lib.rs: its modules lead back to it",
    ];
    assert_eq!(reasons, expected);
    let (modules, skipped) = read(&[], Cfg::of_host());
    assert!(modules.is_empty() && skipped.len() == 1);
}

#[test]
fn places_count_lines_and_characters_from_one() {
    let file = SourceFile::new(Path::new("a.rs").into(), "ab\nc\u{e9}de\n\nf".to_owned());
    let at = |range| {
        let Location { line, column, end_line, end_column, .. } = file.location(range);
        (line, column, end_line, end_column)
    };
    assert_eq!(at(0..2), (1, 1, 1, 3));
    assert_eq!(at(6..7), (2, 3, 2, 4));
    assert_eq!(at(10..11), (4, 1, 4, 2));
}
