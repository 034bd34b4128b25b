//! Parsing a part of a file on demand, also inside of the compiler.

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
    sync::{Mutex, MutexGuard, PoisonError},
};

use syn::parse::Parse;

/// Parses a text into syntax whose spans count from the start of the text. `None` if it does not parse.
pub(super) fn parse<T: Parse>(text: &str) -> Option<T> {
    let _fallback = Fallback::force();
    syn::parse_str(text).ok()
}

/// While it lives, new tokens are those of proc-macro2 and not the compiler's, whose spans have no positions in a text that
/// the compiler does not read. The switch is global to the process, so that one thread at a time has it.
pub(crate) struct Fallback {
    _alone: MutexGuard<'static, ()>,
}

static ALONE: Mutex<()> = Mutex::new(());

thread_local! {
    /// That of this thread, which may ask for it again.
    static CURRENT: RefCell<Weak<Fallback>> = const { RefCell::new(Weak::new()) };
}

impl Fallback {
    pub(crate) fn force() -> Rc<Fallback> {
        CURRENT.with_borrow_mut(|current| {
            current.upgrade().unwrap_or_else(|| {
                let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
                proc_macro2::fallback::force();
                let fallback = Rc::new(Fallback { _alone: alone });
                *current = Rc::downgrade(&fallback);
                fallback
            })
        })
    }
}

impl Drop for Fallback {
    fn drop(&mut self) {
        proc_macro2::fallback::unforce();
    }
}
