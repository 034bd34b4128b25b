//! What is analysed: crates by their root files, and how they are built.

use std::path::PathBuf;

use super::cfg::Cfg;

/// The crates that one model is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    /// In any order; they name each other by their index.
    pub crates: Vec<CrateInput>,
}

/// One crate: a library, a binary, an example, a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrateInput {
    /// How other crates name it in paths, and the start of its canonical paths: `my_crate`.
    pub name: String,
    /// Its root file: `src/lib.rs`.
    pub root: PathBuf,
    /// Decides how long temporaries live.
    pub edition: Edition,
    /// Decides which code is there.
    pub cfg: Cfg,
    /// The crates of the same input that it depends on: by which name it knows them, and their index in [`Input::crates`].
    pub dependencies: Vec<(String, usize)>,
}

/// An edition of the language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edition {
    /// What a manifest without an edition has.
    E2015,
    /// Paths of `use` begin at a crate.
    E2018,
    /// Closures capture fields.
    E2021,
    /// Temporaries of an `if let` end before its `else`, those of a tail with its block.
    #[default]
    E2024,
}

impl Edition {
    /// The edition of this year: `2024`.
    pub fn of_year(year: &str) -> Option<Edition> {
        match year {
            "2015" => Some(Edition::E2015),
            "2018" => Some(Edition::E2018),
            "2021" => Some(Edition::E2021),
            "2024" => Some(Edition::E2024),
            _ => None,
        }
    }

    /// Whether temporaries of an `if let` end before its `else`, and those of a tail with its block.
    pub(crate) fn has_short_temporaries(self) -> bool {
        self >= Edition::E2024
    }
}
