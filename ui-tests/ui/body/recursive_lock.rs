//! A function that awaits itself under its lock.

use std::{sync::Arc, time::Duration};

use interlocking::{Lock, RwLock, guarded};
use tokio::time::timeout;

static VISITED: Lock<u32> = Lock::new(0);
static TREE: RwLock<Vec<usize>> = RwLock::new(Vec::new());

#[guarded(VISITED)]
async fn visit(depth: u32) {
    *visited += 1;
    if depth > 0 {
        Box::pin(visit(depth - 1)).await;
    }
}

#[guarded(read TREE)]
async fn weigh(node: usize) -> usize {
    match tree.get(node) {
        Some(&next) => 1 + Box::pin(weigh(next)).await,
        None => 0,
    }
}

#[guarded(VISITED)]
async fn in_time(depth: u32) -> bool {
    *visited += 1;
    depth == 0 || timeout(Duration::from_secs(1), Box::pin(in_time(depth - 1))).await.is_ok()
}

struct Node {
    weight: Lock<u32>,
    next: Option<Arc<Node>>,
}

impl Node {
    #[guarded(self.weight)]
    async fn grow(&self, by: u32) {
        *weight += 1;
        if by > 1 {
            Box::pin(self.grow(by - 1)).await;
        }
    }

    #[guarded(VISITED)]
    async fn walk(&self) {
        *visited += 1;
        if let Some(next) = &self.next {
            Box::pin(Self::walk(next)).await;
        }
    }
}

fn main() {
    let node = Node { weight: Lock::new(0), next: None };
    drop((visit(3), weigh(3), in_time(3), node.grow(3), node.walk()));
}
