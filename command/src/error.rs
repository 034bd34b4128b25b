//! Why the command could not run: exit status 2.

use std::{fmt, io, path::PathBuf};

/// Why the command could not run.
#[derive(Debug)]
pub(crate) enum Error {
    /// A file or folder that must be read, written or found.
    File { path: PathBuf, cause: io::Error },
    /// A file whose content is not what it should be.
    Malformed { path: PathBuf, cause: String },
    /// A folder that holds nothing to analyse.
    NoSources(PathBuf),
    /// A name that is not among the known ones, with the one that was probably meant.
    UnknownName { what: &'static str, name: String, nearest: Option<String> },
    /// The output has no reader any more, or no room.
    Output(io::Error),
}

impl Error {
    pub(crate) fn unknown<'a>(
        what: &'static str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Error {
        let nearest = interlocking_dsl::nearest(name, known).map(str::to_owned);
        Error::UnknownName { what, name: name.to_owned(), nearest }
    }

    /// Whether the reader of the output went away, as `head` does when it has enough.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Error::Output(cause) if cause.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::File { path, cause } => write!(f, "`{}`: {cause}", path.display()),
            Error::Malformed { path, cause } => write!(f, "`{}`: {cause}", path.display()),
            Error::NoSources(path) => {
                write!(f, "`{}` holds neither a `Cargo.toml` nor a Rust file", path.display())
            }
            Error::UnknownName { what, name, nearest: Some(nearest) } => {
                write!(f, "unknown {what} `{name}`; did you mean `{nearest}`?")
            }
            Error::UnknownName { what, name, nearest: None } => {
                write!(f, "unknown {what} `{name}`")
            }
            Error::Output(cause) => write!(f, "cannot write the output: {cause}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<io::Error> for Error {
    fn from(cause: io::Error) -> Error {
        Error::Output(cause)
    }
}
