//! The lock of the futures crate. It does not hand over in order: a newcomer may overtake who waits.

use std::{convert::Infallible, future::ready, ptr};

use futures_util::lock::{Mutex, MutexGuard};

use crate::hold::{Exclusive, Succeeds, primitives::lock};

lock!(Exclusive for Mutex: MutexGuard, exclusive = lock, try_exclusive = try_lock);
