//! The change happens under a write guard, or in a type that is made for it.

#![deny(warnings)]

use std::{
    cell::{Cell, RefCell},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use interlocking::{RwLock, guarded, synchronized};

struct Page {
    text: String,
    hits: Cell<u32>,
    views: AtomicU32,
    words: OnceLock<usize>,
}

/// The write guard excludes readers.
#[guarded(write page)]
async fn held_to_write(page: &RwLock<Page>) {
    page.hits.set(page.hits.get() + 1);
    page.text.clear();
}

/// The reader changes nothing.
#[guarded(read page)]
async fn looks(page: &RwLock<Page>) -> u32 {
    page.hits.get()
}

/// An atomic is updated in one step.
#[guarded(read page)]
async fn counts(page: &RwLock<Page>) -> String {
    page.views.fetch_add(1, Ordering::Relaxed);
    page.text.clone()
}

/// A `OnceLock` has one value for all readers.
#[guarded(read page)]
async fn computes_once(page: &RwLock<Page>) -> usize {
    *page.words.get_or_init(|| page.text.split_whitespace().count())
}

/// The cell belongs to the caller.
#[guarded(read page)]
async fn cell_of_the_caller(page: &RwLock<Page>, last: &Cell<u32>, all: &RefCell<Vec<u32>>) {
    last.set(page.hits.get());
    all.borrow_mut().push(page.hits.get());
}

/// `replace` returns a new text.
#[guarded(read page)]
async fn copies(page: &RwLock<Page>) -> String {
    page.text.replace('\t', " ")
}

/// The write happens under the next acquisition.
#[synchronized]
async fn writes_later(page: &RwLock<Page>) {
    let hits = page.read().await.hits.get();
    println!("{hits}");
    page.write().await.hits.set(0);
}

#[guarded(read page, allow(write_under_read_lock, reason = "one thread, and nothing waits here"))]
async fn on_purpose(page: &RwLock<Page>) {
    page.hits.set(page.hits.get() + 1);
}

fn main() {
    let page = RwLock::new(Page {
        text: String::new(),
        hits: Cell::new(0),
        views: AtomicU32::new(0),
        words: OnceLock::new(),
    });
    drop((held_to_write(&page), looks(&page), counts(&page), computes_once(&page), copies(&page)));
    drop((cell_of_the_caller(&page, &Cell::new(0), &RefCell::default()), writes_later(&page)));
    drop(on_purpose(&page));
}
