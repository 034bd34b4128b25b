//! Expressions that name a place: a path, a field, an index.

use proc_macro2::Span;
use syn::{Expr, Member, Path, UnOp, spanned::Spanned};

use super::text;

/// As [`text`], and faster for places, since it makes no tokens of them.
pub(crate) fn place(expr: &Expr) -> String {
    known_place(expr).unwrap_or_else(|| text(expr))
}

/// As [`place`]; `None` for an expression that is not a place.
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

/// The span of the first token of an expression; faster than `span`, since it makes no tokens.
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
