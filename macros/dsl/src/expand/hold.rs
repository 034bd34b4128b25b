//! One statement for each hold. All tokens of a call carry the span of the place, so that one mistake gives one error there. The
//! pattern carries the user's span, so that borrowck knows the guard's name.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Expr, Pat, UnOp, spanned::Spanned};

use super::statics::Statics;
use crate::{
    parse::{Clause, Duration, Failure, Limit, Otherwise},
    plan::{
        BarrierWait, EventWait, Guard, Hold, Locks, Notify, Permits, PlaceExpr, Primitive, Section,
    },
    syntax::{self, Runtime},
};

/// All statements, in order. `#[sets]` comes first, so that the event is set even if an acquisition fails.
pub(super) fn acquisitions(section: &Section) -> TokenStream {
    let (runtime, mut statics) = (&section.runtime, Statics::default());
    let sets = section.holds.iter().filter_map(|hold| match hold {
        Hold::Sets(event) => Some(sets(runtime, event)),
        _ => None,
    });
    let others = section.holds.iter().map(|hold| match hold {
        Hold::Locks(locks) => guarded(runtime, locks),
        Hold::Permits(permits) => semaphore(runtime, permits, &mut statics),
        Hold::Barrier(meeting) => barrier(runtime, meeting, &mut statics),
        Hold::Event(wait) => waits(runtime, wait),
        Hold::Sets(_) => TokenStream::new(),
    });
    quote! { #(#sets)* #(#others)* }
}

/// ```text
/// Output: let mut balance = hold::recovered::exclusive(&BALANCE);
/// ```
pub(super) fn recovered(section: &Section) -> TokenStream {
    let runtime = &section.runtime;
    let recovered = |function: &str, at| runtime.hold(Some("recovered"), function, at);
    let bound = |name: &Ident, guard: TokenStream, at| {
        let pattern = mutable(name);
        quote_spanned! { syntax::hygienic(at)=>
            #[allow(unused_mut, unused_variables)]
            let #pattern = #guard;
        }
    };
    let bind = |name: &Ident, place: &PlaceExpr, function: &str| {
        let at = place.expr.span();
        let (borrow, reference) = borrow(place, &format!("__{name}"), at);
        let call = recovered(function, at);
        let bound = bound(name, quote_spanned! { syntax::hygienic(at)=> #call(#reference) }, at);
        quote! { #borrow #bound }
    };
    let used = |place: &PlaceExpr| {
        let at = place.expr.span();
        let (borrow, reference) = borrow(place, "__place", at);
        quote_spanned! { syntax::hygienic(at)=> #borrow _ = #reference; }
    };
    let primitive = |primitive: &Primitive, name: Option<&Ident>, [of_place, own]: [&str; 2]| match (
        primitive, name,
    ) {
        (Primitive::Place(place), Some(name)) => bind(name, place, of_place),
        (Primitive::Place(place), None) => used(place),
        (Primitive::Own(..), Some(name)) => {
            let at = primitive.span();
            let call = recovered(own, at);
            bound(name, quote_spanned! { syntax::hygienic(at)=> #call() }, at)
        }
        (Primitive::Own(..), None) => TokenStream::new(),
    };
    let statements = section.holds.iter().map(|hold| match hold {
        Hold::Locks(locks) => {
            let function = |guard: &Guard| if guard.read { "shared" } else { "exclusive" };
            let guards = locks.guards.iter();
            guards.map(|guard| bind(&guard.name, &guard.place, function(guard))).collect()
        }
        Hold::Permits(hold) => {
            primitive(&hold.semaphore, hold.name.as_ref(), ["permits", "own_permits"])
        }
        Hold::Barrier(hold) => primitive(&hold.barrier, hold.name.as_ref(), ["meet", "own_meet"]),
        Hold::Event(wait) => used(&wait.event),
        Hold::Sets(event) => used(event),
    });
    quote! { #(#statements)* }
}

/// `let __set = hold::sets(&DONE);`
fn sets(runtime: &Runtime, event: &PlaceExpr) -> TokenStream {
    let at = event.expr.span();
    let (set, call) = (syntax::generated("__set", at), runtime.hold(None, "sets", at));
    let (binding, reference) = borrow(event, "__event", at);
    let at = syntax::hygienic(at);
    quote_spanned! { at=> #binding let #set = #call(#reference); }
}

/// `let mut balance = hold::exclusive(&BALANCE, "BALANCE").alone().await;`
fn guarded(runtime: &Runtime, locks: &Locks) -> TokenStream {
    let calls = locks
        .guards
        .iter()
        .map(|guard| locked(runtime, guard, locks.when.as_ref(), &locks.failure));
    let (bindings, calls): (Vec<_>, Vec<_>) = calls.unzip();
    let patterns: Vec<_> = locks.guards.iter().map(|guard| mutable(&guard.name)).collect();
    let (pattern, call, at) = match (&patterns[..], &calls[..]) {
        ([pattern], [call]) => {
            let at = locks.guards[0].place.expr.span();
            let span = syntax::hygienic(at);
            (pattern.clone(), quote_spanned! { span=> #call.alone() }, at)
        }
        _ => {
            let all = runtime.hold(module(&locks.failure), "all", locks.at);
            let span = syntax::hygienic(locks.at);
            let call = quote_spanned! { span=> #all((#(#calls),*)) };
            (quote! { (#(#patterns),*) }, call, locks.at)
        }
    };
    let acquired = awaited(runtime, Binding::user(pattern, at), call, &locks.failure, at);
    let notifies =
        locks.notifies.iter().map(|notify| notified(runtime, notify, &locks.guards[0].name));
    quote! { #(#bindings)* #acquired #(#notifies)* }
}

/// `hold::exclusive(&BALANCE, "BALANCE")`
fn locked(
    runtime: &Runtime,
    guard: &Guard,
    when: Option<&Clause>,
    failure: &Failure,
) -> (TokenStream, TokenStream) {
    let at = guard.place.expr.span();
    let function = match (guard.read, when) {
        (true, _) => "shared",
        (false, Some(_)) => "exclusive_when",
        (false, None) => "exclusive",
    };
    let call = runtime.hold(module(failure), function, at);
    let (binding, reference) = borrow(&guard.place, &format!("__{}", guard.name), at);
    let text = runtime.name(&guard.place.place.to_string(), at);
    let predicate = when.map(|when| &when.value);
    let at = syntax::hygienic(at);
    let predicate = predicate.map(|predicate| quote_spanned! { at=> , #predicate });
    (binding, quote_spanned! { at=> #call(#reference, #text #predicate) })
}

/// The module of the functions that fail in this way.
fn module(failure: &Failure) -> Option<&'static str> {
    match &failure.limit {
        Some(Limit::Timeout(..)) => Some("within"),
        Some(Limit::Nowait(_)) => Some("nowait"),
        None if failure.unless.is_some() => Some("cancellable"),
        None => failure.is_handled().then_some("fallible"),
    }
}

/// `let __notify = hold::notify_all(&CHANGED, &balance);`
fn notified(runtime: &Runtime, notify: &Notify, guard: &Ident) -> TokenStream {
    let at = notify.condition.expr.span();
    let function = if notify.all { "notify_all" } else { "notify_one" };
    let (notify_, call) = (syntax::generated("__notify", at), runtime.hold(None, function, at));
    let (binding, reference) = borrow(&notify.condition, "__condition", at);
    let at = syntax::hygienic(at);
    quote_spanned! { at=> #binding let #notify_ = #call(#reference, &#guard); }
}

/// `let __permit = hold::permits(&GATE, 1, "GATE").await;`
fn semaphore(runtime: &Runtime, permits: &Permits, statics: &mut Statics) -> TokenStream {
    let at = permits.semaphore.span();
    let call = runtime.hold(module(&permits.failure), "permits", at);
    let (borrow, reference) = primitive(&permits.semaphore, statics, at);
    let n = match &permits.permits {
        Some(n) => quote! { #n },
        None => quote_spanned! { syntax::hygienic(at)=> 1 },
    };
    let text = runtime.name(&permits.semaphore.text(), at);
    let binding = match &permits.name {
        Some(name) => Binding::user(mutable(name), at),
        None => Binding::generated("__permit", at),
    };
    let call = quote_spanned! { syntax::hygienic(at)=> #call(#reference, #n, #text) };
    let acquired = awaited(runtime, binding, call, &permits.failure, at);
    quote! { #borrow #acquired }
}

/// `let turn = hold::meet(&MEET, "MEET").await;`
fn barrier(runtime: &Runtime, wait: &BarrierWait, statics: &mut Statics) -> TokenStream {
    let at = wait.barrier.span();
    let call = match wait.barrier {
        Primitive::Place(_) => runtime.hold(module(&wait.failure), "meet", at),
        Primitive::Own(..) => runtime.hold(module(&wait.failure), "meet_own", at),
    };
    let (borrow, reference) = primitive(&wait.barrier, statics, at);
    let text = runtime.name(&wait.barrier.text(), at);
    let call = quote_spanned! { syntax::hygienic(at)=> #call(#reference, #text) };
    let name = wait.name.as_ref();
    let binding = name.map(|name| Binding::user(quote! { #name }, at)).unwrap_or_default();
    let met = awaited(runtime, binding, call, &wait.failure, at);
    quote! { #borrow #met }
}

/// `hold::wait(&READY, "READY").await;`
fn waits(runtime: &Runtime, wait: &EventWait) -> TokenStream {
    let at = wait.event.expr.span();
    let call = runtime.hold(module(&wait.failure), "wait", at);
    let (binding, reference) = borrow(&wait.event, "__event", at);
    let text = runtime.name(&wait.event.place.to_string(), at);
    let call = quote_spanned! { syntax::hygienic(at)=> #call(#reference, #text) };
    let waited = awaited(runtime, Binding::default(), call, &wait.failure, at);
    quote! { #binding #waited }
}

/// Awaits an acquisition, binds its guard, and handles its failure.
///
/// ```text
/// Input:  PATTERN, CALL
/// Output: let PATTERN = CALL.await;
///         let PATTERN = CALL.await?;
///         let Ok(PATTERN) = CALL.await else { .. };
/// ```
///
/// A clause that can end the hold has an error of its own, next to the primitive's:
///
/// ```text
/// Output: let PATTERN = hold::timeout(DURATION, CALL).await??;
///         let Ok(Ok(PATTERN)) = hold::now(CALL).await else { .. };
/// ```
fn awaited(
    runtime: &Runtime,
    binding: Binding,
    call: TokenStream,
    failure: &Failure,
    at: Span,
) -> TokenStream {
    let (call, clauses) = (limited(runtime, call, failure, at), failure.clauses());
    let at_ = syntax::hygienic(at);
    let questions = failure.question.iter().flat_map(|question| vec![question; clauses + 1]);
    let call = quote_spanned! { at_=> #call.await #(#questions)* };
    let Binding { allow, pattern } = binding;
    let pattern_or_any = || pattern.clone().unwrap_or_else(|| quote_spanned! { at_=> _ });
    match &failure.otherwise {
        None => match pattern {
            None => quote_spanned! { at_=> #call; },
            Some(pattern) => quote_spanned! { at_=> #allow let #pattern = #call; },
        },
        Some(Otherwise { error: Some(error), block }) => {
            let (outcome, pattern) = (one_error(runtime, call, clauses, at), pattern_or_any());
            let matched = with_error(&outcome, error, block, at);
            quote_spanned! { at_=> #allow let #pattern = #matched; }
        }
        Some(Otherwise { error: None, block }) => {
            let ok = quote_spanned! { at_=> ::core::result::Result::Ok };
            let wrap = |pattern, _| quote_spanned! { at_=> #ok(#pattern) };
            let pattern = (0..=clauses).fold(pattern_or_any(), wrap);
            quote_spanned! { at_=> #allow let #pattern = #call else #block; }
        }
    }
}

/// What gives one error for all clauses: `hold::one_error(CALL)`
fn one_error(runtime: &Runtime, call: TokenStream, clauses: usize, at: Span) -> TokenStream {
    let one_error = runtime.hold(None, "one_error", at);
    let at = syntax::hygienic(at);
    match clauses {
        0 => call,
        1 => quote_spanned! { at=> #one_error(#call) },
        _ => quote_spanned! { at=> #one_error(#call.map(#one_error)) },
    }
}

/// The value of an outcome, or a block that knows the error, and diverges as that of a `let else`.
fn with_error(outcome: &TokenStream, error: &Pat, block: &Expr, at: Span) -> TokenStream {
    let held = syntax::generated("__held", at);
    let (failed, never) = (syntax::generated("__error", at), syntax::generated("__never", at));
    let at = syntax::hygienic(at);
    quote_spanned! { at=>
        match #outcome {
            ::core::result::Result::Ok(#held) => #held,
            ::core::result::Result::Err(#failed) => {
                let #error = #failed;
                let ::core::option::Option::Some(#never) =
                    ::core::option::Option::None::<::core::convert::Infallible>
                else #block;
                match #never {}
            }
        }
    }
}

/// The acquisition with the clauses that can end it.
fn limited(runtime: &Runtime, call: TokenStream, failure: &Failure, at: Span) -> TokenStream {
    let at_ = syntax::hygienic(at);
    let call = match &failure.unless {
        None => call,
        Some(Clause { value: signal, .. }) => {
            let (unless, name) =
                (runtime.hold(None, "unless", at), text(&syntax::text(signal), at));
            quote_spanned! { at_=> #unless(&#signal, #name, #call) }
        }
    };
    match &failure.limit {
        None => call,
        Some(Limit::Nowait(_)) => {
            let now = runtime.hold(None, "now", at);
            quote_spanned! { at_=> #now(#call) }
        }
        Some(Limit::Timeout(duration, _)) => {
            let (timeout, duration) = (runtime.hold(None, "timeout", at), self::duration(duration));
            quote_spanned! { at_=> #timeout(#duration, #call) }
        }
    }
}

/// In the largest unit of which it is a whole number.
fn duration(duration: &Duration) -> TokenStream {
    let (nanoseconds, at) = match duration {
        Duration::Expr(duration) => return quote! { #duration },
        Duration::Nanoseconds(nanoseconds, at) => (*nanoseconds, *at),
    };
    let units = [
        ("from_secs", 1_000_000_000),
        ("from_millis", 1_000_000),
        ("from_micros", 1_000),
        ("from_nanos", 1),
    ];
    let whole = units.into_iter().find(|(_, unit)| nanoseconds % unit == 0);
    let (from, unit) = whole.expect("everything is a whole number of nanoseconds");
    let at = syntax::hygienic(at);
    let (from, mut number) = (Ident::new(from, at), Literal::u64_unsuffixed(nanoseconds / unit));
    number.set_span(at);
    quote_spanned! { at=> ::core::time::Duration::#from(#number) }
}

/// What an acquisition is bound to.
#[derive(Default)]
struct Binding {
    allow: Option<TokenStream>,
    pattern: Option<TokenStream>,
}

impl Binding {
    /// A local of the expansion.
    fn generated(name: &str, at: Span) -> Binding {
        let name = syntax::generated(name, at);
        Binding { allow: None, pattern: Some(quote! { #name }) }
    }

    /// A name that the body may use. Lints about an unused one would blame the user.
    fn user(pattern: TokenStream, at: Span) -> Binding {
        let at = syntax::hygienic(at);
        let allow = quote_spanned! { at=> #[allow(unused_mut, unused_variables)] };
        Binding { allow: Some(allow), pattern: Some(pattern) }
    }
}

/// The pattern of a guard, entirely in the user's span.
fn mutable(name: &Ident) -> TokenStream {
    let span = name.span();
    quote_spanned! { span=> mut #name }
}

fn primitive(primitive: &Primitive, statics: &mut Statics, at: Span) -> (TokenStream, TokenStream) {
    match primitive {
        Primitive::Place(place) => borrow(place, "__place", at),
        Primitive::Own(_, kind) => {
            let name = statics.next(kind, at);
            (TokenStream::new(), quote_spanned! { syntax::hygienic(at)=> &#name })
        }
    }
}

/// A reference to the primitive, after the statement that it needs: the value of a call must live as long as the guard.
fn borrow(place: &PlaceExpr, local: &str, at: Span) -> (TokenStream, TokenStream) {
    let expr = &place.expr;
    if is_place(expr) {
        return (TokenStream::new(), quote_spanned! { syntax::hygienic(at)=> &#expr });
    }
    let local = syntax::generated(local, at);
    let at = syntax::hygienic(at);
    (quote_spanned! { at=> let #local = &#expr; }, quote_spanned! { at=> #local })
}

fn is_place(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) | Expr::Field(_) | Expr::Index(_) => true,
        Expr::Unary(deref) => matches!(deref.op, UnOp::Deref(_)),
        _ => false,
    }
}

/// The name of a primitive at run time.
fn text(text: &str, at: Span) -> Literal {
    let mut literal = Literal::string(text);
    literal.set_span(syntax::hygienic(at));
    literal
}
