//! Small macros of the crates themselves, that stand for an expression or a few statements: `lock!(x)` for `x.lock().unwrap()`.

use std::str::FromStr;

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::quote;
use syn::{Expr, Macro, Path, spanned::Spanned};

use super::{
    answers::{Def, ItemId, ModuleId, Rule, Rules, Space},
    index::Index,
    parse::parse,
    types::Scope,
};

/// A macro that stands for so little has no more text than this.
const SHORT: usize = 400;

impl Scope<'_> {
    /// The expression that a macro call stands for, with the span of the call.
    pub(crate) fn expanded(&self, call: &Macro) -> Option<Expr> {
        let name = call.path.segments.last()?.ident.to_string();
        if self.is_of_library(&call.path) || self.index.expands_to_itself(&name, self.module) {
            return None;
        }
        let rules = self.index.rules_named(&name, self.module)?;
        let arguments = split(call.tokens.clone());
        let arguments: Vec<String> = arguments.iter().map(TokenStream::to_string).collect();
        let rule = rules.0.iter().find(|rule| rule.parameters.len() == arguments.len())?;
        let tokens = TokenStream::from_str(&rule.substituted(&arguments)?).ok()?;
        let tokens = located(tokens, call.path.span());
        // The variables of several statements are of no use outside of them.
        syn::parse2(tokens.clone()).or_else(|_| syn::parse2(quote!({ #tokens }))).ok()
    }

    /// Whether a macro is named by a path into a crate whose sources are not in sight.
    fn is_of_library(&self, path: &Path) -> bool {
        let first = path.segments.first().map(|first| first.ident.to_string());
        let [first] = first.as_slice() else { return false };
        path.segments.len() > 1
            && !matches!(
                self.index.resolve(self.module, std::slice::from_ref(first), false, Space::Types),
                Some((Def::Module(_), _))
            )
    }
}

impl Index {
    /// Whether a macro calls itself, directly or through others: which of its rules ends that depends on more than the number of the
    /// arguments.
    fn expands_to_itself(&self, name: &str, module: ModuleId) -> bool {
        let calls = |name: &str| {
            let rules = self.rules_named(name, module).map_or(&[][..], |rules| &rules.0);
            rules.iter().flat_map(|rule| rule.calls.iter().map(String::as_str)).collect::<Vec<_>>()
        };
        let mut reached = calls(name);
        let mut next = 0;
        while let Some(&called) = reached.get(next) {
            let more = calls(called).into_iter().filter(|it| !reached.contains(it));
            let more: Vec<&str> = more.collect();
            reached.extend(more);
            next += 1;
        }
        reached.contains(&name)
    }

    /// The macro of this name, if there is one in the crate, or else one in sight.
    fn rules_named(&self, name: &str, module: ModuleId) -> Option<&Rules> {
        let all = self.macros_named(name);
        let krate = |id: &&ItemId| self.module(self.item(**id).module).krate;
        let own = self.module(module).krate;
        let mut found = all.iter().filter(|id| krate(id) == own);
        let first = match found.next() {
            Some(first) => found.next().is_none().then_some(*first)?,
            None => match all {
                [only] => *only,
                _ => return None,
            },
        };
        let rules = || Rules::read(self.body_text(first));
        Some(self.item(first).rules.get_or_init(rules))
    }
}

impl Rules {
    fn read(text: &str) -> Rules {
        if text.len() > SHORT {
            return Rules::default();
        }
        let Some(tokens) = parse::<TokenStream>(text) else { return Rules::default() };
        let mut trees = tokens.into_iter();
        let mut rules = Vec::new();
        while let Some(pattern) = trees.next() {
            // `=>`, and `;` behind the body.
            let body = trees.nth(2);
            trees.next();
            if let (TokenTree::Group(pattern), Some(TokenTree::Group(body))) = (pattern, body) {
                rules.extend(Rule::new(&pattern, &body));
            }
        }
        Rules(rules)
    }
}

impl Rule {
    fn new(pattern: &Group, body: &Group) -> Option<Rule> {
        let mut parts = split(pattern.stream());
        // `$(,)?`
        if let Some(last) = parts.last_mut() {
            *last = without_trailing(last.clone());
        }
        let parameters: Option<Vec<String>> = parts.into_iter().map(parameter).collect();
        let mut calls = Vec::new();
        called_macros(body.stream(), &mut calls);
        let body = body.stream().to_string();
        let binds_given = ["let $", "let mut $"].iter().any(|binds| body.contains(binds));
        (!binds_given).then_some(Rule { parameters: parameters?, body, calls })
    }

    /// The text of the body, with the arguments in their places.
    fn substituted(&self, arguments: &[String]) -> Option<String> {
        let mut parts = self.body.split('$');
        let mut text = parts.next()?.to_owned();
        for part in parts {
            let part = part.trim_start();
            let end = part.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(part.len());
            let name = &part[..end];
            if name == "crate" {
                text.push_str(name);
            } else {
                let at = self.parameters.iter().position(|known| known == name)?;
                let argument = &arguments[at];
                let is_word = argument.chars().all(|c| c.is_alphanumeric() || c == '_');
                text.push_str(&if is_word { argument.clone() } else { format!("({argument})") });
            }
            text.push_str(&part[end..]);
        }
        Some(text)
    }
}

/// The words with a `!` and a group behind them.
fn called_macros(tokens: TokenStream, calls: &mut Vec<String>) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    for tree in &trees {
        if let TokenTree::Group(group) = tree {
            called_macros(group.stream(), calls);
        }
    }
    calls.extend(trees.windows(3).filter_map(|trees| match trees {
        [TokenTree::Ident(name), TokenTree::Punct(mark), TokenTree::Group(_)]
            if mark.as_char() == '!' =>
        {
            Some(name.to_string())
        }
        _ => None,
    }));
}

/// The name in `$name:expr`.
fn parameter(tokens: TokenStream) -> Option<String> {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let [
        TokenTree::Punct(dollar),
        TokenTree::Ident(name),
        TokenTree::Punct(colon),
        TokenTree::Ident(kind),
    ] = &trees[..]
    else {
        return None;
    };
    let is_taken =
        matches!(kind.to_string().as_str(), "expr" | "ident" | "tt" | "path" | "literal");
    (dollar.as_char() == '$' && colon.as_char() == ':' && is_taken).then(|| name.to_string())
}

/// A parameter without the `$(,)?` behind it.
fn without_trailing(tokens: TokenStream) -> TokenStream {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let end = match &trees[..] {
        [before @ .., TokenTree::Punct(dollar), TokenTree::Group(comma), TokenTree::Punct(_)]
            if dollar.as_char() == '$' && comma.stream().to_string() == "," =>
        {
            before.len()
        }
        all => all.len(),
    };
    trees.into_iter().take(end).collect()
}

/// The parts between commas.
fn split(tokens: TokenStream) -> Vec<TokenStream> {
    let mut parts = vec![];
    let mut part = TokenStream::new();
    for tree in tokens {
        match &tree {
            TokenTree::Punct(comma) if comma.as_char() == ',' => {
                parts.push(std::mem::take(&mut part));
            }
            _ => part.extend([tree]),
        }
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}

fn located(tokens: TokenStream, at: Span) -> TokenStream {
    let located = tokens.into_iter().map(|tree| match tree {
        TokenTree::Group(group) => {
            let delimiter: Delimiter = group.delimiter();
            let mut group = Group::new(delimiter, located(group.stream(), at));
            group.set_span(at);
            TokenTree::Group(group)
        }
        mut tree => {
            tree.set_span(at);
            tree
        }
    });
    located.collect()
}
