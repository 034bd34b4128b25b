//! Several functions with one name, of which only one acquires the lock.

#![deny(warnings)]

use interlocking::{Lock, guarded, synchronized};

static LEDGER: Lock<Vec<u32>> = Lock::new(Vec::new());

mod log {
    use interlocking::{Lock, guarded};

    static LEDGER: Lock<Vec<String>> = Lock::new(Vec::new());

    /// Another lock with the same name.
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

/// The calls are to other functions of that name.
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
    /// The method belongs to a field.
    #[guarded(self.pages)]
    async fn add(&self, page: String) {
        *pages += 1;
        self.cache.add(page.clone()).await;
        Cache::add(&self.cache, page).await;
    }

    /// The method belongs to another object.
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
    /// The method belongs to the inner object.
    #[guarded(self.pages)]
    async fn save(&self, page: u32) {
        pages.push(page);
        for page in pages.drain(..) {
            self.disk.save(page).await;
            Store::save(&self.disk, page).await;
        }
    }
}

/// A method with the name of a lock's method.
struct Door;

impl Door {
    async fn lock(&self) -> bool {
        tokio::task::yield_now().await;
        true
    }
}

/// A type that is not a lock can be "locked" twice.
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
