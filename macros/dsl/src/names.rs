//! Every identifier and path that an expansion uses, and the text by which a message names the user's own.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::{Path, spanned::Spanned};

use crate::manifest;

/// A span for generated tokens: they resolve where the macro is defined, and errors in them point at the user's token.
pub(crate) fn hygienic(at: Span) -> Span {
    Span::mixed_site().located_at(at)
}

/// A local or a static of the expansion; two underscores keep it apart from what people write.
pub(crate) fn generated(name: &str, at: Span) -> Ident {
    Ident::new(name, hygienic(at))
}

/// `::interlocking`, by whatever name the user's manifest gives it.
fn root(at: Span) -> TokenStream {
    let name = Ident::new(&manifest::crate_name(), at);
    quote_spanned! { at=> ::#name }
}

/// `::interlocking::ITEM`
pub(crate) fn runtime(item: &str, at: Span) -> TokenStream {
    let at = hygienic(at);
    let (root, item) = (root(at), Ident::new(item, at));
    quote_spanned! { at=> #root::#item }
}

/// `::interlocking::hold::MODULE::FUNCTION`; the functions that cannot fail are in no module.
pub(crate) fn hold(module: Option<&str>, function: &str, at: Span) -> TokenStream {
    let at = hygienic(at);
    let (root, function) = (root(at), Ident::new(function, at));
    let module = module.map(|module| Ident::new(module, at));
    let module = module.map(|module| quote_spanned! { at=> #module:: });
    quote_spanned! { at=> #root::hold::#module #function }
}

/// `use guarded as _;`, since rustc does not see that an attribute was used which an expansion took.
pub(crate) fn used(path: &Path) -> TokenStream {
    let at = hygienic(path.span());
    quote_spanned! { at=> #[allow(unused_imports)] use #path as _; }
}

/// Tokens as a person would write them in a sentence: `self.queue`, not `self . queue`.
pub(crate) fn text(tokens: impl ToTokens) -> String {
    let mut text = String::new();
    for token in tokens.into_token_stream() {
        let next = match &token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    proc_macro2::Delimiter::Parenthesis => ("(", ")"),
                    proc_macro2::Delimiter::Brace => ("{", "}"),
                    proc_macro2::Delimiter::Bracket => ("[", "]"),
                    proc_macro2::Delimiter::None => ("", ""),
                };
                format!("{open}{}{close}", self::text(group.stream()))
            }
            // As the user wrote it, before `#[async_trait]` did.
            TokenTree::Ident(word) if word == "__self" => "self".to_owned(),
            token => token.to_string(),
        };
        let starts_word = next.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        if starts_word && text.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ',') {
            text.push(' ');
        }
        text.push_str(&next);
    }
    text
}

/// The one of `words` that `word` was probably meant to be: at most two letters away.
pub(crate) fn nearest<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = words.into_iter().map(|known| (distance(word, known), known));
    near.filter(|&(distance, _)| distance <= 2).min().map(|(_, known)| known)
}

/// Levenshtein's distance: how many letters to add, remove or change.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, a) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in b.chars().enumerate() {
            let changed = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[row.len() - 1]
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn text_is_what_a_person_writes() {
        let cases = [
            (quote!(self.queue), "self.queue"),
            (quote!(crate::state::BALANCE), "crate::state::BALANCE"),
            (quote!(locks[i + 1]), "locks[i+1]"),
            (quote!(pool.get(&key, 3)), "pool.get(&key, 3)"),
            (quote!(&mut x), "&mut x"),
        ];
        for (tokens, expected) in cases {
            assert_eq!(text(tokens), expected);
        }
    }

    #[test]
    fn nearest_is_at_most_two_letters_away() {
        let words = ["notify_all", "notify_one", "permits"];
        assert_eq!(nearest("notify_al", words), Some("notify_all"));
        assert_eq!(nearest("notifyall", words), Some("notify_all"));
        assert_eq!(nearest("permit", words), Some("permits"));
        assert_eq!(nearest("balance", words), None);
    }
}
