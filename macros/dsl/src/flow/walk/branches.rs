//! Where a condition decides how to go on.

use syn::{Arm, BinOp, Expr, ExprIf, ExprMatch, Pat, PatIdent, visit::Visit};

use super::state::Walk;
use crate::{
    flow::{
        ids::{BranchId, GuardId},
        oracle::Typed,
        summary::{Action, Branch, Control, Exit, GuardBinding},
        value::{DropScope, State, Value},
    },
    known::methods::{self, Effect},
    syntax,
};

impl<'a> Walk<'a> {
    /// Expressions that decide where the control flow continues, and expressions without an effect here.
    pub(super) fn control(&mut self, expr: &'a Expr) -> Value<'a> {
        match expr {
            Expr::If(branch) => self.if_(branch),
            Expr::Match(branch) => self.match_(branch),
            Expr::Loop(repeated) => self.loop_(repeated),
            Expr::While(repeated) => self.while_(repeated),
            Expr::ForLoop(repeated) => self.for_(repeated),
            Expr::Block(block) => {
                self.labelled(block.label.as_ref(), |walk| walk.block(&block.block))
            }
            Expr::Unsafe(block) => self.block(&block.block),
            Expr::Const(block) => self.block(&block.block),
            Expr::Let(condition) => {
                self.condition("if let", condition);
                Value::default()
            }
            Expr::Break(left) => self.break_(left),
            Expr::Continue(again) => self.continue_(again),
            Expr::Return(left) => {
                let value = left.expr.as_deref().map(|value| self.expr(value)).unwrap_or_default();
                self.event(Action::Exits(Exit::Return), left.return_token.span);
                self.returns(value);
                self.state = None;
                Value::default()
            }
            _ => Value::default(),
        }
    }

    /// Goes where something decides whether it is gone to, and comes back to what is alive then or was before.
    pub(super) fn branch<T>(
        &mut self,
        by: Option<Control<'a>>,
        inside: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let before = self.state.clone();
        let decision = self.decision();
        let value = self.alternative(decision, by, inside);
        self.meet(before);
        value
    }

    /// Goes on where two paths meet. Where one of them has left the body, it may be the one on which something was dropped
    /// before: what is alive on some paths only is not said to be alive then.
    fn meet(&mut self, other: State) {
        let left = self.state.is_none() || other.is_none();
        let state = self.state.take();
        self.state = self.union(state, other);
        if left {
            self.retain(|alive| alive.maybe.is_none());
        }
    }

    /// A number for branches that exclude each other.
    pub(super) fn decision(&mut self) -> usize {
        self.decisions += 1;
        self.decisions
    }

    /// One of several branches; whoever calls joins them.
    pub(super) fn alternative<T>(
        &mut self,
        decision: usize,
        by: Option<Control<'a>>,
        inside: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let outer = self.branch;
        self.summary.branches.push(Branch { outer, decision, by });
        self.branch = BranchId(self.summary.branches.len() - 1);
        self.conditions += 1;
        let value = inside(self);
        self.conditions -= 1;
        self.branch = outer;
        value
    }

    fn if_(&mut self, branch: &'a ExprIf) -> Value<'a> {
        if !contains_let(&branch.cond) {
            self.temporaries(|walk| walk.in_place(&branch.cond));
            return self.then_else(branch, &[]);
        }
        if self.short_temporaries {
            return self.short_if_let(branch);
        }
        // What it looks at lives through the `else` too.
        self.scope(|walk| {
            let matched = walk.chain("if let", &branch.cond);
            walk.then_else(branch, &matched)
        })
    }

    /// What it looks at lives so long as the condition is true.
    fn short_if_let(&mut self, branch: &'a ExprIf) -> Value<'a> {
        let outside = self.temporary;
        let decision = self.decision();
        let (then, otherwise) = self.scope(|walk| {
            walk.temporaries(|walk| {
                let matched = walk.chain("if let", &branch.cond);
                let ended = DropScope::Temporary(walk.temporary);
                let mut otherwise = walk.state.clone();
                otherwise.iter_mut().for_each(|state| {
                    state.retain(|it| it.owner != ended && !matched.contains(&it.guard));
                });
                let by = Some(Control::If(&branch.cond));
                let value = walk.alternative(decision, by, |walk| walk.body(&branch.then_branch));
                walk.own(&value, DropScope::Temporary(outside));
                (value, otherwise)
            })
        });
        self.otherwise(branch, then, decision, otherwise)
    }

    /// The guards that are `matched` are there only if the condition holds.
    fn then_else(&mut self, branch: &'a ExprIf, matched: &[GuardId]) -> Value<'a> {
        let decision = self.decision();
        let mut before = self.state.clone();
        let then = self.alternative(decision, Some(Control::If(&branch.cond)), |walk| {
            walk.body(&branch.then_branch)
        });
        if let Some(before) = &mut before {
            before.retain(|alive| !matched.contains(&alive.guard));
        }
        self.otherwise(branch, then, decision, before)
    }

    fn otherwise(
        &mut self,
        branch: &'a ExprIf,
        then: Value<'a>,
        decision: usize,
        before: State,
    ) -> Value<'a> {
        let after_then = std::mem::replace(&mut self.state, before);
        let value =
            match &branch.else_branch {
                Some((_, otherwise)) => {
                    let by = Some(Control::Else(&branch.cond));
                    then.and(self.alternative(decision, by, |walk| {
                        walk.terminated(|walk| walk.expr(otherwise))
                    }))
                }
                None => then,
            };
        self.meet(after_then);
        value
    }

    /// `a && let P = b`: what each binds is there in the next. Gives the guards that the patterns take.
    pub(super) fn chain(&mut self, what: &'static str, condition: &'a Expr) -> Vec<GuardId> {
        match condition {
            Expr::Binary(binary) if contains_let(condition) => {
                let mut matched = self.chain(what, &binary.left);
                matched.extend(self.chain(what, &binary.right));
                matched
            }
            Expr::Paren(paren) if contains_let(condition) => self.chain(what, &paren.expr),
            Expr::Let(condition) => self.condition(what, condition),
            _ => {
                self.temporaries(|walk| walk.in_place(condition));
                Vec::new()
            }
        }
    }

    fn condition(&mut self, what: &'static str, condition: &'a syn::ExprLet) -> Vec<GuardId> {
        let first = self.summary.guards.len();
        let value = self.looked_at(what, &condition.expr);
        if borrows(&condition.pat) {
            self.lend_to_arms(first);
        }
        let value = self.tried(&condition.pat, value);
        self.matched(&condition.pat, &condition.expr);
        let guards = value.guards.clone();
        let typed = self.typed(&condition.expr);
        self.bind_pattern(&condition.pat, value, None);
        self.type_bound(&condition.pat, &typed);
        guards
    }

    /// What has been acquired to be looked at, since the guard with this number, is needed by the branches.
    fn lend_to_arms(&mut self, first: usize) {
        for guard in &mut self.summary.guards[first..] {
            if let GuardBinding::Scrutinee { borrowed_by_arms, .. } = &mut guard.binding {
                *borrowed_by_arms = true;
            }
        }
    }

    /// Notes what a pattern binds, as a `let` does.
    pub(super) fn matched(&mut self, pattern: &'a Pat, value: &'a Expr) {
        if !matches!(pattern, Pat::Wild(_) | Pat::Lit(_) | Pat::Path(_)) {
            self.event(Action::Binds { pattern, value }, syntax::start(value));
        }
    }

    /// What a `match` and its like look at: its temporaries live as long as they do.
    pub(super) fn looked_at(&mut self, what: &'static str, expr: &'a Expr) -> Value<'a> {
        let before = self.summary.guards.len();
        let value = match expr {
            // What a pattern takes out of a variable is not there any more.
            Expr::Path(_) => {
                let kept = self.variable_of(expr).map(|variable| self.kept_by(variable));
                self.in_place(expr);
                return Value::of(kept.unwrap_or_default());
            }
            Expr::Field(_) | Expr::Reference(_) => {
                self.in_place(expr);
                Value::default()
            }
            _ => self.expr(expr),
        };
        let (at, lent) = (self.now(), lends(expr));
        for guard in &mut self.summary.guards[before..] {
            if guard.binding == GuardBinding::Temporary {
                (guard.binding, guard.since) =
                    (GuardBinding::Scrutinee { by: what, borrowed_by_arms: lent }, at);
            }
        }
        self.own_here(&value);
        value
    }

    fn match_(&mut self, branch: &'a ExprMatch) -> Value<'a> {
        let first = self.summary.guards.len();
        let mut value = self.looked_at("match", &branch.expr);
        if branch.arms.iter().any(|arm| borrows(&arm.pat)) {
            self.lend_to_arms(first);
        }
        for arm in &branch.arms {
            value = self.tried(&arm.pat, value);
        }
        let typed = self.typed(&branch.expr);
        let (before, decision) = (self.state.clone(), self.decision());
        // Where one arm takes what is in `Ok` or `Some`, the rest has nothing.
        let wraps = branch.arms.iter().any(|arm| matches!(arm.pat, Pat::TupleStruct(_)));
        let (mut after, mut values) = (None, Value::default());
        for (index, arm) in branch.arms.iter().enumerate() {
            self.state = before.clone();
            if wraps && matches!(arm.pat, Pat::Wild(_)) {
                self.release_guards(&value.guards);
            }
            let looked_at = Value { guards: value.guards.clone(), ..Value::default() };
            let by = Some(Control::Match(&branch.expr));
            values = values.and(self.alternative(decision, by, |walk| {
                walk.matched(&arm.pat, &branch.expr);
                walk.arm(arm, looked_at, &typed)
            }));
            if index > 0 {
                self.meet(after);
            }
            after = self.state.take();
        }
        self.state = after;
        self.run_elsewhere(value.pending);
        values
    }

    fn arm(&mut self, arm: &'a Arm, value: Value<'a>, typed: &Typed) -> Value<'a> {
        self.scope(|walk| {
            match &arm.pat {
                Pat::Guard(guarded) => {
                    walk.bind_pattern(&guarded.pat, value, None);
                    walk.type_bound(&guarded.pat, typed);
                    walk.temporaries(|walk| drop(walk.chain("if let", &guarded.guard)));
                }
                pattern => {
                    walk.bind_pattern(pattern, value, None);
                    walk.type_bound(pattern, typed);
                }
            }
            walk.terminated(|walk| walk.expr(&arm.body))
        })
    }
}

/// Whether a pattern has a `ref` in it.
fn borrows(pattern: &Pat) -> bool {
    struct Search(bool);

    impl<'ast> Visit<'ast> for Search {
        fn visit_pat_ident(&mut self, binding: &'ast PatIdent) {
            self.0 |= binding.by_ref.is_some();
        }
    }

    let mut search = Search(false);
    search.visit_pat(pattern);
    search.0
}

/// Whether a value may borrow from what it is computed of: not what is known to be a copy, or taken out.
fn lends(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(paren) => lends(&paren.expr),
        Expr::Try(tried) => lends(&tried.expr),
        Expr::Await(awaited) => lends(&awaited.base),
        Expr::Unary(_) | Expr::Field(_) | Expr::Index(_) | Expr::Binary(_) => false,
        Expr::MethodCall(call) => !methods::does(&call.method.to_string(), Effect::GivesOwned),
        _ => true,
    }
}

pub(super) fn contains_let(condition: &Expr) -> bool {
    match condition {
        Expr::Let(_) => true,
        Expr::Binary(binary) => {
            matches!(binary.op, BinOp::And(_))
                && (contains_let(&binary.left) || contains_let(&binary.right))
        }
        Expr::Paren(paren) => contains_let(&paren.expr),
        _ => false,
    }
}
