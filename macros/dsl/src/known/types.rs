//! Types of the language and of well-known libraries.

use syn::{
    Expr, ExprCall, GenericArgument, Path, PathArguments, Type, TypeParamBound, TypeTraitObject,
};

use crate::syntax;

/// What is known of a value by its type: what its methods do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum TypeKind {
    /// A `Mutex` or `RwLock` of whatever crate, told apart by `.await` and `.unwrap()`.
    AnyLock,
    /// A mutex or a read-write lock whose methods are awaited.
    AsyncLock,
    /// A mutex or a read-write lock of `std`: its methods give results.
    StdLock,
    /// The same of `parking_lot` and others: their methods give guards.
    ParkingLot,
    Semaphore,
    /// A barrier that is awaited.
    Barrier,
    /// A barrier of `std`, which blocks the thread.
    ThreadBarrier,
    Event,
    /// `tokio::sync::Notify`
    Notify,
    /// `tokio_util::sync::CancellationToken`
    Cancellation,
    /// A condition that is awaited.
    Condition,
    /// A condition variable of `std` or `parking_lot`.
    ThreadCondition,
    RefCell,
    DashMap,
    /// The receiving half of a `watch` channel.
    Watch,
    WatchSender,
    /// The sending half of a channel that may be full.
    BoundedSender,
    UnboundedSender,
    /// The receiving half of an async channel of many messages.
    Receiver,
    OneshotSender,
    /// The receiving half of a oneshot channel, which is awaited itself.
    OneshotReceiver,
    /// A `JoinHandle`, which is awaited itself.
    Task,
    /// A set of tasks that is joined.
    JoinSet,
    /// One half of a channel that blocks the thread.
    ThreadSender,
    ThreadReceiver,
    /// The handle of a thread.
    ThreadHandle,
    Atomic,
    /// A socket, a file or a client, whose methods wait for a peer or a disk.
    Io,
    /// A runtime or its handle, whose `block_on` blocks the thread.
    Runtime,
    Span,
    /// A guard: what it is of.
    Guard(super::GuardKind, super::Mode),
    /// Code that is written in the body itself.
    Closure,
    /// A trait object.
    Dyn,
    /// `Fn`, `FnMut`, `FnOnce`, `AsyncFn`: code that is handed in.
    Callback,
}

/// A type of a library: the crates that have it, the module (or none, where the name is enough), its name.
type Row = (&'static [&'static str], &'static str, &'static str, TypeKind);

const OURS: &[&str] = &["interlocking"];
const TOKIO: &[&str] = &["tokio"];
const STD: &[&str] = &["std", "core", "alloc"];
const ASYNC_LOCKS: &[&str] = &[
    "tokio",
    "interlocking",
    "async_lock",
    "async_std",
    "smol",
    "futures",
    "futures_util",
    "mea",
    "asyncband",
];
const GUARD_LOCKS: &[&str] = &["parking_lot", "spin", "lock_api"];
const CHANNELS: &[&str] = &["async_channel", "flume", "kanal", "thingbuf"];
const THREAD_CHANNELS: &[&str] = &["std", "crossbeam", "crossbeam_channel"];

