//! Expressions that name a place: a path, a field, an index.

use std::fmt::{self, Display, Formatter};

use proc_macro2::Span;
use syn::{Expr, Member, Path, UnOp, spanned::Spanned};

use super::text;

/// A place as the source writes it. Two of them are equal if they are written alike.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Place {
    /// A variable or an item: `queue`, `crate::state::BALANCE`.
    Path(Vec<String>),
    /// `base.field`, `base.0`
    Field(Box<Place>, String),
    /// `base.method()`
    Call(Box<Place>, String),
    /// `base[index]`
    Index(Box<Place>, Box<Place>),
    /// `*base`, `&base`
    Prefix(char, Box<Place>),
    /// `(base)`
    Paren(Box<Place>),
    /// An expression that is not a place.
    Other(String),
}

/// The place that an expression names.
pub(crate) fn place(expr: &Expr) -> Place {
    Place::named_by(expr).unwrap_or_else(|| Place::Other(text(expr)))
}

/// The path of a called function.
pub(crate) fn function_path(function: &Expr) -> String {
    place(function).to_string()
}

impl Place {
    /// The place that an expression names; `None` for an expression that is not a place.
    pub(crate) fn named_by(expr: &Expr) -> Option<Place> {
        match expr {
            Expr::Path(path) if path.qself.is_none() => Place::of_path(&path.path),
            Expr::Field(field) => {
                let member = match &field.member {
                    Member::Named(name) => name.to_string(),
                    Member::Unnamed(index) => index.index.to_string(),
                };
                Some(Place::Field(Place::boxed(&field.base)?, member))
            }
            Expr::Index(index) => {
                Some(Place::Index(Place::boxed(&index.expr)?, Box::new(place(&index.index))))
            }
            Expr::Unary(deref) if matches!(deref.op, UnOp::Deref(_)) => {
                Some(Place::Prefix('*', Place::boxed(&deref.expr)?))
            }
            Expr::Reference(reference) if reference.mutability.is_none() => {
                Some(Place::Prefix('&', Place::boxed(&reference.expr)?))
            }
            Expr::Paren(paren) => Some(Place::Paren(Place::boxed(&paren.expr)?)),
            Expr::MethodCall(call) if call.args.is_empty() && call.turbofish.is_none() => {
                Some(Place::Call(Place::boxed(&call.receiver)?, call.method.to_string()))
            }
            _ => None,
        }
    }

    fn boxed(expr: &Expr) -> Option<Box<Place>> {
        Place::named_by(expr).map(Box::new)
    }

    /// `None` for a path with type arguments.
    fn of_path(path: &Path) -> Option<Place> {
        let words = path.segments.iter().map(|segment| {
            segment.arguments.is_none().then(|| match segment.ident.to_string() {
                // `#[async_trait]` has renamed it.
                word if word == "__self" => "self".to_owned(),
                word => word,
            })
        });
        let leading = path.leading_colon.map(|_| Some(String::new()));
        leading.into_iter().chain(words).collect::<Option<_>>().map(Place::Path)
    }

    /// Whether it is this variable, or this item without its path.
    pub(crate) fn is(&self, name: impl PartialEq<String>) -> bool {
        matches!(self, Place::Path(words) if matches!(&words[..], [word] if name == *word))
    }

    /// The words of the path that it begins with.
    pub(crate) fn root(&self) -> &[String] {
        match self {
            Place::Path(words) => words,
            Place::Field(base, _)
            | Place::Call(base, _)
            | Place::Index(base, _)
            | Place::Prefix(_, base)
            | Place::Paren(base) => base.root(),
            Place::Other(_) => &[],
        }
    }

    /// The name of the field, the variable or the item that it is.
    pub(crate) fn last_name(&self) -> Option<&str> {
        match self {
            Place::Path(words) => words.last().map(String::as_str),
            Place::Field(_, name) => Some(name),
            Place::Index(base, _) | Place::Prefix(_, base) | Place::Paren(base) => base.last_name(),
            Place::Call(..) | Place::Other(_) => None,
        }
    }

    /// The part of a variable that it is: `.queue` of `state.queue`, and nothing of `state`.
    pub(crate) fn part_of(&self, variable: &str) -> Option<String> {
        match self {
            Place::Path(_) => self.is(variable).then(String::new),
            Place::Field(base, name) => Some(format!("{}.{name}", base.part_of(variable)?)),
            Place::Call(base, method) => Some(format!("{}.{method}()", base.part_of(variable)?)),
            Place::Index(base, index) => Some(format!("{}[{index}]", base.part_of(variable)?)),
            Place::Prefix(_, base) | Place::Paren(base) => base.part_of(variable),
            Place::Other(_) => None,
        }
    }

    /// Whether an index is on the way to it.
    pub(crate) fn is_indexed(&self) -> bool {
        match self {
            Place::Index(..) => true,
            Place::Field(base, _)
            | Place::Call(base, _)
            | Place::Prefix(_, base)
            | Place::Paren(base) => base.is_indexed(),
            Place::Path(_) | Place::Other(_) => false,
        }
    }
}

/// A place without a name.
impl Default for Place {
    fn default() -> Self {
        Place::Path(Vec::new())
    }
}

impl Display for Place {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Place::Path(words) => f.write_str(&words.join("::")),
            Place::Field(base, name) => write!(f, "{base}.{name}"),
            Place::Call(base, method) => write!(f, "{base}.{method}()"),
            Place::Index(base, index) => write!(f, "{base}[{index}]"),
            Place::Prefix(operator, base) => write!(f, "{operator}{base}"),
            Place::Paren(base) => write!(f, "({base})"),
            Place::Other(text) => f.write_str(text),
        }
    }
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
            assert_eq!(place(&expr).to_string(), self::text(&expr));
        }
    }
}
