//! The six scenes of the asyncio guide to synchronization primitives, played with interlocking's attributes.

mod barrier;
mod bounded;
mod condition;
mod event;
mod lock;
mod semaphore;
mod story;
#[cfg(test)]
mod tests;

use clap::{Parser, ValueEnum};

/// Plays the six scenes of the asyncio guide to synchronization primitives, or the ones you name.
#[derive(Parser)]
#[command(name = "tour")]
struct Tour {
    /// The scenes to play, in this order; all of them if none is named.
    scenes: Vec<Scene>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Scene {
    /// A lost update, and the lock that prevents it.
    Lock,
    /// Five workers, of which two run at a time.
    Semaphore,
    /// A release beyond the bound is refused.
    Bounded,
    /// One task sets an event, and two waiters continue.
    Event,
    /// Two tasks wait on a condition until the data are right.
    Condition,
    /// Three workers meet, or the barrier is aborted.
    Barrier,
}

impl Scene {
    async fn play(self) {
        match self {
            Scene::Lock => lock::play().await,
            Scene::Semaphore => semaphore::play().await,
            Scene::Bounded => bounded::play().await,
            Scene::Event => event::play().await,
            Scene::Condition => condition::play().await,
            Scene::Barrier => barrier::play().await,
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let named = Tour::parse().scenes;
    let scenes = if named.is_empty() { Scene::value_variants() } else { &named };
    let play = async {
        for scene in scenes {
            scene.play().await;
        }
    };
    story::listen(|line| println!("{line}"), play).await;
}
