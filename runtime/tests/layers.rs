//! The sources are layers: a file uses only what is in layers below its own.

#[path = "../../macros/dsl/tests/layers/sources.rs"]
mod sources;

use std::path::Path;

use sources::{Layers, Sources};

/// Ground first.
const LAYERS: Layers = &[
    &["sync"],
    &["blocking", "coop", "error", "fmt"],
    &["observe", "stress"],
    &["wait"],
    &["lock"],
    &["rwlock"],
    &["event"],
    &["barrier"],
    &["semaphore", "bounded_semaphore", "closable_semaphore"],
    &["condition"],
    &["lock_map"],
    &["future"],
    &["hold"],
    &["rules"],
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
