//! The data are held to write, or what changes is made for it, or is not theirs.

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

/// Nobody reads meanwhile.
#[guarded(write page)]
async fn held_to_write(page: &RwLock<Page>) {
    page.hits.set(page.hits.get() + 1);
    page.text.clear();
}

/// A reader only looks at it.
#[guarded(read page)]
async fn looks(page: &RwLock<Page>) -> u32 {
    page.hits.get()
}

/// An atomic changes in one step.
#[guarded(read page)]
async fn counts(page: &RwLock<Page>) -> String {
    page.views.fetch_add(1, Ordering::Relaxed);
    page.text.clone()
}

/// What is computed once is the same for all.
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

/// A text is replaced in a copy.
#[guarded(read page)]
async fn copies(page: &RwLock<Page>) -> String {
    page.text.replace('\t', " ")
}

/// It is written under the next acquisition.
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
