//! A number on a method, which all objects share.

#![deny(deprecated)]

use std::sync::Arc;

use interlocking::{barrier, semaphore, synchronized};

struct Client {
    name: String,
}

impl Client {
    #[semaphore(1)]
    async fn send(&self, text: &str) {
        println!("{}: {text}", self.name);
    }

    #[semaphore(4)]
    async fn shared(self: Arc<Self>) -> usize {
        self.name.len()
    }

    #[barrier(2)]
    async fn exclusive(&mut self) {
        self.name.clear();
    }

    #[synchronized]
    async fn block(&self) {
        #[semaphore(4)]
        {
            println!("{}", self.name);
        }
    }
}

fn main() {
    let mut client = Client { name: String::new() };
    drop(client.exclusive());
    drop((client.send("text"), client.block()));
    drop(Arc::new(client).shared());
}
