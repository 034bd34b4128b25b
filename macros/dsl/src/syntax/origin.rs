//! Where a token comes from: whoever wrote the source, or the expansion of another macro.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The source has this token at this place. Tokens of a `macro_rules!` are written too.
    Written,
    /// The source has something else there: an attribute, or the call of a macro.
    Generated,
    /// There is no source to ask, as in rust-analyzer.
    Unknown,
}

/// The origin of the first token.
pub(crate) fn origin_of_first(tokens: TokenStream) -> Option<Origin> {
    tokens.into_iter().next().map(|first| origin(&first))
}

pub(crate) fn origin(token: &TokenTree) -> Origin {
    let text = match token {
        TokenTree::Group(group) => match group.delimiter() {
            Delimiter::None => {
                return origin_of_first(group.stream()).unwrap_or(Origin::Unknown);
            }
            Delimiter::Brace => "{".to_owned(),
            Delimiter::Parenthesis => "(".to_owned(),
            Delimiter::Bracket => "[".to_owned(),
        },
        token => token.to_string(),
    };
    let is_group = matches!(token, TokenTree::Group(_));
    match token.span().source_text() {
        None => Origin::Unknown,
        // Tokens that were never in a file.
        Some(source) if source.is_empty() => Origin::Unknown,
        Some(source) if source == text => Origin::Written,
        Some(source) if is_group && source.starts_with(&text) => Origin::Written,
        // `/// ..` is `#[doc = ".."]`, and both tokens of a lifetime have its place.
        Some(source) if text == "#" && source.starts_with('/') => Origin::Written,
        Some(source) if text == "'" && source.starts_with('\'') => Origin::Written,
        // `#[async_trait]` has renamed it.
        Some(source) if text == "__self" && source == "self" => Origin::Written,
        Some(_) => Origin::Generated,
    }
}

/// The topmost attribute that has written any of the tokens: `#[rstest]`.
pub(crate) fn written_by(tokens: TokenStream) -> Option<String> {
    let mut places = Vec::new();
    places_of(tokens, &mut places);
    let attribute = |place: &Span| Some((place.start(), attribute_at(*place)?));
    Some(places.iter().filter_map(attribute).min()?.1)
}

fn places_of(tokens: TokenStream, places: &mut Vec<Span>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => places_of(group.stream(), places),
            token => places.push(token.span()),
        }
    }
}

/// The attribute that the source has at a place, without its arguments.
fn attribute_at(place: Span) -> Option<String> {
    let source = place.source_text()?;
    let path = source.strip_prefix("#[")?.split(['(', ']', '=']).next()?;
    Some(format!("#[{}]", path.trim()))
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn a_token_is_written_where_the_source_has_it() {
        for source in ["let x = 1;", "{ x }", "/// text\nlet x = 1;", "'outer: loop {}", "r#type()"]
        {
            assert_eq!(origin_of_first(source.parse().unwrap()), Some(Origin::Written), "{source}");
        }
        assert_eq!(origin_of_first(quote!(let x = 1;)), Some(Origin::Unknown));
        let attribute: TokenStream = "#[instrument]".parse().unwrap();
        let place = attribute.into_iter().nth(1).unwrap().span();
        let generated = quote::quote_spanned! { place=> let x = 1; };
        assert_eq!(origin_of_first(generated), Some(Origin::Generated));
        assert_eq!(origin_of_first(quote!()), None);
    }
}