#[rustfmt::skip]
const TYPES: &[Row] = {
    use super::{GuardKind::{Borrow, Lock, Permit, Shard, ThreadLock, Watched}, Mode::{Exclusive, Shared}};
    use TypeKind::*;
    &[
        (OURS, "", "Lock", AsyncLock),
        (ASYNC_LOCKS, "", "Mutex", AsyncLock),
        (ASYNC_LOCKS, "", "RwLock", AsyncLock),
        (STD, "", "Mutex", StdLock),
        (STD, "", "RwLock", StdLock),
        (GUARD_LOCKS, "", "Mutex", ParkingLot),
        (GUARD_LOCKS, "", "RwLock", ParkingLot),
        (GUARD_LOCKS, "", "FairMutex", ParkingLot),
        (&["keepcalm"], "", "SharedMut", ParkingLot),
        (ASYNC_LOCKS, "", "Semaphore", Semaphore),
        (OURS, "", "BoundedSemaphore", Semaphore),
        (OURS, "", "ClosableSemaphore", Semaphore),
        (ASYNC_LOCKS, "", "Barrier", Barrier),
        (STD, "", "Barrier", ThreadBarrier),
        (OURS, "", "Event", Event),
        (TOKIO, "", "Notify", Notify),
        (&["tokio_util"], "", "CancellationToken", Cancellation),
        (TOKIO, "net", "TcpStream", Io),
        (TOKIO, "net", "UdpSocket", Io),
        (TOKIO, "net", "UnixStream", Io),
        (TOKIO, "fs", "File", Io),
        (&["reqwest"], "", "Client", Io),
        (&["reqwest"], "", "RequestBuilder", Io),
        (&["sqlx"], "", "Pool", Io),
        (&["sqlx"], "", "PgPool", Io),
        (TOKIO, "runtime", "Runtime", Runtime),
        (TOKIO, "runtime", "Handle", Runtime),
        (OURS, "", "Condition", Condition),
        (&["async_std"], "", "Condvar", Condition),
        (STD, "", "Condvar", ThreadCondition),
        (GUARD_LOCKS, "", "Condvar", ThreadCondition),
        (STD, "", "RefCell", RefCell),
        (&["dashmap"], "", "DashMap", DashMap),
        (&["dashmap"], "", "DashSet", DashMap),
        (TOKIO, "watch", "Receiver", Watch),
        (TOKIO, "watch", "Sender", WatchSender),
        (TOKIO, "oneshot", "Sender", OneshotSender),
        (TOKIO, "oneshot", "Receiver", OneshotReceiver),
        (&["futures", "futures_channel"], "oneshot", "Sender", OneshotSender),
        (&["futures", "futures_channel"], "oneshot", "Receiver", OneshotReceiver),
        (TOKIO, "mpsc", "Sender", BoundedSender),
        (TOKIO, "mpsc", "UnboundedSender", UnboundedSender),
        (TOKIO, "mpsc", "Receiver", Receiver),
        (TOKIO, "mpsc", "UnboundedReceiver", Receiver),
        (TOKIO, "broadcast", "Sender", UnboundedSender),
        (TOKIO, "broadcast", "Receiver", Receiver),
        (&["futures", "futures_channel"], "mpsc", "Sender", BoundedSender),
        (&["futures", "futures_channel"], "mpsc", "UnboundedSender", UnboundedSender),
        (&["futures", "futures_channel"], "mpsc", "Receiver", Receiver),
        (&["futures", "futures_channel"], "mpsc", "UnboundedReceiver", Receiver),
        (CHANNELS, "", "Sender", BoundedSender),
        (CHANNELS, "", "Receiver", Receiver),
        (&["async_std"], "channel", "Sender", BoundedSender),
        (&["async_std"], "channel", "Receiver", Receiver),
        (THREAD_CHANNELS, "", "SyncSender", ThreadSender),
        (THREAD_CHANNELS, "mpsc", "Receiver", ThreadReceiver),
        (THREAD_CHANNELS, "mpsc", "Sender", UnboundedSender),
        (&["crossbeam", "crossbeam_channel"], "", "Sender", ThreadSender),
        (&["crossbeam", "crossbeam_channel"], "", "Receiver", ThreadReceiver),
        (TOKIO, "", "JoinHandle", Task),
        (&["async_std", "smol"], "", "JoinHandle", Task),
        (STD, "", "JoinHandle", ThreadHandle),
        (TOKIO, "", "JoinSet", JoinSet),
        (&["tracing"], "", "Span", Span),
        (ASYNC_LOCKS, "", "MutexGuard", Guard(Lock, Exclusive)),
        (ASYNC_LOCKS, "", "OwnedMutexGuard", Guard(Lock, Exclusive)),
        (ASYNC_LOCKS, "", "MutexGuardArc", Guard(Lock, Exclusive)),
        (ASYNC_LOCKS, "", "MappedMutexGuard", Guard(Lock, Exclusive)),
        (ASYNC_LOCKS, "", "OwnedMappedMutexGuard", Guard(Lock, Exclusive)),
        (ASYNC_LOCKS, "", "RwLockReadGuard", Guard(Lock, Shared)),
        (ASYNC_LOCKS, "", "RwLockWriteGuard", Guard(Lock, Exclusive)),
        (ASYNC_LOCKS, "", "OwnedRwLockReadGuard", Guard(Lock, Shared)),
        (ASYNC_LOCKS, "", "OwnedRwLockWriteGuard", Guard(Lock, Exclusive)),
        (ASYNC_LOCKS, "", "RwLockMappedWriteGuard", Guard(Lock, Exclusive)),
        (ASYNC_LOCKS, "", "OwnedRwLockMappedWriteGuard", Guard(Lock, Exclusive)),
        (OURS, "", "LockGuard", Guard(Lock, Exclusive)),
        (OURS, "", "OwnedLockGuard", Guard(Lock, Exclusive)),
        (OURS, "", "MappedLockGuard", Guard(Lock, Exclusive)),
        (TOKIO, "", "SemaphorePermit", Guard(Permit, Exclusive)),
        (TOKIO, "", "OwnedSemaphorePermit", Guard(Permit, Exclusive)),
        (ASYNC_LOCKS, "", "SemaphoreGuard", Guard(Permit, Exclusive)),
        (OURS, "", "Permit", Guard(Permit, Exclusive)),
        (OURS, "", "OwnedPermit", Guard(Permit, Exclusive)),
        (STD, "", "MutexGuard", Guard(ThreadLock, Exclusive)),
        (STD, "", "RwLockReadGuard", Guard(ThreadLock, Shared)),
        (STD, "", "RwLockWriteGuard", Guard(ThreadLock, Exclusive)),
        (GUARD_LOCKS, "", "MutexGuard", Guard(ThreadLock, Exclusive)),
        (&["keepcalm"], "", "SharedReadLock", Guard(ThreadLock, Shared)),
        (&["keepcalm"], "", "SharedWriteLock", Guard(ThreadLock, Exclusive)),
        (GUARD_LOCKS, "", "MappedMutexGuard", Guard(ThreadLock, Exclusive)),
        (GUARD_LOCKS, "", "ArcMutexGuard", Guard(ThreadLock, Exclusive)),
        (GUARD_LOCKS, "", "RwLockReadGuard", Guard(ThreadLock, Shared)),
        (GUARD_LOCKS, "", "RwLockWriteGuard", Guard(ThreadLock, Exclusive)),
        (GUARD_LOCKS, "", "RwLockUpgradableReadGuard", Guard(ThreadLock, Shared)),
        (GUARD_LOCKS, "", "MappedRwLockReadGuard", Guard(ThreadLock, Shared)),
        (GUARD_LOCKS, "", "MappedRwLockWriteGuard", Guard(ThreadLock, Exclusive)),
        (GUARD_LOCKS, "", "ArcRwLockReadGuard", Guard(ThreadLock, Shared)),
        (GUARD_LOCKS, "", "ArcRwLockWriteGuard", Guard(ThreadLock, Exclusive)),
        (STD, "cell", "Ref", Guard(Borrow, Shared)),
        (STD, "cell", "RefMut", Guard(Borrow, Exclusive)),
        (&["dashmap"], "", "Ref", Guard(Shard, Shared)),
        (&["dashmap"], "", "RefMut", Guard(Shard, Exclusive)),
        (&["dashmap"], "", "MappedRef", Guard(Shard, Shared)),
        (&["dashmap"], "", "MappedRefMut", Guard(Shard, Exclusive)),
        (&["dashmap"], "", "RefMulti", Guard(Shard, Shared)),
        (&["dashmap"], "", "RefMutMulti", Guard(Shard, Exclusive)),
        (&["dashmap"], "", "Entry", Guard(Shard, Exclusive)),
        (&["dashmap"], "", "OccupiedEntry", Guard(Shard, Exclusive)),
        (&["dashmap"], "", "VacantEntry", Guard(Shard, Exclusive)),
        (TOKIO, "watch", "Ref", Guard(Watched, Shared)),
    ]
};

