//! Which functions can matter, by a look at their text: to parse them all costs a hundred times as much.
//!
//! A *holder* acquires something, or calls a function that returns a guard or acquires what it is given. What holders call while
//! they hold something matters if it can lead to an *actor*: a holder, or a function that waits, provides, spawns, blocks or runs
//! what it is given. Words decide, so that more functions are taken to matter than do.

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use super::{index::Index, scan::ItemKind};
use crate::{
    flow::oracle::FunctionId,
    known::{TypeKind, methods},
};

/// The functions that can matter.
pub(super) struct Relevance {
    /// In the order of the sources.
    pub(super) holders: Vec<FunctionId>,
    /// Those of the holders that have our attributes, or are in an impl that has.
    pub(super) annotated: Vec<FunctionId>,
    /// Those that are no holders.
    pub(super) actors: Vec<FunctionId>,
    /// Those that can lead to an actor.
    leading: HashSet<FunctionId>,
    /// The functions that seem to call each.
    callers: HashMap<FunctionId, Vec<FunctionId>>,
}

/// Functions with an effect on other tasks or on the thread.
const ACTS: [&str; 7] =
    ["block_on", "sleep", "spawn", "spawn_blocking", "spawn_local", "join_all", "block_in_place"];

/// What is in the header of a function that runs what it is given.
const RUNS: [&str; 4] = ["Fn(", "FnMut(", "FnOnce(", "Future"];

/// Our attributes, as text.
const ATTRIBUTES: [&str; 6] = ["guarded", "semaphore", "barrier", "waits", "sets", "synchronized"];

/// Methods that most types have: where one of a primitive is meant, other words of the function say so as well.
const ORDINARY: [&str; 4] = ["next", "replace", "take", "join"];

/// What is in the header of a function that returns what it acquires, or acquires what it is given.
const TYPES: [&str; 11] = [
    "Guard",
    "Permit",
    "Ref<",
    "RefMut<",
    "Mutex",
    "RwLock",
    "Lock<",
    "RefCell",
    "DashMap",
    "Semaphore",
    "Deref<",
];

/// What is in the declaration of a struct that keeps something acquired.
const GUARDS: [&str; 4] = ["Guard<", "Permit", "Ref<", "RefMut<"];

/// Types whose methods have the same names as those of a map.
const MAPS: [&str; 2] = ["DashMap", "DashSet"];

impl Relevance {
    /// The largest number of functions with one name for which a call by that name alone is followed.
    pub(super) fn of(index: &Index, most: usize) -> Relevance {
        let functions: Vec<FunctionId> = index.functions().collect();
        let vocabulary = Vocabulary::new(index, &functions);
        let read = |&function: &FunctionId| {
            let mut mentions = vocabulary.read(index.function_text(function));
            let attributes = index.annotations(function);
            mentions.is_annotated = ATTRIBUTES.iter().any(|name| attributes.contains(name));
            mentions.acquires |= mentions.is_annotated;
            let header = index.signature_text(function);
            mentions.acts |= RUNS.iter().any(|word| header.contains(word));
            mentions
        };
        let mut mentions: Vec<Mentions> = functions.iter().map(read).collect();
        let callers = callers(index, &functions, most, &vocabulary, &mentions);
        spread(index, &functions, &callers, &mut mentions);
        let with = |is_it: fn(&Mentions) -> bool| -> Vec<usize> {
            (0..functions.len()).filter(|&at| is_it(&mentions[at])).collect()
        };
        let leading = leading(with(|it| it.acquires || it.acts), &callers);
        let ids = |numbers: Vec<usize>| numbers.into_iter().map(|at| functions[at]).collect();
        Relevance {
            holders: ids(with(|it| it.acquires)),
            annotated: ids(with(|it| it.is_annotated)),
            actors: ids(with(|it| it.acts && !it.acquires)),
            leading: leading.into_iter().map(|at| functions[at]).collect(),
            callers: functions.iter().copied().zip(callers.into_iter().map(ids)).collect(),
        }
    }

    /// Whether a function that is called where something is held can have a part in it.
    pub(super) fn leads_to_actor(&self, function: FunctionId) -> bool {
        self.leading.contains(&function)
    }

    pub(super) fn is_holder(&self, function: FunctionId) -> bool {
        self.holders.binary_search(&function).is_ok()
    }

    /// The functions that seem to call this one.
    pub(super) fn callers(&self, function: FunctionId) -> &[FunctionId] {
        self.callers.get(&function).map_or(&[], Vec::as_slice)
    }
}

/// Who calls a holder that returns a guard holds it; who passes a lock to a holder says which.
fn spread(
    index: &Index,
    functions: &[FunctionId],
    callers: &[Vec<usize>],
    mentions: &mut [Mentions],
) {
    let wrappers = wrappers(index);
    let is_open = |at: &usize| {
        let function = functions[*at];
        let header = index.signature_text(function);
        TYPES.iter().any(|ty| header.contains(ty))
            || !wrappers.is_empty()
                && returns_wrapper(header, index.owner_name(function), &wrappers)
    };
    let mut open: Vec<usize> =
        (0..functions.len()).filter(|&at| mentions[at].acquires).filter(is_open).collect();
    while let Some(function) = open.pop() {
        for &caller in &callers[function] {
            if !mentions[caller].acquires {
                mentions[caller].acquires = true;
                open.extend(Some(caller).filter(is_open));
            }
        }
    }
}

