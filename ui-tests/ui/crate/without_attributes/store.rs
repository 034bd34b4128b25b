use tokio::sync::{Mutex, RwLock};

#[derive(Default)]
pub(crate) struct Store {
    names: RwLock<Vec<String>>,
    sizes: Mutex<Vec<u64>>,
}

impl Store {
    pub(crate) async fn rename(&self, id: usize) {
        let mut names = self.names.write().await;
        names[id] = format!("{} of {}", id, self.len().await);
    }

    async fn len(&self) -> usize {
        self.names.read().await.len()
    }

    pub(crate) async fn grow(&self) {
        let mut sizes = self.sizes.lock().await;
        sizes.push(self.len().await as u64);
    }

    pub(crate) async fn shrink(&self) {
        let names = self.names.read().await;
        self.sizes.lock().await.truncate(names.len());
    }
}
