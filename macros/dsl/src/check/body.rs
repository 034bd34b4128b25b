//! What the attributes and the body say together: one walk over the body that knows what is held at each point.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{
    Expr, ExprAsync, ExprAwait, ExprClosure, ExprMethodCall, Item, Macro, Pat, Token, parse_quote,
    punctuated::Punctuated,
    spanned::Spanned,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

use crate::{
    blocks,
    diag::Diagnostics,
    messages, names,
    parse::Names,
    plan::{Guard, Hold, Holds, Place, Plan},
    rules::Rule,
};

/// Every rule that needs the body; a body that does not parse breaks none.
pub(super) fn check_body(plan: &mut Plan, diagnostics: &mut Diagnostics) {
    let Plan { function, holds, blocks, .. } = plan;
    let Some(body) = &mut function.body else { return };
    let Some(block) = &mut body.block else { return };
    let mut facts = Facts::new(holds, blocks);
    facts.visit_block(block);
    let held = Vec::new();
    // What the function allows, it allows for its own lock in all of its body.
    let own =
        if holds.allowed.contains(&Rule::SameLockTwice) { &Holds::default() } else { &*holds };
    let mut walk = Walk { blocks, facts: &facts, held, mended: false, diagnostics };
    walk.holding(own, |walk| walk.visit_block_mut(block));
    body.rewritten |= walk.mended;
}

/// What is true of the body as a whole.
struct Facts {
    /// Every guard of an attribute.
    guards: Vec<Ident>,
    /// Those of them that the body gives away somewhere, so that the lock may be free.
    given_away: Vec<Ident>,
    /// Names that the body binds itself: a path that begins with one may mean something else from line to line.
    bound: Vec<Ident>,
    /// Conditions, known to be such since they are given a guard, or named by a clause; with the guard.
    conditions: Vec<(String, Ident)>,
}

impl Facts {
    fn new(holds: &Holds, blocks: &[Holds]) -> Self {
        let holds: Vec<&Holds> = blocks.iter().chain([holds]).collect();
        let guards = holds.iter().flat_map(|holds| holds.guards()).map(|guard| guard.name.clone());
        let notified = holds.iter().flat_map(|holds| &holds.holds).flat_map(|hold| match hold {
            Hold::Locks(locks) => {
                let guard = &locks.guards[0].name;
                let notifies = locks.notifies.iter();
                notifies.map(|notify| (notify.condition.text.clone(), guard.clone())).collect()
            }
            _ => Vec::new(),
        });
        let conditions = notified.collect();
        Facts { guards: guards.collect(), given_away: Vec::new(), bound: Vec::new(), conditions }
    }

    fn guard(&self, expr: &Expr) -> Option<&Ident> {
        match expr {
            Expr::Path(path) => self.guards.iter().find(|guard| path.path.is_ident(*guard)),
            Expr::Reference(reference) => self.guard(&reference.expr),
            _ => None,
        }
    }
}

const NOTIFY: [&str; 3] = ["notify_one", "notify_all", "notify"];
const WAIT: [&str; 2] = ["wait", "wait_for"];

impl<'ast> Visit<'ast> for Facts {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            // What follows uses a guard and leaves it where it is: its own expression is not looked at.
            Expr::Reference(used) if self.guard(&used.expr).is_some() => {}
            Expr::Unary(used) if self.guard(&used.expr).is_some() => {}
            Expr::Field(used) if self.guard(&used.base).is_some() => {}
            Expr::Index(used) if self.guard(&used.expr).is_some() => self.visit_expr(&used.index),
            Expr::Assign(assign) if self.guard(&assign.left).is_some() => {
                self.visit_expr(&assign.right)
            }
            Expr::MethodCall(call) => self.visit_call(call),
            Expr::Path(_) => self.given_away.extend(self.guard(expr).cloned()),
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_pat(&mut self, pattern: &'ast Pat) {
        let mut names = Names::default();
        names.visit_pat(pattern);
        self.bound.extend(names.0);
    }

    /// What a macro does with a guard is not known, unless it only formats.
    fn visit_macro(&mut self, call: &'ast Macro) {
        match formatted(call) {
            Some(arguments) => arguments.iter().for_each(|argument| self.visit_formatted(argument)),
            None => self.mention(call.tokens.clone()),
        }
    }

    fn visit_item(&mut self, _: &'ast Item) {}
}

/// The arguments of a macro that evaluates each of them, once, and takes them by reference.
fn formatted(call: &Macro) -> Option<Punctuated<Expr, Token![,]>> {
    const FORMAT: [&str; 12] = [
        "assert",
        "assert_eq",
        "assert_ne",
        "debug_assert",
        "debug_assert_eq",
        "eprintln",
        "format",
        "panic",
        "print",
        "println",
        "write",
        "writeln",
    ];
    let name = &call.path.segments.last()?.ident;
    let known = FORMAT.iter().any(|known| name == known);
    known.then(|| call.parse_body_with(Punctuated::parse_terminated).ok()).flatten()
}

impl Facts {
    fn visit_call(&mut self, call: &ExprMethodCall) {
        let used_in_place = call.method != "until" && self.guard(&call.receiver).is_some();
        if !used_in_place {
            self.visit_expr(&call.receiver);
        }
        let waits_or_notifies = NOTIFY.iter().chain(&WAIT).any(|method| call.method == method);
        let guard = call.args.iter().find_map(|argument| self.guard(argument)).cloned();
        if let (true, Some(guard)) = (waits_or_notifies, guard) {
            self.conditions.push((names::text(&call.receiver), guard));
        }
        for argument in &call.args {
            self.visit_expr(argument);
        }
    }