impl TypeKind {
    /// Of a type by its canonical path: `tokio::sync::Mutex`.
    pub(crate) fn of_path(path: &str) -> Option<TypeKind> {
        let name = path.rsplit("::").next()?;
        if name.starts_with("Atomic") && STD.contains(&path.split("::").next()?) {
            return Some(TypeKind::Atomic);
        }
        let crate_name = path.split("::").next()?;
        let in_module = |module: &str| module.is_empty() || path.split("::").any(|it| it == module);
        let row = TYPES.iter().find(|(crates, module, ty, _)| {
            *ty == name && crates.contains(&crate_name) && in_module(module)
        });
        let known = row.map(|(.., kind)| *kind);
        // Another crate may have made a name of its own for one of them.
        let renamed = || matches!(name, "Mutex" | "RwLock").then_some(TypeKind::AnyLock);
        known.or_else(renamed)
    }

    /// Whether a crate has one of these types.
    pub(crate) fn are_of_crate(name: &str) -> bool {
        TYPES.iter().any(|(crates, ..)| crates.contains(&name))
    }

    /// Whether another task decides when what is awaited is ready.
    pub(crate) fn is_answer(self) -> bool {
        matches!(self, TypeKind::Task | TypeKind::OneshotReceiver)
    }

    /// Whether values of this type are locks.
    pub(crate) fn is_lock(self) -> bool {
        use TypeKind::*;
        matches!(self, AnyLock | AsyncLock | StdLock | ParkingLot)
    }

