//! Every identifier and path that an expansion uses, and the text by which a message names the user's own.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::{Expr, Member, Path, UnOp, spanned::Spanned};

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

/// [`text`] of an expression that is most likely a place, for which it need not become tokens.
pub(crate) fn place(expr: &Expr) -> String {
    known_place(expr).unwrap_or_else(|| text(expr))
}

/// [`text`] of an expression that is a path, a field or the like.
pub(crate) fn known_place(expr: &Expr) -> Option<String> {
    let mut text = String::new();
    write_place(expr, &mut text).map(|()| text)
}

fn write_place(expr: &Expr, text: &mut String) -> Option<()> {
    match expr {
        Expr::Path(path) if path.qself.is_none() => {
            for (index, segment) in path.path.segments.iter().enumerate() {
                if !segment.arguments.is_none() {
                    return None;
                }
                if index > 0 || path.path.leading_colon.is_some() {
                    text.push_str("::");
                }
                match segment.ident.to_string() {
                    word if word == "__self" => text.push_str("self"),
                    word => text.push_str(&word),
                }
            }
        }
        Expr::Field(field) => {
            write_place(&field.base, text)?;
            text.push('.');
            match &field.member {
                Member::Named(name) => text.push_str(&name.to_string()),
                Member::Unnamed(index) => text.push_str(&index.index.to_string()),
            }
        }
        Expr::Unary(deref) if matches!(deref.op, UnOp::Deref(_)) => {
            text.push('*');
            write_place(&deref.expr, text)?;
        }
        Expr::Reference(reference) if reference.mutability.is_none() => {
            text.push('&');
            write_place(&reference.expr, text)?;
        }
        Expr::Paren(paren) => {
            text.push('(');
            write_place(&paren.expr, text)?;
            text.push(')');
        }
        Expr::MethodCall(call) if call.args.is_empty() && call.turbofish.is_none() => {
            write_place(&call.receiver, text)?;
            text.push('.');
            text.push_str(&call.method.to_string());
            text.push_str("()");
        }
        _ => return None,
    }
    Some(())
}

/// The first token of an expression, which need not become tokens for it.
pub(crate) fn start(expr: &Expr) -> Span {
    match expr {
        Expr::Path(path) if path.qself.is_none() => start_of(&path.path),
        Expr::Field(field) => start(&field.base),
        Expr::Index(index) => start(&index.expr),
        Expr::MethodCall(call) => start(&call.receiver),
        Expr::Call(call) => start(&call.func),
        Expr::Await(awaited) => start(&awaited.base),
        Expr::Try(tried) => start(&tried.expr),
        Expr::Binary(binary) => start(&binary.left),
        Expr::Cast(cast) => start(&cast.expr),
        Expr::Assign(assign) => start(&assign.left),
        Expr::Macro(call) => start_of(&call.mac.path),
        Expr::Lit(literal) => literal.lit.span(),
        Expr::Reference(reference) => reference.and_token.span,
        Expr::Paren(paren) => paren.paren_token.span.open(),
        expr => expr.span(),
    }
}

/// The first word of a path.
pub(crate) fn start_of(path: &Path) -> Span {
    path.segments.first().map_or_else(Span::call_site, |first| first.ident.span())
}

/// The last word of a path.
pub(crate) fn last_of(path: &Path) -> Option<String> {
    path.segments.last().map(|last| last.ident.to_string())
}

/// Whether a path ends with these words.
pub(crate) fn ends_with(path: &str, words: &str) -> bool {
    path.strip_suffix(words).is_some_and(|before| before.is_empty() || before.ends_with("::"))
}

/// The last word of an expression that is a path.
pub(crate) fn last_word(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Path(path) => last_of(&path.path),
        _ => None,
    }
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
    fn a_place_is_the_same_text() {
        let places = [
            "self.queue",
            "crate::state::BALANCE",
            "::state::BALANCE",
            "__self.pair.0",
            "*lock",
            "&LOCK",
            "(&self.a).b",
            "self.locks()",
            "locks[i + 1].inner",
            "map::<u8>::LOCK",
            "pool.get(&key, 3)",
        ];
        for text in places {
            let expr: Expr = syn::parse_str(text).unwrap();
            assert_eq!(place(&expr), self::text(&expr));
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