/// The structs of the crates that have a guard in them.
fn wrappers(index: &Index) -> HashSet<&str> {
    let structs = index.ids().filter(|&id| {
        index.item(id).kind == ItemKind::Struct && !index.is_library(id) && {
            let text = index.item_text(id);
            GUARDS.iter().any(|ty| text.contains(ty))
        }
    });
    structs.map(|id| index.name(id)).collect()
}

/// Whether what a function returns has the name of a wrapper; `owner` is the type that `Self` is.
fn returns_wrapper(header: &str, owner: Option<&str>, wrappers: &HashSet<&str>) -> bool {
    let Some((_, returned)) = header.split_once("->") else { return false };
    let mut words = returned.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.any(|word| {
        wrappers.contains(word) || word == "Self" && owner.is_some_and(|it| wrappers.contains(it))
    })
}

/// All from which one of `found` can be reached, with them.
fn leading(found: Vec<usize>, callers: &[Vec<usize>]) -> HashSet<usize> {
    let mut leading: HashSet<usize> = found.iter().copied().collect();
    let mut open = found;
    while let Some(function) = open.pop() {
        open.extend(callers[function].iter().filter(|&&caller| leading.insert(caller)));
    }
    leading
}

/// By number of the function, the numbers of those that call something of its name.
fn callers(
    index: &Index,
    functions: &[FunctionId],
    most: usize,
    vocabulary: &Vocabulary<'_>,
    mentions: &[Mentions],
) -> Vec<Vec<usize>> {
    let mut named: HashMap<&str, usize> = HashMap::new();
    for &function in functions {
        *named.entry(index.short_name(function)).or_default() += 1;
    }
    let mut by_name: HashMap<u32, Vec<(usize, u32)>> = HashMap::new();
    for (caller, mentions) in mentions.iter().enumerate() {
        for &(name, owner) in &mentions.calls {
            by_name.entry(name).or_default().push((caller, owner));
        }
    }
    let of = |&function: &FunctionId| {
        let name = vocabulary.number(index.short_name(function));
        let own = index.owner_name(function).map_or(0, |owner| vocabulary.number(owner));
        let calls = by_name.get(&name).into_iter().flatten();
        let is_common = named[index.short_name(function)] > most;
        let fits =
            |owner: u32| owner != 0 && owner == own || !is_common && (owner == 0 || own == 0);
        let calls = calls.filter(|(_, owner)| fits(*owner));
        let mut callers: Vec<usize> = calls.map(|(caller, _)| *caller).collect();
        callers.dedup();
        callers
    };
    functions.iter().map(of).collect()
}

/// What the text of a function mentions.
#[derive(Default)]
struct Mentions {
    is_annotated: bool,
    acquires: bool,
    acts: bool,
    /// The names of what it calls, each with the type before it, or 0.
    calls: Vec<(u32, u32)>,
}

/// The words that say something.
struct Vocabulary<'m> {
    /// By [`signature`]: whether there may be such a word.
    signatures: Vec<bool>,
    words: HashMap<&'m str, Word>,
}

#[derive(Clone, Copy, Default)]
struct Word {
    /// From 1.
    number: u32,
    is_function: bool,
    is_type: bool,
    /// Wherever it is called.
    acts: bool,
    acquires: bool,
    /// With a dot before it.
    method: Option<Means>,
    /// With a dot before it, and without arguments.
    getter: Option<Means>,
    is_map: bool,
}

/// What a method does, going by its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Means {
    Acquires,
    /// If a map is named, too.
    AcquiresOfMap,
    Acts,
}

const IS_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = byte >= 0x80 || (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_';
        byte += 1;
    }
    table
};

impl<'m> Vocabulary<'m> {
    fn new(index: &'m Index, functions: &[FunctionId]) -> Self {
        let mut vocabulary = Vocabulary { signatures: vec![false; 1 << 16], words: HashMap::new() };
        for &function in functions {
            vocabulary.word(index.short_name(function)).is_function = true;
            if let Some(owner) = index.owner_name(function) {
                vocabulary.word(owner).is_type = !index.is_of_trait_itself(function);
            }
        }
        ACTS.iter().for_each(|word| vocabulary.word(word).acts = true);
        let acquires =
            |text: &str| [".lock(", ".read(", ".write("].iter().any(|it| text.contains(it));
        index.macros_with(acquires).for_each(|name| vocabulary.word(name).acquires = true);
        let of_type = methods::all().filter(|(_, name, _)| !ORDINARY.contains(name));
        for (ty, method, acquires_with) in of_type {
            let word = vocabulary.word(method);
            match (ty, acquires_with) {
                // It is released before it returns.
                (TypeKind::WatchSender, _) => word.method = word.method.or(Some(Means::Acts)),
                (TypeKind::DashMap, _) => word.method = word.method.or(Some(Means::AcquiresOfMap)),
                (_, Some(0)) => word.getter = Some(Means::Acquires),
                (_, Some(_)) => word.method = Some(Means::Acquires),
                (_, None) => word.method = word.method.or(Some(Means::Acts)),
            }
        }
        names_of_maps(index).into_iter().for_each(|name| vocabulary.word(name).is_map = true);
        vocabulary
    }

