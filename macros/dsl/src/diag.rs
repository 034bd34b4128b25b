//! Collecting the mistakes, so that all of them are reported in one compile.

use std::thread;

use syn::Error;

/// The mistakes found so far. It must be [finished](Self::finish): a mistake that nobody reads is a wrong expansion.
pub(crate) struct Diagnostics(Option<Vec<Error>>);

impl Diagnostics {
    pub(crate) fn new() -> Self {
        Diagnostics(Some(Vec::new()))
    }

    pub(crate) fn push(&mut self, error: Error) {
        self.0.get_or_insert_default().push(error);
    }

    /// What it holds, or nothing and the mistake noted.
    pub(crate) fn merge<T>(&mut self, result: Result<T, Error>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// The mistakes as one error.
    pub(crate) fn finish(mut self) -> Result<(), Error> {
        let errors = self.0.take().into_iter().flatten();
        let combined = errors.reduce(|mut all, error| {
            all.combine(error);
            all
        });
        combined.map_or(Ok(()), Err)
    }
}

impl Drop for Diagnostics {
    fn drop(&mut self) {
        if self.0.is_some() && !thread::panicking() {
            panic!("diagnostics were dropped without being finished");
        }
    }
}
