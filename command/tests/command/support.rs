//! Runs the command on folders that a test makes.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use tempfile::TempDir;

/// A folder with files.
pub(crate) struct Tree(TempDir);

impl Tree {
    /// Files by path and text.
    pub(crate) fn new(files: &[(&str, &str)]) -> Tree {
        let tree = Tree(TempDir::new().unwrap());
        for (path, text) in files {
            tree.write(path, text.as_bytes());
        }
        tree
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Runs the command in this folder.
    pub(crate) fn run(&self, words: &[&str]) -> Ran {
        self.run_in("", words)
    }

    /// Runs the command in a folder inside this one.
    pub(crate) fn run_in(&self, folder: &str, words: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-interlocking"));
        command.args(words).current_dir(self.path().join(folder)).env_remove("INTERLOCKING_LOG");
        Ran(command.output().unwrap())
    }
}

/// What a run of the command left behind.
pub(crate) struct Ran(Output);

impl Ran {
    pub(crate) fn status(&self) -> i32 {
        self.0.status.code().unwrap()
    }

    pub(crate) fn out(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).unwrap()
    }

    pub(crate) fn err(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).unwrap()
    }
}
