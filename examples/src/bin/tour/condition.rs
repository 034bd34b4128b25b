//! Two tasks wait on a condition until the resource is 3.

use futures::join;
use interlocking::{Condition, Lock, guarded, synchronized};

use crate::story::{begin, io, tell};

static RESOURCE: Lock<u32> = Lock::new(0);
static CHANGED: Condition<u32> = Condition::new();

#[guarded(RESOURCE)]
async fn waiter(name: &str) {
    tell(format!("task {name} waits for the resource to reach 3"));
    resource = CHANGED.wait_for(resource, |resource| *resource == 3).await;
    tell(format!("task {name} sees resource is {resource}. Starting work!"));
    io(1.0).await;
}

#[synchronized]
async fn incrementer() {
    for _ in 0..5 {
        io(0.5).await;
        #[guarded(RESOURCE, notify_all = CHANGED)]
        {
            *resource += 1;
            tell(format!("the resource is incremented to {resource}"));
        }
    }
}

pub(crate) async fn play() {
    begin("Condition: A and B wait until the resource is 3");
    join!(waiter("A"), waiter("B"), incrementer());
}
