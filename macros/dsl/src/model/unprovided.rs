//! Events and conditions that nothing in the sources can set or notify, by how the text of the sources names them: every mention is
//! the declaration, a fresh value, or a wait. A mention of any other kind may set it.

use syn::{Fields, Visibility};

use super::{
    answers::ItemId,
    body::kind_of_type,
    index::{Index, Parsed},
    scan::ItemKind,
    summary::{Class, Declared, Kind},
};
use crate::{flow::oracle::Ty, known::TypeKind};

/// Methods that wait or look, and set nothing.
const WAITS: [&str; 14] = [
    "wait",
    "wait_for",
    "wait_for_timeout",
    "wait_timeout",
    "wait_timeout_while",
    "wait_until",
    "wait_while",
    "notified",
    "notified_owned",
    "cancelled",
    "is_set",
    "is_cancelled",
    "waiters",
    "is_elapsed",
];

/// The classes that nothing can set or notify, of the private statics in `declared` and of private fields.
pub(super) fn all(index: &Index, declared: &[Declared]) -> Vec<Class> {
    let is_signal = |kind: Kind| matches!(kind, Kind::Event | Kind::Condition);
    let statics = declared.iter().filter(|it| it.is_private && is_signal(it.kind));
    let statics = statics.map(|declared| declared.class.clone());
    let structs = index.ids().filter(|&id| {
        index.item(id).kind == ItemKind::Struct && !index.is_library(id) && may_signal(index, id)
    });
    let fields = structs.flat_map(|id| private_signals(index, id));
    let all = statics.chain(fields);
    all.filter(|class| index.texts().all(|text| only_waits(text, class.name()))).collect()
}

/// Whether a struct names one of the types, before it is parsed.
fn may_signal(index: &Index, id: ItemId) -> bool {
    let text = index.item_text(id);
    ["Event", "Notify", "Cond"].iter().any(|word| text.contains(word))
}

/// The private fields of a struct that are events or conditions, alone or behind a pointer.
fn private_signals(index: &Index, id: ItemId) -> Vec<Class> {
    let Parsed::Fields(item) = index.parsed(id) else { return Vec::new() };
    let syn::Item::Struct(item) = &**item else { return Vec::new() };
    let Fields::Named(declared) = &item.fields else { return Vec::new() };
    let owner = index.path(id);
    let types = index.fields(id, &Ty::named(&owner, [])).unwrap_or_default();
    let private = declared.named.iter().zip(types).filter(|(field, (_, ty))| {
        matches!(field.vis, Visibility::Inherited) && is_signal(index, ty)
    });
    let class = |field: String| Class::Field { owner: owner.to_string(), field };
    private.filter_map(|(_, (name, _))| name.map(class)).collect()
}

fn is_signal(index: &Index, ty: &Ty) -> bool {
    let kinds = index.chain(ty).into_iter().filter_map(|ty| ty.kind());
    let mut signals = kinds.filter(|kind| {
        !matches!(kind, TypeKind::Cancellation)
            && matches!(kind_of_type(*kind), Some(Kind::Event | Kind::Condition))
    });
    signals.next().is_some()
}

/// Whether every mention of a name in a text leaves what it names as it is.
fn only_waits(text: &str, name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).all(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        let is_part = before.ends_with(is_word) || after.starts_with(is_word);
        let line = before.rsplit('\n').next().unwrap_or(before).trim_start();
        is_part || line.starts_with("//") || is_import(line, after) || is_harmless(before, after)
    })
}

/// `use statics::READY;`
fn is_import(line: &str, after: &str) -> bool {
    line.starts_with("use ") && !after.trim_start().starts_with("as ")
}

fn is_harmless(before: &str, after: &str) -> bool {
    let (before, after) = (before.trim_end(), after.trim_start());
    let place = before.strip_suffix("self.").unwrap_or(before).trim_end();
    if let Some(method) = after.strip_prefix('.') {
        let method = method.trim_start();
        let end = method.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(method.len());
        // Another branch of a `select!` may end it.
        let is_raced = method.lines().next().is_some_and(|line| line.contains("=>"));
        return WAITS.contains(&&method[..end]) && method[end..].starts_with('(') && !is_raced;
    }
    if place.ends_with("waits(") || place.ends_with("unless =") {
        return true;
    }
    let is_declared = after.starts_with(':') && !after.starts_with("::");
    is_declared && (before.ends_with("static") || is_fresh(&after[1..]))
}

/// Whether what follows the `:` of a field is its type, or a value that nobody else has.
fn is_fresh(behind: &str) -> bool {
    let mut depth = 0usize;
    let end = behind.find(|c| {
        match c {
            '(' | '<' | '[' => depth += 1,
            ')' | '>' | ']' if depth > 0 => depth -= 1,
            ',' | '}' | ')' | ';' | '\n' => return depth == 0,
            _ => {}
        }
        false
    });
    let value: String = behind[..end.unwrap_or(behind.len())].split_whitespace().collect();
    let value = value.trim_end_matches(')');
    let value = ["Arc::new(", "Arc::<_>::new(", "Rc::new(", "Box::new("]
        .iter()
        .find_map(|pointer| value.rsplit_once(pointer))
        .map_or(value, |(_, inner)| inner);
    let is_type =
        ["Event", "Notify", "Condition", "Condvar"].iter().any(|name| value.contains(name));
    let made = value.strip_suffix("::new(").or_else(|| value.strip_suffix("::default("));
    let is_made = made.is_some_and(|path| !path.contains('('));
    is_type && (is_made || !value.contains('(')) || value == "Default::default("
}

#[cfg(test)]
mod tests {
    use super::only_waits;

    #[test]
    fn a_name_that_is_only_declared_made_and_awaited_is_never_set() {
        for text in [
            "struct S { done: Notify }",
            "struct S { done: Arc<tokio::sync::Notify>, x: u32 }",
            "S { done: Notify::new() }",
            "S { done: Arc::new(Notify::new()), x }",
            "S { done: Default::default() }",
            "self.done.notified().await",
            "#[waits(self.done)]",
            "#[guarded(L, unless = self.done)]",
            "// nobody sets done yet",
            "undone.set(); done_at();",
        ] {
            assert!(only_waits(text, "done"), "{text}");
        }
    }

    #[test]
    fn any_other_mention_may_set_it() {
        for text in [
            "self.done.set()",
            "self.done.notify_waiters()",
            "let d = self.done.clone();",
            "S { done }",
            "S { done: done.clone() }",
            "S { done: signal }",
            "S { done: make(Notify::new()) }",
            "finish(&self.done)",
            "#[sets(self.done)]",
            "let S { done, .. } = self;",
            "use crate::state::done as finished;",
            "select! { _ = self.done.notified() => break, _ = other => {} }",
        ] {
            assert!(!only_waits(text, "done"), "{text}");
        }
    }
}
