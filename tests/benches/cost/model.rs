//! What the model of a crate costs in the compiler where one function has an attribute, without optimisation. The crates are two of
//! this repository, and those whose root files `INTERLOCKING_CRATES` lists, separated by colons.

use std::{env, path::Path, process::Command};

pub(super) fn print() {
    let workspace =
        Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package has a workspace");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(workspace).args([
        "run",
        "-q",
        "-p",
        "interlocking-dsl",
        "--example",
        "model_cost",
        "--",
    ]);
    cargo.args(["runtime/src/lib.rs", "macros/dsl/src/lib.rs"]);
    if let Some(roots) = env::var_os("INTERLOCKING_CRATES") {
        cargo.args(env::split_paths(&roots));
    }
    let status = cargo.status().expect("cargo runs");
    assert!(status.success(), "the example failed");
}
