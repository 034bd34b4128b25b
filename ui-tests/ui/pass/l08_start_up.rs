//! Two lock orders that cannot run concurrently, because one has exclusive access to the owner.

#![deny(warnings)]

use std::collections::HashMap;

use interlocking::{Lock, RwLock, guarded, synchronized};
use tokio::sync::Mutex;

#[derive(Default)]
struct Server {
    users: Lock<HashMap<String, u32>>,
    rooms: RwLock<Vec<String>>,
    log: Mutex<Vec<String>>,
}

impl Server {
    /// No other task can reach the new object.
    #[synchronized]
    async fn start(names: Vec<String>) -> Server {
        let server = Server::default();
        let mut log = server.log.lock().await;
        let mut users = server.users.lock().await;
        for name in names {
            log.push(format!("{name} is known"));
            users.insert(name, 0);
        }
        drop((log, users));
        server
    }

    /// `self` is consumed, and locked in the other order.
    #[synchronized]
    async fn stop(self) -> usize {
        let rooms = self.rooms.write().await;
        let users = self.users.lock().await;
        rooms.len() + users.len()
    }

    /// `&mut self` needs no lock.
    #[synchronized]
    async fn clear(&mut self) {
        self.log.get_mut().clear();
        self.rooms.get_mut().clear();
        self.users.get_mut().clear();
        self.log.lock().await.push("cleared".to_owned());
    }

    /// `&mut self` may lock in another order.
    #[guarded(self.log)]
    async fn restore(&mut self, name: String) {
        let mut users = self.users.lock().await;
        log.push(format!("{name} is back"));
        users.insert(name, 0);
    }

    /// The order of every other method.
    #[guarded(self.users)]
    async fn rename(&self, old: &str, new: String) {
        if let Some(user) = users.remove(old) {
            let mut log = self.log.lock().await;
            log.push(format!("{old} is {new}"));
            users.insert(new, user);
        }
    }

    /// The same with attributes.
    #[guarded(self.users)]
    #[guarded(write self.rooms)]
    async fn open(&self, room: String) {
        rooms.push(room);
        for seen in users.values_mut() {
            *seen += 1;
        }
    }
}

/// The lock is consumed.
#[synchronized]
async fn unpacked(server: Server) -> Vec<String> {
    let mut log = server.log.into_inner();
    let users = server.users.into_inner();
    log.extend(users.into_keys());
    tokio::task::yield_now().await;
    log
}

fn main() {
    let mut server = Server::default();
    drop((Server::start(Vec::new()), unpacked(Server::default()), Server::default().stop()));
    drop(server.clear());
    drop(server.restore(String::new()));
    drop((server.rename("", String::new()), server.open(String::new())));
}
