//! Macros whose arguments are evaluated in a way that is known, parsed before the walk; the tokens of all others are opaque.

use std::{collections::HashMap, ptr};

use proc_macro2::{Ident, Span, TokenStream};
use syn::{
    Block, Expr, ExprAwait, ExprMethodCall, Item, Lit, Macro, Pat, Result, Token,
    parse::{ParseStream, Parser},
    punctuated::Punctuated,
    token::Brace,
    visit::{self, Visit},
};

use super::{
    Action, Control, Exit, GuardBinding, ResolvedCall, Runs,
    acquire::Pending,
    oracle::Oracle,
    place::{formatted_words, words},
    scopes::Value,
    walk::Walk,
};
use crate::{
    known::{
        macros::{self, Arguments},
        methods::{self, Effect},
    },
    syntax,
};

/// What is looked up in the body as a whole, before it is walked.
#[derive(Default)]
pub(crate) struct BodyIndex {
    /// By where they are in the body, which stays as it is.
    macros: HashMap<*const Macro, Parsed>,
    /// Places with `.read()` and with `.write()` awaited, without arguments.
    awaited: Vec<(bool, String)>,
    /// Places with `.unlock()` or `.release()`.
    released: Vec<String>,
}

enum Parsed {
    /// Evaluated one after the other, by reference.
    Formatted(Vec<Expr>),
    /// A condition, and what is evaluated only if it is false.
    Asserted(Vec<Expr>),
    /// Evaluated one after the other, and given back.
    Passed(Vec<Expr>),
    /// Awaited at once.
    Joined(Vec<Expr>),
    /// One of them is awaited to its end, and its handler runs.
    Selected(Vec<Branch>),
    /// Never comes back.
    Diverges(Vec<Expr>),
    /// What a macro of the crate stands for.
    Expanded(Box<Expr>),
    /// What the arguments of an unknown macro are, if they are expressions.
    Guessed(Vec<Expr>),
}

/// One branch of `select!`; `else` has no future.
struct Branch {
    pattern: Option<Pat>,
    future: Option<Expr>,
    precondition: Option<Expr>,
    handler: Expr,
}

impl BodyIndex {
    pub(crate) fn new(body: &Block, oracle: Option<&dyn Oracle>) -> BodyIndex {
        let mut search = Search { index: BodyIndex::default(), oracle };
        search.visit_block(body);
        search.index
    }

    pub(super) fn is_released(&self, place: &str) -> bool {
        self.released.iter().any(|known| known == place)
    }

    /// Only a lock is both read and written without arguments.
    pub(super) fn is_read_and_written(&self, place: &str) -> bool {
        [true, false]
            .iter()
            .all(|reads| self.awaited.iter().any(|(read, known)| read == reads && known == place))
    }
}

struct Search<'o> {
    index: BodyIndex,
    oracle: Option<&'o dyn Oracle>,
}

