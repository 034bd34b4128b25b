//! Functions of one name in several modules, types and traits, of which only one takes the lock.

#![deny(warnings)]

use interlocking::{Lock, guarded, synchronized};

static LEDGER: Lock<Vec<u32>> = Lock::new(Vec::new());

mod log {
    use interlocking::{Lock, guarded};

    static LEDGER: Lock<Vec<String>> = Lock::new(Vec::new());

    /// Another lock of the same name, too.
    #[guarded(LEDGER)]
    pub(crate) async fn add(text: String) {
        ledger.push(text);
    }
}

mod plain {
    pub(crate) async fn add(amount: u32) -> u32 {
        tokio::task::yield_now().await;
        amount
    }
}

/// It calls its namesakes.
#[guarded(LEDGER)]
async fn add(amount: u32) {
    ledger.push(plain::add(amount).await);
    log::add(format!("{amount} added")).await;
}

#[derive(Default)]
struct Cache {
    pages: Lock<Vec<String>>,
}

impl Cache {
    #[guarded(self.pages)]
    async fn add(&self, page: String) {
        pages.push(page);
    }

    #[guarded(self.pages)]
    async fn len(&self) -> usize {
        pages.len()
    }
}

#[derive(Default)]
struct Site {
    pages: Lock<u32>,
    cache: Cache,
    others: Vec<Site>,
}

impl Site {
    /// The method of a field.
    #[guarded(self.pages)]
    async fn add(&self, page: String) {
        *pages += 1;
        self.cache.add(page.clone()).await;
        Cache::add(&self.cache, page).await;
    }

    /// The method of another object.
    #[guarded(self.pages)]
    async fn len(&self) -> usize {
        let mut pages = *pages as usize + self.cache.len().await;
        for other in &self.others {
            pages += Box::pin(other.len()).await;
        }
        pages
    }
}

trait Store {
    async fn save(&self, page: u32);
}

struct Disk;

impl Store for Disk {
    async fn save(&self, page: u32) {
        println!("{page}");
    }
}

struct Buffered {
    pages: Lock<Vec<u32>>,
    disk: Disk,
}

impl Store for Buffered {
    /// The same method of what it wraps.
    #[guarded(self.pages)]
    async fn save(&self, page: u32) {
        pages.push(page);
        for page in pages.drain(..) {
            self.disk.save(page).await;
            Store::save(&self.disk, page).await;
        }
    }
}

/// A method that has the name of a lock's.
struct Door;

impl Door {
    async fn lock(&self) -> bool {
        tokio::task::yield_now().await;
        true
    }
}

/// What is no lock can be locked twice.
#[synchronized]
async fn doors(front: &Door, back: &Door) -> bool {
    let front_locked = front.lock().await;
    let back_locked = back.lock().await;
    front_locked && back_locked
}

fn main() {
    let site = Site::default();
    let buffered = Buffered { pages: Lock::default(), disk: Disk };
    drop((add(1), site.add(String::new()), site.len(), buffered.save(1), doors(&Door, &Door)));
}