    /// Of a type as it is written, behind references and pointers.
    pub(crate) fn of_type(ty: &Type) -> Option<TypeKind> {
        match ty {
            Type::Reference(reference) => TypeKind::of_type(&reference.elem),
            Type::Paren(paren) => TypeKind::of_type(&paren.elem),
            Type::Path(path) => of_path(&path.path),
            Type::TraitObject(object) => is_callback(object).then_some(TypeKind::Dyn),
            Type::ImplTrait(_) => Some(TypeKind::Callback),
            _ => None,
        }
    }

    /// Of what `Type::new(..)` gives, behind pointers, and of what starts a task.
    pub(crate) fn of_call(call: &ExprCall) -> Option<TypeKind> {
        let Expr::Path(function) = &*call.func else { return None };
        let segments = &function.path.segments;
        let last = segments.last()?.ident.to_string();
        match last.as_str() {
            "spawn" | "spawn_local" => return Some(TypeKind::Task),
            "new" | "default" if segments.len() > 1 => {}
            _ => return None,
        }
        let mut ty = function.path.clone();
        ty.segments.pop();
        ty.segments.pop_punct();
        if is_pointer(&ty.segments.last()?.ident.to_string()) {
            return match call.args.first()? {
                Expr::Call(inner) => TypeKind::of_call(inner),
                _ => None,
            };
        }
        of_path(&ty)
    }

    /// Of `Type::new(..)`, also behind pointers.
    pub(crate) fn of_new(expr: &Expr) -> Option<TypeKind> {
        match expr {
            Expr::Call(call)
                if matches!(syntax::last_word(&call.func).as_deref(), Some("new" | "default")) =>
            {
                TypeKind::of_call(call)
            }
            _ => None,
        }
    }

