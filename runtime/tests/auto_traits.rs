//! X7: which guards are `Send` and `Sync`, for each kind of data.

use std::{cell::Cell, marker::PhantomData, rc::Rc, sync::MutexGuard};

use interlocking::{
    Lock, LockGuard, MappedLockGuard, MappedRwLockWriteGuard, OwnedLockGuard, OwnedMappedLockGuard,
    OwnedMappedRwLockWriteGuard, OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock,
    RwLockReadGuard, RwLockWriteGuard,
};

type Both = u32;
type SendOnly = Cell<u32>;
type SyncOnly = MutexGuard<'static, u32>;
type Neither = Rc<u32>;

/// `SEND` and `SYNC` are the constants of the inherent impl where `T` has the trait, and those of `Lacks` otherwise.
struct Probe<T>(PhantomData<T>);

trait Lacks {
    const SEND: bool = false;
    const SYNC: bool = false;
}

impl<T> Lacks for Probe<T> {}

impl<T: Send> Probe<T> {
    const SEND: bool = true;
}

impl<T: Sync> Probe<T> {
    const SYNC: bool = true;
}

/// Whether `$guard<T>` is `Send`, and whether it is `Sync`, for each kind of `T`.
macro_rules! auto_traits {
    ($guard:ident<$($argument:tt),+>: Send $send:expr, Sync $sync:expr) => {{
        let send = [
            auto_traits!(@of SEND, $guard, Both, $($argument),+),
            auto_traits!(@of SEND, $guard, SendOnly, $($argument),+),
            auto_traits!(@of SEND, $guard, SyncOnly, $($argument),+),
            auto_traits!(@of SEND, $guard, Neither, $($argument),+),
        ];
        let sync = [
            auto_traits!(@of SYNC, $guard, Both, $($argument),+),
            auto_traits!(@of SYNC, $guard, SendOnly, $($argument),+),
            auto_traits!(@of SYNC, $guard, SyncOnly, $($argument),+),
            auto_traits!(@of SYNC, $guard, Neither, $($argument),+),
        ];
        assert_eq!((send, sync), ($send, $sync), stringify!($guard<$($argument),+>));
    }};
    (@of $constant:ident, $guard:ident, $data:ident, T) => { Probe::<$guard<$data>>::$constant };
    (@of $constant:ident, $guard:ident, $data:ident, 'static, T) => {
        Probe::<$guard<'static, $data>>::$constant
    };
    (@of $constant:ident, $guard:ident, $data:ident, Both, T) => {
        Probe::<$guard<Both, $data>>::$constant
    };
    (@of $constant:ident, $guard:ident, $data:ident, T, Both) => {
        Probe::<$guard<$data, Both>>::$constant
    };
}

const IF_SEND: [bool; 4] = [true, true, false, false];
const IF_SYNC: [bool; 4] = [true, false, true, false];
const IF_BOTH: [bool; 4] = [true, false, false, false];

#[test]
fn x07_locks_are_shared_where_their_data_may_be_moved() {
    auto_traits!(Lock<T>: Send IF_SEND, Sync IF_SEND);
    auto_traits!(RwLock<T>: Send IF_SEND, Sync IF_BOTH);
}

/// A guard that can reach the whole lock has the bounds of a shared lock. A guard of a part has those of a reference to that part.
#[test]
fn x07_guards_are_sent_and_shared_where_their_data_may_be() {
    auto_traits!(LockGuard<'static, T>: Send IF_SEND, Sync IF_BOTH);
    auto_traits!(MappedLockGuard<'static, T>: Send IF_SEND, Sync IF_SYNC);
    auto_traits!(RwLockReadGuard<'static, T>: Send IF_SYNC, Sync IF_SYNC);
    auto_traits!(RwLockWriteGuard<'static, T>: Send IF_BOTH, Sync IF_BOTH);
    auto_traits!(MappedRwLockWriteGuard<'static, T>: Send IF_SEND, Sync IF_SYNC);
}

/// An owned guard may be the last owner of the lock and then drops all of its data.
#[test]
fn x07_owned_guards_are_sent_and_shared_where_their_data_and_the_lock_may_be() {
    auto_traits!(OwnedLockGuard<T>: Send IF_SEND, Sync IF_BOTH);
    auto_traits!(OwnedMappedLockGuard<Both, T>: Send IF_SEND, Sync IF_SYNC);
    auto_traits!(OwnedMappedLockGuard<T, Both>: Send IF_SEND, Sync IF_SEND);
    auto_traits!(OwnedRwLockReadGuard<T>: Send IF_BOTH, Sync IF_BOTH);
    auto_traits!(OwnedRwLockReadGuard<Both, T>: Send IF_SYNC, Sync IF_SYNC);
    auto_traits!(OwnedRwLockReadGuard<T, Both>: Send IF_BOTH, Sync IF_BOTH);
    auto_traits!(OwnedRwLockWriteGuard<T>: Send IF_BOTH, Sync IF_BOTH);
    auto_traits!(OwnedMappedRwLockWriteGuard<Both, T>: Send IF_SEND, Sync IF_SYNC);
    auto_traits!(OwnedMappedRwLockWriteGuard<T, Both>: Send IF_BOTH, Sync IF_BOTH);
}
