use std::collections::HashMap;

use interlocking::{Lock, LockGuard, guarded, synchronized};

#[derive(Default)]
pub(crate) struct Service {
    sessions: Sessions,
    log: Lock<Vec<String>>,
}

#[derive(Default)]
struct Sessions {
    open: Lock<HashMap<u64, String>>,
}

impl Sessions {
    async fn open(&self) -> LockGuard<'_, HashMap<u64, String>> {
        self.open.lock().await
    }

    async fn count(&self) -> usize {
        self.open().await.len()
    }
}

#[synchronized]
impl Service {
    #[guarded(self.log)]
    pub(crate) async fn close(&self) {
        log.push("closing".to_owned());
        self.note("closed").await;
    }

    async fn note(&self, text: &str) {
        self.log.lock().await.push(text.to_owned());
    }

    pub(crate) async fn summary(&self) -> String {
        let open = self.sessions.open().await;
        format!("{} of {}", open.len(), self.sessions.count().await)
    }
}
