//! The files that hold the sources.

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

/// Where files are read from.
pub(super) trait Files {
    /// The text of a file.
    fn read(&self, path: &Path) -> io::Result<String>;

    /// Whether there is such a file.
    fn exists(&self, path: &Path) -> bool;
}

/// The files of this machine.
pub(super) struct Disk;

/// No source that a person writes is larger; reading a table of constants costs time and says nothing.
const LARGEST: u64 = 2 << 20;

impl Files for Disk {
    fn read(&self, path: &Path) -> io::Result<String> {
        let metadata = fs::metadata(path)?;
        match refusal(metadata.is_file(), metadata.len()) {
            Some(reason) => Err(io::Error::other(reason)),
            None => fs::read_to_string(path),
        }
    }

    fn exists(&self, path: &Path) -> bool {
        path.is_file()
    }
}

/// Why something is not read, going by what it is and by its size in bytes.
fn refusal(is_file: bool, length: u64) -> Option<String> {
    match (is_file, length) {
        (false, _) => Some("it is not a file".to_owned()),
        (true, length) if length > LARGEST => {
            Some(format!("it is larger than {} MiB", LARGEST >> 20))
        }
        _ => None,
    }
}

/// Without `.` and `..`, so that one file has one path.
pub(super) fn normalized(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(normal.components().next_back(), Some(Component::Normal(_))) =>
            {
                normal.pop();
            }
            component => normal.push(component),
        }
    }
    normal
}

#[cfg(test)]
pub(super) mod memory {
    use super::*;

    /// Files in memory, by path.
    pub(in crate::model) struct Memory(pub(in crate::model) Vec<(&'static str, String)>);

    impl Memory {
        fn find(&self, path: &Path) -> Option<&String> {
            self.0.iter().find(|(known, _)| Path::new(known) == path).map(|(_, text)| text)
        }
    }

    impl Files for Memory {
        fn read(&self, path: &Path) -> io::Result<String> {
            self.find(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
        }

        fn exists(&self, path: &Path) -> bool {
            self.find(path).is_some()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_source_is_refused() {
        assert_eq!(refusal(true, LARGEST), None);
        assert_eq!(refusal(true, 5 << 20), Some("it is larger than 2 MiB".to_owned()));
        assert_eq!(refusal(false, 0), Some("it is not a file".to_owned()));
        assert!(
            Disk.read(Path::new("src")).is_err() && Disk.read(Path::new("missing.rs")).is_err()
        );
        assert!(Disk.read(Path::new("src/lib.rs")).is_ok() && Disk.exists(Path::new("src/lib.rs")));
    }

    #[test]
    fn one_file_has_one_path() {
        let cases = [
            ("a/./b/../c.rs", "a/c.rs"),
            ("../a.rs", "../a.rs"),
            ("../../a/../b.rs", "../../b.rs"),
            ("/a/../b.rs", "/b.rs"),
        ];
        for (path, normal) in cases {
            assert_eq!(normalized(Path::new(path)), Path::new(normal));
        }
    }
}
