use std::sync::Arc;

use interlocking::{Event, synchronized};
use tokio::sync::Notify;

pub(crate) struct Server {
    stop: Event,
    change: Arc<Notify>,
}

impl Server {
    pub(crate) fn new() -> Server {
        Server { stop: Event::new(), change: Arc::new(Notify::new()) }
    }

    #[synchronized]
    pub(crate) async fn stopped(&self) {
        self.stop.wait().await;
    }

    #[synchronized]
    pub(crate) async fn changed(&self) {
        self.change.notified().await;
    }
}