impl<'ast> Visit<'ast> for Search<'_> {
    fn visit_expr_await(&mut self, awaited: &'ast ExprAwait) {
        if let Expr::MethodCall(call) = &*awaited.base
            && call.args.is_empty()
        {
            let method = call.method.to_string();
            if method == "read" || method == "write" {
                self.index.awaited.push((method == "read", syntax::place(&call.receiver)));
            }
        }
        visit::visit_expr_await(self, awaited);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        if call.args.is_empty() && methods::does(&call.method.to_string(), Effect::Releases) {
            self.index.released.push(syntax::place(&call.receiver));
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        let expanded = self
            .oracle
            .and_then(|oracle| oracle.expand(call))
            .map(|it| Parsed::Expanded(Box::new(it)));
        let guessed = || self.oracle.and_then(|_| guessed(call));
        let Some(parsed) = expanded.or_else(|| parsed(call)).or_else(guessed) else { return };
        parsed.exprs().for_each(|expr| self.visit_expr(expr));
        self.index.macros.insert(ptr::from_ref(call), parsed);
    }

    fn visit_pat(&mut self, _: &'ast Pat) {}
    fn visit_type(&mut self, _: &'ast syn::Type) {}
    fn visit_item(&mut self, _: &'ast Item) {}
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
}

impl Parsed {
    fn exprs(&self) -> impl Iterator<Item = &Expr> {
        let (listed, branches) = match self {
            Parsed::Formatted(listed)
            | Parsed::Asserted(listed)
            | Parsed::Passed(listed)
            | Parsed::Joined(listed)
            | Parsed::Guessed(listed)
            | Parsed::Diverges(listed) => (listed.as_slice(), &[][..]),
            Parsed::Expanded(expanded) => (std::slice::from_ref(&**expanded), &[][..]),
            Parsed::Selected(branches) => (&[][..], branches.as_slice()),
        };
        listed.iter().chain(branches.iter().flat_map(Branch::exprs))
    }
}

impl Branch {
    fn exprs(&self) -> impl Iterator<Item = &Expr> {
        self.future.iter().chain(&self.precondition).chain([&self.handler])
    }
}

fn parsed(call: &Macro) -> Option<Parsed> {
    let name = syntax::last_of(&call.path)?;
    let list = || {
        let arguments = call.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
        arguments.ok().map(|list| list.into_iter().collect())
    };
    let tokens = || call.tokens.clone();
    match macros::arguments(&name)? {
        Arguments::Asserted => list().map(Parsed::Asserted),
        Arguments::Formatted => list().map(Parsed::Formatted),
        Arguments::LookedAt => {
            first.parse2(tokens()).ok().map(|looked_at| Parsed::Formatted(vec![looked_at]))
        }
        Arguments::Passed => list().map(Parsed::Passed),
        Arguments::Diverges => Some(Parsed::Diverges(list().unwrap_or_default())),
        Arguments::Joined => joined.parse2(tokens()).ok().map(Parsed::Joined),
        Arguments::Selected => selected.parse2(tokens()).ok().map(Parsed::Selected),
        Arguments::Logged | Arguments::Span => None,
    }
}

/// The arguments of a macro that nobody knows, where they look like those of a function.
fn guessed(call: &Macro) -> Option<Parsed> {
    let list = call.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated).ok()?;
    Some(Parsed::Guessed(list.into_iter().collect()))
}

/// The first of several arguments.
fn first(input: ParseStream<'_>) -> Result<Expr> {
    let first = input.parse()?;
    input.parse::<TokenStream>()?;
    Ok(first)
}

fn joined(input: ParseStream<'_>) -> Result<Vec<Expr>> {
    biased(input)?;
    Ok(Punctuated::<Expr, Token![,]>::parse_terminated(input)?.into_iter().collect())
}

fn selected(input: ParseStream<'_>) -> Result<Vec<Branch>> {
    biased(input)?;
    let mut branches = Vec::new();
    while !input.is_empty() {
        branches.push(branch(input)?);
    }
    Ok(branches)
}

/// `biased;`
fn biased(input: ParseStream<'_>) -> Result<()> {
    if input.peek(syn::Ident) && input.peek2(Token![;]) {
        input.parse::<Ident>()?;
        input.parse::<Token![;]>()?;
    }
    Ok(())
}

fn branch(input: ParseStream<'_>) -> Result<Branch> {
    let handler = Expr::PLACEHOLDER;
    let mut branch = Branch { pattern: None, future: None, precondition: None, handler };
    if input.parse::<Option<Token![else]>>()?.is_none() {
        let pattern = Pat::parse_multi(input)?;
        // `default => ..` and `complete => ..` of the futures crate have none.
        if input.parse::<Option<Token![=]>>()?.is_some() {
            branch.future = Some(input.parse()?);
            branch.pattern = Some(pattern);
        }
        if input.parse::<Option<Token![,]>>()?.is_some() {
            input.parse::<Token![if]>()?;
            branch.precondition = Some(input.parse()?);
        }
    }
    input.parse::<Token![=>]>()?;
    branch.handler = if input.peek(Brace) { Expr::Block(input.parse()?) } else { input.parse()? };
    input.parse::<Option<Token![,]>>()?;
    Ok(branch)
}

impl<'a> Walk<'a> {
    pub(super) fn macro_call(&mut self, call: &'a Macro) -> Value<'a> {
        let index: &'a BodyIndex = self.index;
        match index.macros.get(&ptr::from_ref(call)) {
            Some(Parsed::Formatted(arguments)) => {
                // `write!` is a call like any other; the rest are statements.
                let is_call =
                    syntax::last_of(&call.path).is_some_and(|name| macros::is_call(&name));
                let format = |walk: &mut Self| arguments.iter().for_each(|it| walk.formatted(it));
                if is_call {
                    format(self)
                } else {
                    self.temporaries(format)
                }
                self.may_panic(call);
                Value::default()
            }
            Some(Parsed::Asserted(arguments)) => {
                let mut arguments = arguments.iter();
                let condition = arguments.next();
                self.temporaries(|walk| condition.into_iter().for_each(|it| walk.in_place(it)));
                let by = condition.map(Control::Else);
                self.branch(by, |walk| arguments.for_each(|argument| walk.formatted(argument)));
                self.may_panic(call);
                Value::default()
            }
            Some(Parsed::Passed(arguments)) => {
                let value = self.all(arguments.iter());
                if call.path.is_ident("vec") { value.wrapped() } else { value }
            }
            Some(Parsed::Diverges(arguments)) => {
                arguments.iter().for_each(|argument| self.formatted(argument));
                self.event(Action::Exits(Exit::Panic), syntax::start_of(&call.path));
                self.state = None;
                Value::default()
            }
            Some(Parsed::Expanded(expanded)) => self.expr(expanded),
            Some(Parsed::Guessed(arguments)) => {
                if let Some(value) = self.lock_macro(call, arguments) {
                    return value;
                }
                self.branch(None, |walk| arguments.iter().for_each(|it| walk.formatted(it)));
                self.unknown(call)
            }
            Some(Parsed::Joined(futures)) if self.oracle.is_some() => self.joined(futures),
            Some(Parsed::Joined(futures)) => {
                let joined =
                    futures.iter().map(|future| self.run(future, syntax::start(future), false));
                joined.fold(Value::default(), Value::and)
            }
            Some(Parsed::Selected(branches)) => self.selected(branches),
            None => self.unknown(call),
        }
    }

    /// A macro that is not in sight and whose name says that it locks what it is given, which is known to be a lock.
    fn lock_macro(&mut self, call: &'a Macro, arguments: &'a [Expr]) -> Option<Value<'a>> {
        let [lock] = arguments else { return None };
        let method = macros::lock_method(&syntax::last_of(&call.path)?)?;
        let kinds = self.receiver(lock).kinds;
        let how = kinds.iter().find_map(|&kind| methods::acquisition(kind, method, 0))?;
        self.in_place(lock);
        let (place, at) = (self.place(lock), syntax::start_of(&call.path));
        Some(self.acquire(how, place, (at, true), GuardBinding::Temporary))
    }

    /// Futures that are polled side by side: calls and blocks as one event, the rest one after the other.
    fn joined(&mut self, futures: &'a [Expr]) -> Value<'a> {
        let made: Vec<Value<'a>> = futures.iter().map(|future| self.expr(future)).collect();
        let mut branches = Vec::new();
        let mut values = Value::default();
        for (future, mut value) in futures.iter().zip(made) {
            let at = syntax::start(future);
            let code = |it: &mut Pending<'_>| matches!(it, Pending::Call(_) | Pending::Run(_));
            for pending in value.pending.extract_if(.., code).collect::<Vec<_>>() {
                branches.extend(self.branch_of(pending, at));
            }
            if !value.pending.is_empty() {
                values = values.and(self.run_made(future, value, (at, false)));
            }
        }
        if let (false, Some(future)) = (branches.is_empty(), futures.first()) {
            let at = syntax::start(future);
            self.event(Action::Together(branches), at);
            self.event(Action::Awaits { future, runs: Runs::Known, alone: false }, at);
        }
        values
    }

    fn branch_of(&mut self, pending: Pending<'a>, at: Span) -> Option<ResolvedCall> {
        match pending {
            Pending::Call(call) => Some(call),
            pending => {
                let code = self.code_of(vec![pending])?;
                Some(ResolvedCall { code, arguments: Vec::new(), at })
            }
        }
    }

    fn may_panic(&mut self, call: &'a Macro) {
        if syntax::last_of(&call.path).is_some_and(|name| macros::may_leave(&name)) {
            self.event(Action::Exits(Exit::Panic), syntax::start_of(&call.path));
        }
    }

    fn formatted(&mut self, argument: &'a Expr) {
        match argument {
            Expr::Assign(named) => self.in_place(&named.right),
            Expr::Lit(literal) => {
                if let Lit::Str(text) = &literal.lit {
                    self.mention(&formatted_words(&text.value()));
                }
            }
            argument => self.in_place(argument),
        }
    }

    fn mention(&mut self, words: &[String]) {
        for variable in words.iter().filter_map(|word| self.variable(word)).collect::<Vec<_>>() {
            self.borrow(variable);
        }
    }

    /// One future wins, and the others are dropped before its handler runs, unless they are only borrowed.
    fn selected(&mut self, branches: &'a [Branch]) -> Value<'a> {
        let decision = self.decision();
        let (mut after, mut values) = (None, Value::default());
        let kept = |branch: &'a Branch| match &branch.future {
            Some(Expr::Reference(future)) => Some(&*future.expr),
            _ => None,
        };
        // All futures are made before any of them runs, with all that they take.
        let futures: Vec<_> = branches.iter().map(|branch| self.future_of(branch)).collect();
        let before = self.state.clone();
        for ((index, branch), future) in branches.iter().enumerate().zip(futures) {
            self.state = before.clone();
            let others = branches.iter().enumerate().filter(|(other, _)| *other != index);
            let others = others.filter_map(|(_, other)| kept(other)).collect();
            let value = self.alternative(decision, None, |walk| {
                walk.scope(|walk| walk.one_selected(branch, future, others))
            });
            values = values.and(value);
            let state = self.state.take();
            after = self.union(after, state);
        }
        self.state = after;
        values
    }

    fn future_of(&mut self, branch: &'a Branch) -> Value<'a> {
        if let Some(precondition) = &branch.precondition {
            self.in_place(precondition);
        }
        branch.future.as_ref().map(|future| self.expr(future)).unwrap_or_default()
    }

    fn one_selected(
        &mut self,
        branch: &'a Branch,
        made: Value<'a>,
        kept: Vec<&'a Expr>,
    ) -> Value<'a> {
        if let (Some(future), Some(pattern)) = (&branch.future, &branch.pattern) {
            let value = self.run_made(future, made, (syntax::start(future), false));
            self.bind_pattern(pattern, value, None);
        }
        let outside = std::mem::replace(&mut self.borrowed_futures, kept);
        let value = self.terminated(|walk| walk.expr(&branch.handler));
        self.borrowed_futures = outside;
        value
    }

    /// What it does with a guard nobody knows, except to log it.
    fn unknown(&mut self, call: &'a Macro) -> Value<'a> {
        let words = words(&call.tokens);
        self.mention(&words);
        if syntax::last_of(&call.path)
            .is_some_and(|name| macros::arguments(&name) == Some(Arguments::Logged))
        {
            return Value::default();
        }
        for variable in words.iter().filter_map(|word| self.variable(word)).collect::<Vec<_>>() {
            let guards = self.kept_by(variable);
            self.release_guards(&guards);
        }
        self.event(Action::Unknown, syntax::start_of(&call.path));
        Value::default()
    }
}
