//! One task sets an event, and two waiters continue.

use futures::join;
use interlocking::{Event, sets, synchronized, waits};

use crate::story::{begin, io, tell};

static READY: Event = Event::new();

#[synchronized]
async fn waiter(number: u32) {
    tell(format!("waiter {number} waits for the event"));
    #[waits(READY)]
    {
        tell(format!("waiter {number} goes on"));
    }
}

#[sets(READY)]
async fn setter() {
    io(2.0).await;
    tell("the setter sets the event");
}

pub(crate) async fn play() {
    begin("Event: #[sets(READY)] frees two waiters");
    join!(waiter(1), waiter(2), setter());
}
