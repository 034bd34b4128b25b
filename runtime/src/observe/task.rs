//! Who holds and waits: a task of tokio's, or a thread.

use std::{
    fmt,
    thread::{self, ThreadId},
};

/// A task, or a thread that runs futures itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TaskId {
    #[cfg(feature = "tokio")]
    Task(tokio::task::Id),
    Thread(ThreadId),
}

impl TaskId {
    pub(crate) fn current() -> Self {
        #[cfg(feature = "tokio")]
        if let Some(id) = tokio::task::try_id() {
            return TaskId::Task(id);
        }
        TaskId::Thread(thread::current().id())
    }
}

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            #[cfg(feature = "tokio")]
            TaskId::Task(id) => write!(f, "task {id}"),
            TaskId::Thread(id) => {
                // `ThreadId(3)`
                let id = format!("{id:?}");
                let number = id.trim_start_matches("ThreadId(").trim_end_matches(')');
                write!(f, "thread {number}")
            }
        }
    }
}
