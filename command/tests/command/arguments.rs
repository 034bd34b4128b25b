//! What the command makes of its arguments, and when it cannot run.

use crate::support::Tree;

const MANIFEST: &str = "[package]\nname = \"clean\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";

fn clean() -> Tree {
    Tree::new(&[("Cargo.toml", MANIFEST), ("src/lib.rs", "pub fn add(a: u32) -> u32 { a + 1 }\n")])
}

#[track_caller]
fn fails(tree: &Tree, words: &[&str], message: &str) {
    let ran = tree.run(words);
    assert_eq!(ran.status(), 2, "{}", ran.err());
    assert!(ran.err().contains(message), "{}", ran.err());
    assert_eq!(ran.out(), "");
}

#[test]
fn a_clean_package_is_status_0() {
    let ran = clean().run(&["check"]);
    assert_eq!((ran.status(), &*ran.err()), (0, ""));
    assert_eq!(ran.out(), "interlocking: nothing found in 1 crate\n");
}

#[test]
fn cargo_gives_the_name_of_the_command_first() {
    let tree = clean();
    assert_eq!(tree.run(&["interlocking", "check"]).out(), tree.run(&["check"]).out());
}

#[test]
fn a_package_is_found_by_its_folder_its_manifest_and_from_inside() {
    let tree = clean();
    let path = tree.path().to_str().unwrap();
    let elsewhere = Tree::new(&[]);
    assert_eq!(elsewhere.run(&["check", path]).status(), 0);
    assert_eq!(elsewhere.run(&["check", &format!("{path}/Cargo.toml")]).status(), 0);
    assert_eq!(elsewhere.run(&["check", &format!("{path}/src/lib.rs")]).status(), 0);
    assert_eq!(tree.run_in("src", &["check", "-p", "clean"]).status(), 0);
}

#[test]
fn what_cannot_be_found_is_status_2() {
    let tree = clean();
    fails(&tree, &["check", "nowhere"], "error: `nowhere`: No such file");
    fails(&tree, &["check", "-p", "cleam"], "unknown package `cleam`; did you mean `clean`?");
    fails(&tree, &["map", "-p", "x"], "error: unknown package `x`\n");
    fails(&Tree::new(&[("a.txt", "")]), &["check"], "neither a `Cargo.toml` nor a Rust file");
}

#[test]
fn an_unknown_rule_is_status_2_and_the_nearest_one_is_named() {
    let tree = clean();
    for option in ["-A", "-W", "-D", "--allow", "--warn", "--deny"] {
        let message = "there is no such rule; did you mean `lost_update`?";
        fails(&tree, &["check", option, "lost_updates"], message);
    }
    fails(&tree, &["explain", "lost_updates"], "did you mean `lost_update`?");
    fails(
        &tree,
        &["explain", "quite_another_thing"],
        "there is no such rule; `cargo interlocking explain` lists them",
    );
}

#[test]
fn an_option_that_does_not_exist_is_status_2() {
    let tree = clean();
    fails(&tree, &["check", "--formt", "json"], "--format");
    fails(&tree, &["check", "--format", "xml"], "possible values: text, json, sarif, github");
    fails(&tree, &["map", "--format", "sarif"], "possible values: text, dot, mermaid, json");
    fails(&tree, &["chek"], "check");
    fails(&tree, &[], "Usage: cargo interlocking <COMMAND>");
}

#[test]
fn a_rule_is_explained_by_its_page() {
    let ran = clean().run(&["explain", "lost_update"]);
    assert_eq!(ran.status(), 0);
    assert!(ran.out().starts_with("lost_update\n\n"), "{}", ran.out());
    assert!(!ran.out().contains("```") && !ran.out().contains('\x1b'), "{}", ran.out());
    assert_eq!(clean().run(&["explain", "interlocking::lost_update"]).out(), ran.out());
}

#[test]
fn without_a_rule_all_are_listed() {
    let ran = clean().run(&["explain"]);
    assert_eq!(ran.out().lines().count(), interlocking_dsl::Rule::ALL.len());
    assert!(ran.out().lines().any(|line| line.starts_with("lost_update ")), "{}", ran.out());
}

#[test]
fn an_empty_map_is_a_map() {
    let tree = clean();
    assert_eq!(tree.run(&["map"]).status(), 0);
    assert_eq!(tree.run(&["map", "--format", "mermaid"]).out(), "flowchart LR\n");
    assert!(tree.run(&["map", "--format", "dot"]).out().starts_with("digraph interlocking {"));
    let map: serde_json::Value =
        serde_json::from_str(&tree.run(&["map", "--format", "json"]).out()).unwrap();
    assert_eq!(map["edges"], serde_json::json!([]));
}
