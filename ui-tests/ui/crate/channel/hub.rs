use std::sync::Arc;

use interlocking::{Lock, guarded};
use tokio::sync::mpsc;

pub(crate) struct Hub {
    state: Lock<Vec<u64>>,
    events: mpsc::Sender<u64>,
}

impl Hub {
    pub(crate) fn start() -> Arc<Hub> {
        let (events, receiver) = mpsc::channel(8);
        let hub = Arc::new(Hub { state: Lock::new(Vec::new()), events });
        tokio::spawn(Hub::run(hub.clone(), receiver));
        hub
    }

    #[guarded(self.state)]
    pub(crate) async fn publish(&self, event: u64) {
        state.push(event);
        self.events.send(event).await.expect("the receiver lives as long as the hub");
    }

    async fn run(self: Arc<Self>, mut receiver: mpsc::Receiver<u64>) {
        while let Some(event) = receiver.recv().await {
            self.state.lock().await.retain(|other| *other != event);
        }
    }
}
