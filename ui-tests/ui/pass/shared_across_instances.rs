//! Methods with a named primitive, and associated functions without `self`.

#![deny(warnings)]

use interlocking::{Semaphore, semaphore};

static GATE: Semaphore = Semaphore::new(4);

struct Client {
    name: String,
    limit: Semaphore,
}

impl Client {
    /// Each object has a semaphore.
    #[semaphore(self.limit)]
    async fn field(&self) -> usize {
        self.name.len()
    }

    /// A `static` with a name is shared by all objects.
    #[semaphore(GATE)]
    async fn named(&self) -> usize {
        self.name.len()
    }

    /// There is no object yet.
    #[semaphore(4)]
    async fn connect(name: &str) -> Client {
        Client { name: name.to_owned(), limit: Semaphore::new(1) }
    }

    #[semaphore(4, allow(shared_across_instances, reason = "the server counts all clients"))]
    async fn on_purpose(&self) -> usize {
        self.name.len()
    }
}

/// The number belongs to a function, not to a method.
#[semaphore(4)]
async fn function(from: &Client, to: &Client) -> bool {
    from.name == to.name
}

fn main() {
    let client = Client { name: String::new(), limit: Semaphore::new(1) };
    drop((client.field(), client.named(), Client::connect("a"), client.on_purpose()));
    drop(function(&client, &client));
}
