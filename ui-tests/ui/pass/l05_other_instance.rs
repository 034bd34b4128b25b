//! Different locks of one type.

#![deny(warnings)]

use std::{collections::HashMap, sync::Arc};

use interlocking::{Lock, RwLock, guarded, synchronized};
use tokio::sync::Mutex;

struct Node {
    left: Lock<Vec<u32>>,
    right: Lock<Vec<u32>>,
    total: Mutex<u32>,
    children: Vec<Arc<Node>>,
}

/// Two fields of one object.
impl Node {
    #[guarded(self.left)]
    async fn attribute_and_body(&self) {
        let mut right = self.right.lock().await;
        right.append(&mut left);
        *self.total.lock().await += 1;
    }

    #[synchronized]
    async fn in_the_body(&self) {
        let mut left = self.left.lock().await;
        let mut right = self.right.lock().await;
        std::mem::swap(&mut *left, &mut *right);
    }

    /// The lock of a child under that of its parent.
    #[guarded(self.left)]
    async fn children(&self) {
        for child in &self.children {
            left.extend(child.right.lock().await.iter());
        }
    }

    /// A field of one object and another field of the other object.
    #[synchronized]
    async fn crosswise(&self, other: &Node) {
        let left = self.left.lock().await;
        let mut right = other.right.lock().await;
        right.extend(left.iter());
    }

    /// One attribute acquires both, whatever the order of the arguments.
    #[guarded(self.left, other = other.left)]
    async fn as_one(&self, other: &Node) {
        std::mem::swap(&mut *left, &mut *other);
    }

    /// One lock after the other.
    #[synchronized]
    async fn one_after_the_other(&self, other: &Node) {
        let copy = self.left.lock().await.clone();
        other.left.lock().await.extend(copy);
    }
}

struct Registry {
    rooms: RwLock<HashMap<String, Arc<Lock<Vec<String>>>>>,
}

/// A lock inside guarded data.
impl Registry {
    #[guarded(read self.rooms)]
    async fn say(&self, room: &str, text: &str) {
        if let Some(room) = rooms.get(room) {
            room.lock().await.push(text.to_owned());
        }
    }

    #[synchronized]
    async fn found_first(&self, room: &str, text: String) {
        let room = self.rooms.read().await.get(room).cloned();
        if let Some(room) = room {
            room.lock().await.push(text);
            println!("{} rooms", self.rooms.write().await.len());
        }
    }

    #[guarded(write self.rooms)]
    async fn open(&self, name: String) {
        let room = rooms.entry(name).or_default();
        room.lock().await.clear();
    }
}

struct Shelf {
    items: Vec<Mutex<u32>>,
}

/// The lock of a container, and then that of an element.
#[synchronized]
async fn nested(shelf: &Mutex<Shelf>, at: usize) -> u32 {
    let shelf = shelf.lock().await;
    let mut item = shelf.items[at].lock().await;
    *item += 1;
    *item
}

/// Two elements with different indices.
#[synchronized]
async fn two_items(shelf: &Shelf) {
    let mut first = shelf.items[0].lock().await;
    let mut second = shelf.items[1].lock().await;
    std::mem::swap(&mut *first, &mut *second);
}

/// Neighbours, always in the same order.
#[synchronized]
async fn neighbours(shelf: &Shelf, at: usize) {
    let mut one = shelf.items[at].lock().await;
    let other = shelf.items[at + 1].lock().await;
    *one += *other;
}

/// All elements, one at a time.
#[synchronized]
async fn sum(shelf: &Shelf) -> u32 {
    let mut sum = 0;
    for item in &shelf.items {
        sum += *item.lock().await;
    }
    for (at, item) in shelf.items.iter().enumerate() {
        let mut item = item.lock().await;
        *item += at as u32;
    }
    sum
}

/// Two parameters with different roles.
#[guarded(inbox)]
async fn two_parameters(inbox: &Lock<Vec<u32>>, outbox: &Lock<Vec<u32>>) {
    outbox.lock().await.append(&mut inbox);
}

/// One name for two locks, one after the other.
#[synchronized]
async fn one_name(first: Arc<Lock<u32>>, second: Arc<Lock<u32>>) {
    let lock = first;
    let one = lock.lock().await;
    {
        let lock = second;
        *lock.lock().await += *one;
    }
    println!("{one}");
}

fn main() {
    let node = || Node {
        left: Lock::default(),
        right: Lock::default(),
        total: Mutex::default(),
        children: Vec::new(),
    };
    let (a, b) = (node(), node());
    drop((a.attribute_and_body(), a.in_the_body(), a.children(), a.crosswise(&b), a.as_one(&b)));
    drop(a.one_after_the_other(&b));
    let registry = Registry { rooms: RwLock::default() };
    drop((registry.say("a", "b"), registry.found_first("a", String::new())));
    drop(registry.open(String::new()));
    let shelf = Shelf { items: Vec::new() };
    drop((two_items(&shelf), neighbours(&shelf, 1), sum(&shelf)));
    drop(nested(&Mutex::new(shelf), 1));
    drop((two_parameters(&a.left, &a.right), one_name(Arc::default(), Arc::default())));
}
