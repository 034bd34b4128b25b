use interlocking::Lock;
use tokio::sync::{Mutex, RwLock};

pub(crate) static GATE: Lock<u64> = Lock::new(0);
pub(crate) static FIRST: Lock<u64> = Lock::new(0);
pub(crate) static SECOND: Lock<u64> = Lock::new(0);

#[derive(Default)]
pub(crate) struct Store {
    names: RwLock<Vec<String>>,
    sizes: Mutex<Vec<usize>>,
}

impl Store {
    // Nobody else can reach the store.
    pub(crate) async fn load(&mut self) {
        let mut sizes = self.sizes.lock().await;
        for name in self.names.read().await.iter() {
            sizes.push(name.len());
        }
    }

    pub(crate) async fn rename(&self) {
        let mut names = self.names.write().await;
        let mut sizes = self.sizes.lock().await;
        names.push(String::new());
        sizes.push(0);
    }

    pub(crate) async fn count(&self) -> usize {
        let names = self.names.read().await.len();
        names + self.sizes.lock().await.len()
    }
}
