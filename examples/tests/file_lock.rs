//! Several programs increment a number in one file, and no update is lost.

use std::{
    env, fs,
    process::{Child, Command, Stdio, id},
};

fn start(file: &str) -> Child {
    let mut program = Command::new(env!("CARGO_BIN_EXE_file_lock"));
    program.arg(file).stdout(Stdio::piped()).spawn().expect("the example runs")
}

#[test]
fn programs_that_run_at_once_count_one_by_one() {
    let file = env::temp_dir().join(format!("interlocking-file-lock-{}", id()));
    let path = file.to_str().unwrap();
    let programs: Vec<Child> = (0..8).map(|_| start(path)).collect();
    let number = |program: Child| {
        let output = program.wait_with_output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
    };
    let mut numbers: Vec<u32> = programs.into_iter().map(number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 8]);
    fs::remove_file(file).unwrap();
}

#[test]
fn a_lock_that_cannot_be_acquired_is_an_error() {
    let output = start("/no/such/folder/counter").wait_with_output().unwrap();
    assert!(!output.status.success());
}
