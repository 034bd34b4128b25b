//! The message in the README is what rustc prints for `ui/body/readme.rs`.

#[test]
fn the_readme_shows_a_real_message() {
    let readme = include_str!("../../README.md");
    let message = include_str!("../ui/body/readme.stderr");
    let message = message.replace("ui/body/readme.rs", "src/main.rs");
    assert!(readme.contains(message.trim_end()), "the README must show:\n{message}");
}
