//! The arguments of an attribute: targets and clauses. One place decides which clauses an attribute takes, and that none is given
//! twice.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::{
    Error, Expr, Ident, Result, Token,
    ext::IdentExt,
    parse::{ParseStream, Parser},
    parse_quote,
    spanned::Spanned,
    token,
};

use super::{
    Count, Source, Target,
    mistakes::{self, Mistake},
};
use crate::{
    diag::Diagnostics,
    language::{Attribute, Key, Shape},
    messages::attributes as messages,
    syntax,
};

/// `key = value`, `else { .. }`, `allow(..)` or `nowait`.
pub(crate) struct Clause {
    pub(crate) key: Key,
    pub(crate) at: Span,
    /// The value; an empty tuple for a flag, the parenthesised list for `allow`.
    pub(crate) value: Expr,
}

enum Argument {
    Target(Target),
    Clause(Clause),
}

/// All arguments of an attribute, sorted.
pub(crate) struct Args {
    pub(crate) attribute: Attribute,
    /// Where the attribute stands.
    pub(crate) at: Span,
    pub(crate) targets: Vec<Target>,
    clauses: Vec<Clause>,
    /// Whether an argument could not be parsed. It may be the one that seems to be missing.
    damaged: bool,
}

impl Args {
    pub(crate) fn parse(
        attribute: Attribute,
        arguments: TokenStream,
        at: Span,
        diagnostics: &mut Diagnostics,
    ) -> Args {
        let (targets, clauses) = (Vec::new(), Vec::new());
        let mut args = Args { attribute, at, targets, clauses, damaged: false };
        let read = |input: ParseStream<'_>| {
            args.read(input, diagnostics);
            Ok(())
        };
        // Every error is noted already.
        let _: Result<()> = read.parse2(arguments);
        args
    }

    /// Parses the arguments one by one. After an error, it continues after the next comma.
    fn read(&mut self, input: ParseStream<'_>, diagnostics: &mut Diagnostics) {
        while !input.is_empty() {
            match self.argument(input) {
                Ok(argument) if input.is_empty() || input.peek(Token![,]) => {
                    self.add(argument, diagnostics);
                }
                Ok(argument) => {
                    self.damaged = true;
                    diagnostics.push(messages::expected_comma(input.span(), input.peek(Token![;])));
                    // A clause may lack a part of its value.
                    if let Argument::Target(target) = argument {
                        self.targets.push(target);
                    }
                }
                Err(Mistake { error, meant }) => {
                    self.damaged = true;
                    diagnostics.push(error);
                    let read = |input: ParseStream<'_>| Ok(self.argument(input).ok());
                    let meant = meant.and_then(|meant| read.parse_str(&meant).ok()).flatten();
                    meant.into_iter().for_each(|argument| self.add(argument, diagnostics));
                }
            }
            skip_past_comma(input);
        }
    }

    fn add(&mut self, argument: Argument, diagnostics: &mut Diagnostics) {
        match argument {
            Argument::Target(target) => self.targets.push(target),
            Argument::Clause(clause) => self.clause(clause, diagnostics),
        }
    }

    fn argument(&self, input: ParseStream<'_>) -> std::result::Result<Argument, Mistake> {
        if input.peek(Token![else]) {
            let at = input.parse::<Token![else]>()?.span;
            if !input.peek(token::Brace)
                && !input.peek(Token![|])
                && let Some(mistake) = mistakes::handler(at, &rest_of_argument(input))
            {
                return Err(mistake);
            }
            return Ok(Argument::Clause(self.value(Key::Else, at, input)?));
        }
        let has_target = !self.targets.is_empty();
        let mistake = mistakes::mistake(self.attribute, &rest_of_argument(input), has_target);
        if let Some(mistake) = mistake {
            return Err(mistake);
        }
        let Ok(word) = input.fork().call(Ident::parse_any) else {
            return Target::read(input).map(Argument::Target);
        };
        let assigned = input.peek2(Token![=]) && !input.peek2(Token![==]);
        let alone = !continues(input);
        let listed = input.peek2(syn::token::Paren);
        if let Some(key) = Key::of(&word.to_string())
            && (assigned || alone || listed && key.shape() == Shape::List)
        {
            input.call(Ident::parse_any)?;
            return Ok(Argument::Clause(self.value(key, word.span(), input)?));
        }
        if assigned && !self.targets.is_empty() {
            self.no_misspelling(&word)?;
        }
        Target::read(input).map(Argument::Target)
    }

    /// After the first target, a name that resembles a clause is taken as that clause, misspelt.
    fn no_misspelling(&self, word: &Ident) -> Result<()> {
        match syntax::nearest(&word.to_string(), Key::words(self.attribute)) {
            Some(nearest) => Err(messages::unknown_key(word.span(), &word.to_string(), nearest)),
            None => Ok(()),
        }
    }

    fn value(
        &self,
        key: Key,
        at: Span,
        input: ParseStream<'_>,
    ) -> std::result::Result<Clause, Mistake> {
        let missing = || messages::missing_value(key, at);
        let value = match key.shape() {
            Shape::Flag if input.peek(Token![=]) => {
                return Err(messages::flag_has_no_value(key, at).into());
            }
            Shape::Flag => parse_quote!(()),
            Shape::Block if input.peek(Token![|]) => input.parse()?,
            Shape::Block if !input.peek(token::Brace) => return Err(missing().into()),
            Shape::List if !input.peek(token::Paren) => return Err(missing().into()),
            Shape::Block | Shape::List => input.parse()?,
            Shape::Value => {
                let equals: Option<Token![=]> = input.parse()?;
                if equals.is_none() || input.is_empty() || input.peek(Token![,]) {
                    return Err(missing().into());
                }
                input.parse()?
            }
        };
        let unit = input.fork().parse::<Ident>();
        if let (Key::Timeout, Ok(unit)) = (key, unit) {
            return Err(mistakes::unit_apart(&value, &unit));
        }
        Ok(Clause { key, at, value })
    }

    fn clause(&mut self, clause: Clause, diagnostics: &mut Diagnostics) {
        if !clause.key.attributes().contains(&self.attribute) {
            diagnostics.push(messages::foreign_key(clause.key, self.attribute, clause.at));
        } else if !clause.key.repeats() && self.clauses.iter().any(|it| it.key == clause.key) {
            diagnostics.push(messages::duplicate_key(clause.key, clause.at));
        } else {
            self.clauses.push(clause);
        }
    }

    pub(crate) fn take_all(&mut self, key: Key) -> Vec<Clause> {
        self.clauses.extract_if(.., |clause| clause.key == key).collect()
    }

    pub(crate) fn take(&mut self, key: Key) -> Option<Clause> {
        let index = self.clauses.iter().position(|clause| clause.key == key)?;
        Some(self.clauses.remove(index))
    }

    /// Only a lock can be held as `read` or `write`.
    pub(crate) fn check_modes(&self, diagnostics: &mut Diagnostics) {
        if self.attribute != Attribute::Guarded {
            let modes = self.targets.iter().filter_map(|target| target.mode.as_ref());
            modes.for_each(|mode| {
                diagnostics.push(messages::mode_of_no_lock(
                    self.attribute,
                    mode.span(),
                    &mode.to_string(),
                ))
            });
        }
    }

    /// The one target that most attributes take.
    pub(crate) fn one_target(&mut self, diagnostics: &mut Diagnostics) -> Option<Target> {
        if let Some(second) = self.targets.get(1) {
            let at = second.place.span();
            diagnostics.push(match second.source() {
                Source::Own(Count::Literal(count)) if self.attribute == Attribute::Semaphore => {
                    let instead = format!("permits = {}", count.base10_digits());
                    messages::write_instead(at, "the number of permits has a name", &instead)
                }
                _ => messages::one_target(self.attribute, at),
            });
        }
        if self.targets.is_empty() {
            self.missing_target(diagnostics);
            return None;
        }
        Some(self.targets.swap_remove(0))
    }

    pub(crate) fn missing_target(&self, diagnostics: &mut Diagnostics) {
        if !self.damaged {
            diagnostics.push(messages::missing_target(self.attribute, self.at));
        }
    }

    /// Whether an argument is missing that may be there, written wrongly.
    pub(crate) fn is_damaged(&self) -> bool {
        self.damaged
    }

    /// For an attribute without targets.
    pub(crate) fn finish_empty<T>(self, diagnostics: &mut Diagnostics) -> Option<T> {
        if let Some(target) = self.targets.first() {
            diagnostics.push(messages::no_arguments(self.attribute, target.place.span()));
        }
        None
    }
}