    /// Of both halves of a channel.
    pub(crate) fn of_channel(expr: &Expr) -> Option<[Option<TypeKind>; 2]> {
        let Expr::Call(call) = expr else { return None };
        let Expr::Path(function) = &*call.func else { return None };
        let path = path_text(&function.path);
        let is = |words: &str| syntax::ends_with(&path, words);
        let of_crate = |crates: &[&str]| crates.iter().any(|it| path.starts_with(it));
        use TypeKind::{
            BoundedSender, OneshotReceiver, OneshotSender, Receiver, ThreadReceiver, ThreadSender,
            UnboundedSender, Watch, WatchSender,
        };
        match () {
            () if is("oneshot::channel") => Some([Some(OneshotSender), Some(OneshotReceiver)]),
            () if is("watch::channel") => Some([Some(WatchSender), Some(Watch)]),
            () if is("broadcast::channel") => Some([Some(UnboundedSender), Some(Receiver)]),
            () if is("sync_channel") => Some([Some(ThreadSender), Some(ThreadReceiver)]),
            () if is("mpsc::channel") && of_crate(&["std"]) => {
                Some([Some(UnboundedSender), Some(ThreadReceiver)])
            }
            () if is("mpsc::channel") => Some([Some(BoundedSender), Some(Receiver)]),
            () if is("unbounded_channel") || is("mpsc::unbounded") => {
                Some([Some(UnboundedSender), Some(Receiver)])
            }
            () if is("bounded") && of_crate(CHANNELS) => {
                Some([Some(BoundedSender), Some(Receiver)])
            }
            () if is("unbounded") && of_crate(CHANNELS) => {
                Some([Some(UnboundedSender), Some(Receiver)])
            }
            () if is("bounded") && of_crate(THREAD_CHANNELS) => {
                Some([Some(ThreadSender), Some(ThreadReceiver)])
            }
            () => None,
        }
    }
}

/// What a reference refers to.
pub(crate) fn referenced(ty: &Type) -> &Type {
    match ty {
        Type::Reference(reference) => referenced(&reference.elem),
        ty => ty,
    }
}

/// A path without what its types are given.
fn path_text(path: &Path) -> String {
    let words: Vec<String> =
        path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    words.join("::")
}

/// Whether a trait object is a callback of the caller, by the name of its trait. Any other is a service that was passed in, such as
/// a `&dyn Store`.
fn is_callback(object: &TypeTraitObject) -> bool {
    const NAMES: [&str; 9] = [
        "Callback",
        "Consumer",
        "Handler",
        "Hook",
        "Listener",
        "Observer",
        "Subscriber",
        "Visitor",
        "Watcher",
    ];
    object.bounds.iter().any(|bound| match bound {
        TypeParamBound::Trait(bound) => syntax::last_of(&bound.path).is_some_and(|name| {
            name.starts_with("Fn")
                || name.starts_with("AsyncFn")
                || NAMES.iter().any(|known| name.ends_with(known))
        }),
        _ => false,
    })
}

/// Whether a type gives what it points to.
pub(crate) fn is_pointer(name: &str) -> bool {
    matches!(
        name,
        "Arc"
            | "Rc"
            | "Box"
            | "Pin"
            | "LazyLock"
            | "Lazy"
            | "OnceLock"
            | "State"
            | "Data"
            | "CachePadded"
    )
}

/// Of a path as it is written, where what it means cannot be looked up: a crate or a module in it decides, or the name where
/// libraries agree on it.
fn of_path(path: &Path) -> Option<TypeKind> {
    let last = path.segments.last()?;
    let name = last.ident.to_string();
    if is_pointer(&name) {
        let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
        return arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::Type(ty) => TypeKind::of_type(ty),
            _ => None,
        });
    }
    if name.starts_with("Atomic") {
        return Some(TypeKind::Atomic);
    }
    let has = |word: &str| path.segments.iter().any(|segment| segment.ident == word);
    let rows = || {
        TYPES.iter().filter(|(_, module, ty, _)| *ty == name && (module.is_empty() || has(module)))
    };
    if let Some((.., kind)) = rows().find(|(crates, ..)| crates.iter().any(|it| has(it))) {
        return Some(*kind);
    }
    let (_, module, _, kind) = rows().next()?;
    match kind {
        kind if kind.is_lock() && name != "Lock" => Some(TypeKind::AnyLock),
        TypeKind::Guard(..) => None,
        _ if module.is_empty() && matches!(name.as_str(), "Sender" | "Receiver") => None,
        kind => Some(*kind),
    }
}
