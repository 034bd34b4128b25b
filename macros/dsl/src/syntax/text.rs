//! Tokens as text, for messages.

use proc_macro2::{Delimiter, TokenTree};
use quote::ToTokens;

/// Tokens as the user wrote them: `self.queue`, not `self . queue`.
pub(crate) fn text(tokens: impl ToTokens) -> String {
    let mut text = String::new();
    for token in tokens.into_token_stream() {
        let next = match &token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                format!("{open}{}{close}", self::text(group.stream()))
            }
            // `#[async_trait]` has renamed it.
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

/// Tokens with the spaces that the source has between them.
pub(crate) fn as_written(tokens: &[TokenTree]) -> String {
    let mut written = String::new();
    let mut end = None;
    for token in tokens {
        let (start, text, last) = match token {
            TokenTree::Group(group) if group.delimiter() != Delimiter::None => {
                let source = group.span().source_text();
                (group.span_open(), source.unwrap_or_else(|| text(token)), group.span_close())
            }
            token => (token.span(), text(token), token.span()),
        };
        if end.is_some_and(|end| end != start.start()) {
            written.push(' ');
        }
        written.push_str(&text);
        end = Some(last.end());
    }
    written
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;
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
    fn spaces_are_those_of_the_source() {
        for source in ["|a| *a > 3", "{ return Err(x) }", "self.a[i + 1]", "self . a"] {
            let tokens: TokenStream = source.parse().unwrap();
            assert_eq!(as_written(&tokens.into_iter().collect::<Vec<_>>()), source);
        }
    }
}
