//! The sources are layers: a file uses only what is in layers below its own, and inside a layer no files use each other in a circle.

#[path = "layers/sources.rs"]
mod sources;

use std::path::Path;

use sources::{Layers, Sources};

/// Ground first. `model` is above `flow`, since a function's summary comes from the one walk over its body.
const LAYERS: Layers = &[
    &["manifest", "edition"],
    &["language"],
    &["syntax"],
    &["diag"],
    &["messages"],
    &["rules"],
    &["known"],
    &["parse"],
    &["plan"],
    &["flow"],
    &["model"],
    &["check"],
    &["analysis"],
    &["expand"],
    &["pipeline"],
    &["lib"],
];

fn sources() -> Sources {
    Sources::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), LAYERS)
}

#[test]
fn no_file_uses_a_layer_above_its_own() {
    sources().assert_downward();
}

#[test]
fn no_files_of_a_layer_use_each_other_in_a_circle() {
    sources().assert_no_circles();
}
