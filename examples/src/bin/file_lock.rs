//! A lock of the application as a target: the programs of one machine exclude each other by a file that only one of them can create.
//!
//! `cargo run --bin file_lock -- counter.txt` adds 1 to the number in `counter.txt`. Any number of these programs may run at once.

use std::{
    error::Error,
    ffi::OsString,
    fmt,
    fs::{self, File},
    io,
    ops::Deref,
    path::{Path, PathBuf},
    ptr,
    time::Duration,
};

use clap::Parser;
use interlocking::{Lock, LockGuard, guarded, hold};
use tokio::time::sleep;

/// A file that belongs to the program which has created the marker file beside it.
struct FileLock {
    file: PathBuf,
    marker: PathBuf,
    /// The tasks of this program queue here, so that only one of them polls the file system.
    queue: Lock<()>,
}

impl FileLock {
    fn new(file: PathBuf) -> Self {
        let mut marker = OsString::from(&file);
        marker.push(".lock");
        FileLock { file, marker: marker.into(), queue: Lock::new(()) }
    }

    /// Creates the marker file. Returns `false` if it exists.
    fn mark(&self) -> Result<bool, Failed> {
        match File::create_new(&self.marker) {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(Failed(error)),
        }
    }
}

/// Access to the file; its drop removes the marker.
struct FileGuard<'a> {
    lock: &'a FileLock,
    _queue: LockGuard<'a, ()>,
}

impl Deref for FileGuard<'_> {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.lock.file
    }
}

impl Drop for FileGuard<'_> {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.lock.marker) {
            eprintln!("{} stays locked: {error}", self.lock.file.display());
        }
    }
}

/// Why the marker could not be created.
#[derive(Debug)]
struct Failed(io::Error);

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot lock: {}", self.0)
    }
}

impl Error for Failed {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

impl<P: ?Sized> hold::CanFail<P> for Failed {
    type Error = Self;
}

impl hold::Exclusive for FileLock {
    type Guard<'a> = FileGuard<'a>;
    type Error = Failed;

    /// Polls, because the file system does not report when another program has removed the marker.
    async fn exclusive(&self) -> Result<FileGuard<'_>, Failed> {
        let queue = self.queue.lock().await;
        while !self.mark()? {
            sleep(Duration::from_millis(5)).await;
        }
        Ok(FileGuard { lock: self, _queue: queue })
    }

    async fn try_exclusive(&self) -> Result<Option<FileGuard<'_>>, Failed> {
        let Ok(queue) = self.queue.try_lock() else { return Ok(None) };
        Ok(self.mark()?.then_some(FileGuard { lock: self, _queue: queue }))
    }

    fn address(&self) -> usize {
        ptr::from_ref(self).addr()
    }
}

#[guarded(file = counter?, timeout = 30s)]
async fn count(counter: &FileLock) -> Result<u64, Box<dyn Error>> {
    let number = match fs::read_to_string(&*file) {
        Ok(text) => text.trim().parse()?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
        Err(error) => Err(error)?,
    };
    fs::write(&*file, format!("{}\n", number + 1))?;
    Ok(number + 1)
}

/// Adds 1 to the number in a file.
#[derive(Parser)]
struct Arguments {
    file: PathBuf,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let counter = FileLock::new(Arguments::parse().file);
    println!("{}", count(&counter).await?);
    Ok(())
}
