//! The attributes and clauses of the language by name, and its limits.

use proc_macro2::Span;

/// The most locks that one attribute can hold.
pub(crate) const MAX_TARGETS: usize = 12;

/// `Semaphore::MAX` of a target with 64 bits.
pub(crate) const MAX_COUNT: u128 = u64::MAX as u128 >> 3;

/// The attributes of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// `#[guarded(LOCK, ..)]`
    Guarded,
    /// `#[semaphore(8)]`
    Semaphore,
    /// `#[barrier(3)]`
    Barrier,
    /// `#[waits(EVENT)]`
    Waits,
    /// `#[sets(EVENT)]`
    Sets,
    /// `#[synchronized]`
    Synchronized,
}

impl Attribute {
    /// All attributes.
    pub const ALL: [Attribute; 6] = [
        Attribute::Guarded,
        Attribute::Semaphore,
        Attribute::Barrier,
        Attribute::Waits,
        Attribute::Sets,
        Attribute::Synchronized,
    ];

    /// Its name in the source.
    pub fn name(self) -> &'static str {
        match self {
            Attribute::Guarded => "guarded",
            Attribute::Semaphore => "semaphore",
            Attribute::Barrier => "barrier",
            Attribute::Waits => "waits",
            Attribute::Sets => "sets",
            Attribute::Synchronized => "synchronized",
        }
    }

    /// The attribute that the last segment of a path names.
    pub(crate) fn of(written: &syn::Attribute) -> Option<Attribute> {
        Attribute::of_path(written.path())
    }

    pub(crate) fn of_path(path: &syn::Path) -> Option<Attribute> {
        let name = &path.segments.last()?.ident;
        Attribute::ALL.into_iter().find(|ours| name == ours.name())
    }

    /// Whether the source has this attribute at a place, and no other macro has made it.
    pub(crate) fn is_written_at(self, at: Span) -> bool {
        let source = at.source_text().unwrap_or_default();
        let path = source.trim_start_matches(['#', '[']).split(['(', ']']).next();
        path.is_some_and(|path| path.trim().rsplit("::").next() == Some(self.name()))
    }

    /// The shortest example.
    pub(crate) fn example(self) -> &'static str {
        match self {
            Attribute::Guarded => "#[guarded(LOCK)]",
            Attribute::Semaphore => "#[semaphore(8)]",
            Attribute::Barrier => "#[barrier(3)]",
            Attribute::Waits => "#[waits(EVENT)]",
            Attribute::Sets => "#[sets(EVENT)]",
            Attribute::Synchronized => "#[synchronized]",
        }
    }

    /// What a number counts as its target.
    pub(crate) fn counts(self) -> &'static str {
        match self {
            Attribute::Barrier => "parties",
            _ => "permits",
        }
    }
}

/// The clauses of the language.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Key {
    When,
    NotifyOne,
    NotifyAll,
    Permits,
    Timeout,
    Nowait,
    Unless,
    Else,
    Allow,
    Crate,
}

/// The syntax after the name of a clause.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    /// `= EXPR`
    Value,
    /// `{ .. }`, or `|error| { .. }`
    Block,
    /// `(..)`
    List,
    /// Nothing.
    Flag,
}

impl Key {
    pub(crate) const ALL: [Key; 10] = [
        Key::When,
        Key::NotifyOne,
        Key::NotifyAll,
        Key::Permits,
        Key::Timeout,
        Key::Nowait,
        Key::Unless,
        Key::Else,
        Key::Allow,
        Key::Crate,
    ];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Key::When => "when",
            Key::NotifyOne => "notify_one",
            Key::NotifyAll => "notify_all",
            Key::Permits => "permits",
            Key::Timeout => "timeout",
            Key::Nowait => "nowait",
            Key::Unless => "unless",
            Key::Else => "else",
            Key::Allow => "allow",
            Key::Crate => "crate",
        }
    }

    /// An example with a value.
    pub(crate) fn example(self) -> &'static str {
        match self {
            Key::When => "when = |data| !data.is_empty()",
            Key::NotifyOne => "notify_one = CONDITION",
            Key::NotifyAll => "notify_all = CONDITION",
            Key::Permits => "permits = 2",
            Key::Timeout => "timeout = 5s",
            Key::Nowait => "nowait",
            Key::Unless => "unless = EVENT",
            Key::Else => "else { return }",
            Key::Allow => "allow(same_lock_twice, reason = \"why\")",
            Key::Crate => "crate = facade::sync",
        }
    }

    pub(crate) fn shape(self) -> Shape {
        match self {
            Key::Else => Shape::Block,
            Key::Allow => Shape::List,
            Key::Nowait => Shape::Flag,
            _ => Shape::Value,
        }
    }

    /// Whether it may be given several times, each for another rule.
    pub(crate) fn repeats(self) -> bool {
        self == Key::Allow
    }

    /// The attributes that take this clause.
    pub(crate) fn attributes(self) -> &'static [Attribute] {
        use Attribute::*;
        match self {
            Key::When | Key::NotifyOne | Key::NotifyAll => &[Guarded],
            Key::Permits => &[Semaphore],
            Key::Nowait => &[Guarded, Semaphore],
            Key::Timeout | Key::Unless | Key::Else => &[Guarded, Semaphore, Barrier, Waits],
            Key::Allow | Key::Crate => &Attribute::ALL,
        }
    }

    pub(crate) fn of(word: &str) -> Option<Key> {
        Key::ALL.into_iter().find(|key| word == key.word())
    }

    /// The names of an attribute's clauses.
    pub(crate) fn words(attribute: Attribute) -> impl Iterator<Item = &'static str> {
        let known = Key::ALL.into_iter().filter(move |key| key.attributes().contains(&attribute));
        known.map(Key::word)
    }
}