    fn word(&mut self, word: &'m str) -> &mut Word {
        self.signatures[signature(word.as_bytes())] = true;
        let number = self.words.len() as u32 + 1;
        self.words.entry(word).or_insert(Word { number, ..Word::default() })
    }

    fn number(&self, word: &str) -> u32 {
        self.words.get(word).map_or(0, |word| word.number)
    }

    /// Reads the words of a text. This goes over every byte of every function.
    fn read(&self, text: &str) -> Mentions {
        let bytes = text.as_bytes();
        let mut reader = Reader {
            vocabulary: self,
            text,
            mentions: Mentions::default(),
            owner: 0,
            of_map: false,
            map: false,
        };
        let mut at = 0;
        while at < bytes.len() {
            if !IS_WORD[bytes[at] as usize] {
                at += 1;
                continue;
            }
            let start = at;
            while at < bytes.len() && IS_WORD[bytes[at] as usize] {
                at += 1;
            }
            match self.signatures[signature(&bytes[start..at])] {
                true => reader.word(start, at),
                false => reader.owner = 0,
            }
        }
        reader.mentions.acquires |= reader.of_map && reader.map;
        reader.mentions
    }
}

struct Reader<'v, 't> {
    vocabulary: &'v Vocabulary<'v>,
    text: &'t str,
    mentions: Mentions,
    /// The number of the word before, if that may be the type of a function.
    owner: u32,
    /// Whether a method of maps was called, and whether a map was named.
    of_map: bool,
    map: bool,
}

impl Reader<'_, '_> {
    fn word(&mut self, start: usize, end: usize) {
        let (text, bytes) = (&self.text[start..end], self.text.as_bytes());
        let owner = std::mem::take(&mut self.owner);
        let Some(word) = self.vocabulary.words.get(text) else { return };
        let (before, next) = (bytes[..start].last().copied().unwrap_or(0), &bytes[end..]);
        let is_called = matches!(next.first(), Some(b'(' | b'!' | b':')) || before == b':';
        self.map |= word.is_map;
        self.mentions.acts |= is_called && word.acts;
        self.mentions.acquires |= is_called && word.acquires;
        if is_called && before == b'.' {
            self.means(word.method);
            self.means(word.getter.filter(|_| next.starts_with(b"()")));
        }
        if is_called && word.is_function {
            self.mentions.calls.push((word.number, if before == b':' { owner } else { 0 }));
        }
        if word.is_type {
            self.owner = word.number;
        }
    }

    fn means(&mut self, means: Option<Means>) {
        match means {
            Some(Means::Acquires) => self.mentions.acquires = true,
            Some(Means::AcquiresOfMap) => self.of_map = true,
            Some(Means::Acts) => self.mentions.acts = true,
            None => {}
        }
    }
}

/// A number below 65 536 that most words have alone.
fn signature(word: &[u8]) -> usize {
    let Some(last) = word.len().checked_sub(1) else { return 0 };
    (word[0] as usize * 7
        + word[last] as usize * 521
        + word[last / 2] as usize * 3137
        + last * 12289)
        & 0xFFFF
}

/// The names of what is declared as a map whose references lock, and of aliases of its type.
fn names_of_maps(index: &Index) -> Vec<&str> {
    let mut names = MAPS.to_vec();
    let mut at = 0;
    while at < names.len() {
        let ty = names[at];
        at += 1;
        // Only types have further names.
        if !ty.starts_with(char::is_uppercase) {
            continue;
        }
        for text in index.texts().filter(|text| text.contains(ty)) {
            for (found, _) in text.match_indices(ty) {
                let name = declared_name(&text[..found]);
                names.extend(
                    name.filter(|name| !names.contains(name)).into_iter().collect::<Vec<&str>>(),
                );
            }
        }
    }
    names
}

/// The name in `name: Arc<` and in `type Name = `.
fn declared_name(before: &str) -> Option<&str> {
    let line = before.rsplit(['\n', ',', ';', '{', '}']).next()?;
    let line = match line.split_once('=') {
        Some((name, _)) => name.trim_end(),
        None => line.split_once(": ").map_or("", |(name, _)| name),
    };
    let name = line.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next()?;
    match name.is_empty() {
        // A field of a tuple.
        true => before.ends_with('(').then_some("0"),
        false => Some(name),
    }
}
