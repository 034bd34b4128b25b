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

use std::{fs, io, path::PathBuf};

use clap::{Parser, ValueEnum};
use interlocking::observe::Recording;

/// Plays the six scenes of the asyncio guide to synchronization primitives, or the ones you name.
#[derive(Parser)]
#[command(name = "tour")]
struct Tour {
    /// The scenes to play, in this order; all of them if none is named.
    scenes: Vec<Scene>,
    /// After each scene, draw who held what, and who waited.
    #[arg(long)]
    timeline: bool,
    /// Write the same for all scenes as a page of HTML.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write the same for all scenes as a trace that Perfetto opens.
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
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
async fn main() -> io::Result<()> {
    let Tour { scenes: named, timeline, html, trace } = Tour::parse();
    let scenes = if named.is_empty() { Scene::value_variants() } else { &named };
    let draws = timeline || html.is_some() || trace.is_some();
    let all = draws.then(Recording::start);
    let play = async {
        for scene in scenes {
            let recording = timeline.then(Recording::start);
            scene.play().await;
            if let Some(recording) = recording {
                story::line(&format!("\n{recording}"));
            }
        }
    };
    story::listen(|line| println!("{line}"), play).await;
    if let (Some(all), Some(file)) = (&all, html) {
        fs::write(file, all.html())?;
    }
    if let (Some(all), Some(file)) = (&all, trace) {
        fs::write(file, all.chrome_trace())?;
    }
    Ok(())
}
