//! Data are changed through a cell under a read guard.

#![deny(deprecated)]

use std::cell::{Cell, RefCell};

use interlocking::{RwLock, guarded, synchronized};

struct Page {
    text: String,
    hits: Cell<u32>,
    readers: RefCell<Vec<u32>>,
}

#[guarded(read page)]
async fn sets(page: &RwLock<Page>) -> String {
    page.hits.set(page.hits.get() + 1);
    page.text.clone()
}

#[guarded(read page)]
async fn borrows(page: &RwLock<Page>, reader: u32) -> usize {
    page.readers.borrow_mut().push(reader);
    page.text.len()
}

#[synchronized]
async fn replaces(pages: &tokio::sync::RwLock<Page>) -> u32 {
    let page = pages.read().await;
    page.hits.replace(0)
}

fn main() {
    let page = || Page { text: String::new(), hits: Cell::new(0), readers: RefCell::default() };
    drop((sets(&RwLock::new(page())), borrows(&RwLock::new(page()), 1)));
    drop(replaces(&tokio::sync::RwLock::new(page())));
}
