use std::sync::Arc;

use interlocking::{Event, synchronized};
use tokio::sync::Notify;

pub(crate) struct Server {
    stop: Arc<Event>,
    change: Arc<Notify>,
    wake: Notify,
}

impl Server {
    /// The caller has the event, too.
    pub(crate) fn new(stop: Arc<Event>) -> Server {
        let change = Arc::new(Notify::new());
        std::thread::spawn({
            let change = change.clone();
            move || change.notify_one()
        });
        Server { stop, change, wake: Notify::new() }
    }

    #[synchronized]
    pub(crate) async fn stopped(&self) {
        self.stop.wait().await;
    }

    #[synchronized]
    pub(crate) async fn changed(&self) {
        self.change.notified().await;
    }

    #[synchronized]
    pub(crate) async fn woken(&self) {
        let Server { wake, .. } = self;
        wake.notify_one();
        self.wake.notified().await;
    }
}

pub(crate) fn signal() -> Arc<Event> {
    Arc::default()
}

pub(crate) fn on_signal(event: &Event) {
    event.set();
}