    /// A guard that is formatted stays where it is.
    fn visit_formatted(&mut self, argument: &Expr) {
        if self.guard(argument).is_none() {
            self.visit_expr(argument);
        }
    }

    fn mention(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Ident(word) if self.guards.contains(&word) => self.given_away.push(word),
                TokenTree::Group(group) => self.mention(group.stream()),
                _ => {}
            }
        }
    }
}

/// The walk, with what is held where it is.
struct Walk<'a> {
    blocks: &'a [Holds],
    facts: &'a Facts,
    held: Vec<&'a Guard>,
    /// Whether a call was given the argument that it lacks.
    mended: bool,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Walk<'a> {
    /// Goes on inside of what `holds` are held for.
    fn holding(&mut self, holds: &'a Holds, inside: impl FnOnce(&mut Self)) {
        let outside = self.held.len();
        let kept = holds.guards().filter(|guard| !self.facts.given_away.contains(&guard.name));
        self.held.extend(kept);
        inside(self);
        self.held.truncate(outside);
    }

    /// Goes on inside of another future, which may run when nothing of this is held.
    fn elsewhere(&mut self, inside: impl FnOnce(&mut Self)) {
        let held = std::mem::take(&mut self.held);
        inside(self);
        self.held = held;
    }

    fn check_not_held(&mut self, place: &Expr) {
        let text = names::text(place);
        let held =
            self.held.iter().find(|held| held.place.text == text && self.is_certain(&held.place));
        if let Some(held) = held {
            self.diagnostics.push(messages::same_lock_twice(place.span(), &text, &held.name));
        }
    }

    /// Whether a place means the same lock wherever it is written in the body.
    fn is_certain(&self, place: &Place) -> bool {
        let rebound = |root| self.facts.bound.contains(root) || self.facts.guards.contains(root);
        place.is_lasting() && place.root().is_some_and(|root| !rebound(root))
    }

    /// Types would only say that an argument is missing, or not even that; certain where the receiver is known to be a
    /// condition. The call is given its guard, so that they say nothing.
    fn check_has_guard(&mut self, call: &mut ExprMethodCall) {
        let (condition, method) = (names::text(&call.receiver), call.method.to_string());
        let complete = match method.as_str() {
            "notify_one" | "notify_all" | "wait" => 1,
            "notify" | "wait_for" => 2,
            _ => return,
        };
        let known = self.facts.conditions.iter().find(|(known, _)| *known == condition);
        let Some((_, guard)) = known.filter(|_| call.args.len() + 1 == complete) else { return };
        let (at, name) = (call.method.span(), guard.to_string());
        self.mended = true;
        self.diagnostics.push(if NOTIFY.contains(&method.as_str()) {
            call.args.push(parse_quote!(&#guard));
            messages::notify_without_guard(at, &condition, &method, &name)
        } else {
            call.args.insert(0, parse_quote!(#guard));
            messages::wait_without_guard(at, &condition, &method, &name)
        });
    }
}

impl VisitMut for Walk<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let Some(index) = blocks::mark_of(expr) else {
            return visit_mut::visit_expr_mut(self, expr);
        };
        let holds = &self.blocks[index];
        let elsewhere = matches!(expr, Expr::Async(_));
        let mut inside = |walk: &mut Self| {
            if !holds.allowed.contains(&Rule::SameLockTwice) {
                holds.guards().for_each(|guard| walk.check_not_held(&guard.place.expr));
            }
            walk.holding(holds, |walk| visit_mut::visit_expr_mut(walk, expr));
        };
        if elsewhere { self.elsewhere(inside) } else { inside(self) }
    }

    /// `LOCK.lock().await` while `LOCK` is held.
    fn visit_expr_await_mut(&mut self, awaited: &mut ExprAwait) {
        if let Expr::MethodCall(call) = &*awaited.base
            && ["lock", "lock_when"].iter().any(|method| call.method == method)
        {
            self.check_not_held(&call.receiver);
        }
        visit_mut::visit_expr_await_mut(self, awaited);
    }

    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        self.check_has_guard(call);
        visit_mut::visit_expr_method_call_mut(self, call);
    }

    /// Nothing can be mended in tokens: a call in there that lacks its guard is reported by rustc too.
    fn visit_macro_mut(&mut self, call: &mut Macro) {
        for mut argument in formatted(call).into_iter().flatten() {
            self.visit_expr_mut(&mut argument);
        }
    }

    fn visit_expr_closure_mut(&mut self, closure: &mut ExprClosure) {
        self.elsewhere(|walk| visit_mut::visit_expr_closure_mut(walk, closure));
    }

    fn visit_expr_async_mut(&mut self, block: &mut ExprAsync) {
        // A marked one is elsewhere already, and holds what it holds.
        if block.attrs.iter().any(blocks::is_mark) {
            return visit_mut::visit_expr_async_mut(self, block);
        }
        self.elsewhere(|walk| visit_mut::visit_expr_async_mut(walk, block));
    }

    fn visit_item_mut(&mut self, _: &mut Item) {}
}