/// Whether the next word begins a longer expression, such as a path.
fn continues(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    ahead.call(Ident::parse_any).is_ok() && !ahead.is_empty() && !ahead.peek(Token![,])
}

/// The tokens up to the next comma.
fn rest_of_argument(input: ParseStream<'_>) -> Vec<TokenTree> {
    let ahead = input.fork();
    let mut tokens = Vec::new();
    while !ahead.is_empty() && !ahead.peek(Token![,]) {
        match ahead.parse() {
            Ok(token) => tokens.push(token),
            Err(_) => break,
        }
    }
    tokens
}

fn skip_past_comma(input: ParseStream<'_>) {
    while !input.is_empty() {
        let comma = input.peek(Token![,]);
        let skipped: std::result::Result<TokenTree, Error> = input.parse();
        if comma || skipped.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    fn errors(attribute: Attribute, arguments: &str) -> Vec<String> {
        let mut diagnostics = Diagnostics::new();
        Args::parse(attribute, arguments.parse().unwrap(), Span::call_site(), &mut diagnostics);
        let errors = diagnostics.finish().errors;
        errors.into_iter().flatten().map(|error| error.to_string()).collect()
    }

    /// The table: every clause in every attribute, once, twice, misspelt, and without its value.
    #[test]
    fn every_clause_is_checked_in_the_same_way() {
        for attribute in Attribute::ALL {
            for key in Key::ALL {
                let (word, example) = (key.word(), key.example());
                let once = errors(attribute, &format!("A, {example}"));
                if !key.attributes().contains(&attribute) {
                    assert_eq!(once.len(), 1, "{word} in {attribute:?}");
                    assert!(once[0].contains("is not a clause of"), "{}", once[0]);
                    continue;
                }
                assert_eq!(once, [""; 0], "{word} in {attribute:?}");
                let twice = errors(attribute, &format!("A, {example}, {example}"));
                assert_eq!(twice.len(), usize::from(!key.repeats()), "{word} in {attribute:?}");
                assert!(twice.iter().all(|error| error.contains("given twice")), "{twice:?}");
                if key.shape() == Shape::Flag {
                    let valued = errors(attribute, &format!("A, {word} = 3"));
                    assert_eq!(valued.len(), 1, "{word} in {attribute:?}");
                    assert!(valued[0].contains("takes no value"), "{}", valued[0]);
                } else {
                    let bare = errors(attribute, &format!("A, {word}"));
                    assert_eq!(bare.len(), 1, "{word} in {attribute:?}");
                    assert!(bare[0].contains("needs a value"), "{}", bare[0]);
                }
                if key != Key::Else {
                    let misspelt = errors(attribute, &format!("A, {}x = B", &word[1..]));
                    assert_eq!(misspelt.len(), 1, "{word} in {attribute:?}");
                    assert!(misspelt[0].contains(&format!("did you mean `{word}`")));
                }
            }
        }
    }

    #[test]
    fn every_mistake_in_one_attribute_is_reported() {
        let found = errors(Attribute::Guarded, "A, notify_al = B, permits = 2, else 3, C D, E");
        assert_eq!(found.len(), 4, "{found:#?}");
    }

    #[test]
    fn a_place_may_begin_with_the_word_of_a_clause() {
        let mut diagnostics = Diagnostics::new();
        let args = quote!(permits::GATE, notify_one.lock);
        let args = Args::parse(Attribute::Guarded, args, Span::call_site(), &mut diagnostics);
        assert!(diagnostics.finish().errors.is_none());
        assert_eq!(args.targets.len(), 2);
    }
}
