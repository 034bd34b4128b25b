//! Loops, and what leaves them or a block with a label.

use proc_macro2::Span;
use syn::{
    Block, Expr, ExprBreak, ExprContinue, ExprForLoop, ExprIndex, ExprLoop, ExprWhile, Label,
    Lifetime, Lit, Pat, visit::Visit,
};

use super::state::Walk;
use crate::{
    flow::{
        ids::{EventId, VarId},
        place::mentions,
        summary::{Action, Control, Exit},
        value::{Alive, DropScope, Loop, Pending, State, Value},
    },
    known::functions::{self, Effect},
    syntax::idents_of,
};

impl<'a> Walk<'a> {
    /// The body of a loop. Where a round leaves something else alive than it began with, another begins with both, and counts
    /// instead. Gives the loop's value, and whether a `break` leaves it.
    fn repeated(
        &mut self,
        label: Option<&Label>,
        by: Option<Control<'a>>,
        mut inside: impl FnMut(&mut Self),
    ) -> (Value<'a>, bool) {
        let (before, from, guards) = (self.state.clone(), self.now(), self.summary.guards.len());
        let pending = self.all_pending();
        self.loop_count += 1;
        let number = self.loop_count;
        let mut left = self.round((label, number), by, &mut inside);
        let both = self.next_begins(&before, from);
        // Loops in loops in loops would take eight, sixteen, ... rounds.
        if both != before && self.loops.len() < 3 {
            self.summary.events.truncate(from.index());
            // Their events are gone: they are kept since none of those that count.
            self.summary.guards[guards..].iter_mut().for_each(|guard| guard.since = EventId::NEVER);
            for (variable, pending) in pending {
                self.variables[variable].pending = pending;
            }
            self.state = both;
            left = self.round((label, number), by, &mut inside);
        }
        let is_left = left.broken.is_some();
        self.state = left.broken.flatten();
        self.ends_rounds();
        (left.value, is_left)
    }

    /// What is alive where any round begins. What the round before has always left alive is there, in all rounds but the first.
    fn next_begins(&self, before: &State, from: EventId) -> State {
        let filled = self.ends_when_filled(from);
        let is_filled = |alive: &Alive| matches!(alive.owner, DropScope::Variable(variable) if filled.contains(&variable));
        let mut next = self.next_round.clone();
        next.iter_mut().for_each(|alive| alive.retain(|alive| !is_filled(alive)));
        let mut both = self.union(before.clone(), next);
        let outside = before.as_ref().map_or(&[][..], Vec::as_slice);
        let is_left = |alive: &Alive| {
            let left = self.next_round.iter().flatten();
            let mut left = left.filter(|it| (it.guard, it.owner) == (alive.guard, alive.owner));
            left.any(|it| it.maybe.is_none()) && !outside.iter().any(|it| it.guard == alive.guard)
        };
        for alive in both.iter_mut().flatten().filter(|_| before.is_some()) {
            if is_left(alive) {
                alive.maybe = Some(self.conditions + 1);
            }
        }
        both
    }

    /// The collections that decide when the loop is left: whether there is a second round with a guard in one is not known.
    fn ends_when_filled(&self, from: EventId) -> Vec<VarId> {
        let keepers = self.next_round.iter().flatten().filter_map(|alive| match alive.owner {
            DropScope::Variable(variable) => Some(variable),
            DropScope::Temporary(_) => None,
        });
        let collections: Vec<VarId> = keepers.filter(|&it| self.variables[it].wrapped).collect();
        if collections.is_empty() {
            return collections;
        }
        let inside = self.summary.events_since(from);
        let exits = inside.iter().filter(|event| matches!(event.action, Action::Exits(_)));
        let decided = exits.flat_map(|event| self.summary.decided(event));
        let asked: Vec<String> = decided.flat_map(|by| mentions(by.expr())).collect();
        let is_asked = |it: &VarId| asked.contains(&self.variables[*it].name);
        collections.into_iter().filter(is_asked).collect()
    }

    /// Outside of the loop, what a round has left alive is there on some paths only.
    fn ends_rounds(&mut self) {
        let depth = self.conditions;
        let states = [&mut self.state, &mut self.next_round];
        for alive in states.into_iter().flatten().flatten() {
            alive.maybe = alive.maybe.map(|met| met.min(depth));
        }
    }

    /// What is awaited happens once, in the round that counts.
    fn all_pending(&self) -> Vec<(VarId, Vec<Pending<'a>>)> {
        let variables = self.visible.iter().map(|&it| (it, &self.variables[it].pending));
        let pending = variables.filter(|(_, pending)| !pending.is_empty());
        pending.map(|(variable, pending)| (variable, pending.clone())).collect()
    }

    /// One round; what is alive where the next begins is `again`.
    fn round(
        &mut self,
        (label, number): (Option<&Label>, usize),
        by: Option<Control<'a>>,
        inside: &mut impl FnMut(&mut Self),
    ) -> Loop<'a> {
        self.enter(label, true);
        self.loop_path.push(number);
        let decision = self.decision();
        self.alternative(decision, by, inside);
        self.loop_path.pop();
        let mut left = self.loops.pop().expect("entered above");
        let state = self.state.take();
        self.next_round = self.union(state, left.continued.take());
        left
    }

    fn enter(&mut self, label: Option<&Label>, is_loop: bool) {
        self.loops.push(Loop {
            label: label.map(|label| label.name.ident.to_string()),
            is_loop,
            visible: self.visible.len(),
            temporary: self.temporary,
            broken: None,
            continued: None,
            value: Value::default(),
        });
    }

    pub(super) fn loop_(&mut self, repeated: &'a ExprLoop) -> Value<'a> {
        self.endless(repeated.label.as_ref(), &repeated.body, repeated.loop_token.span)
    }

    fn endless(&mut self, label: Option<&Label>, body: &'a Block, at: Span) -> Value<'a> {
        let from = self.now();
        let (value, broken) = self.repeated(label, None, |walk| drop(walk.body(body)));
        self.loops(from, broken || may_panic(body), at);
        value
    }

    /// Notes a loop, with what is alive where it begins again.
    fn loops(&mut self, from: EventId, broken: bool, at: Span) {
        let inside = self.summary.events_since(from);
        let ways_out = inside.iter().filter(|event| event.in_this_task);
        let left = ways_out
            .filter(|event| {
                let leaves = match event.action {
                    Action::Exits(exit) => exit != Exit::Break,
                    _ => matches!(event.action, Action::Unknown),
                };
                leaves || ends(&event.action)
            })
            .count();
        let state = std::mem::replace(&mut self.state, self.next_round.take());
        self.event(Action::Loops { from, left: broken || left > 0 }, at);
        self.next_round = std::mem::replace(&mut self.state, state);
    }

    pub(super) fn while_(&mut self, repeated: &'a ExprWhile) -> Value<'a> {
        let (label, at) = (repeated.label.as_ref(), repeated.while_token.span);
        if is_true(&repeated.cond) {
            self.endless(label, &repeated.body, at);
            return Value::default();
        }
        let (before, from) = (self.state.clone(), self.now());
        self.repeated(label, Some(Control::While(&repeated.cond)), |walk| {
            walk.scope(|walk| {
                walk.temporaries(|walk| {
                    walk.chain("while let", &repeated.cond);
                    walk.body(&repeated.body);
                });
            });
        });
        self.loops(from, true, at);
        self.ends_by_itself(before);
        Value::default()
    }

    pub(super) fn for_(&mut self, repeated: &'a ExprForLoop) -> Value<'a> {
        self.temporaries(|walk| {
            let gone_through = match &*repeated.expr {
                // By value.
                Expr::Path(_) => walk.expr(&repeated.expr),
                expr => walk.looked_at("for", expr),
            };
            let items = walk.items_of(gone_through);
            let typed = walk.item_of(&repeated.expr);
            let path = walk.path_of(&repeated.expr).element();
            let before = walk.state.clone();
            let by = Some(Control::For(&repeated.expr));
            walk.repeated(repeated.label.as_ref(), by, |walk| {
                walk.scope(|walk| {
                    walk.matched(&repeated.pat, &repeated.expr);
                    let item = Value { pending: items.clone(), ..Value::default() };
                    walk.bind_pattern(&repeated.pat, item, None);
                    walk.note_items(&repeated.pat);
                    walk.type_bound(&repeated.pat, &typed);
                    walk.alias(&repeated.pat, path.clone());
                    walk.body(&repeated.body);
                });
            });
            walk.ends_by_itself(before);
        });
        Value::default()
    }

    /// What happens when an item of a collection is awaited: any of the tasks ends, or the first of the futures, as it is never
    /// certain of two that one item is both.
    fn items_of(&mut self, collection: Value<'a>) -> Vec<Pending<'a>> {
        let mut pending = collection.pending;
        let is_task = |pending: &mut Pending<'_>| matches!(pending, Pending::Join(_));
        let mut items: Vec<_> = pending.extract_if(.., is_task).collect();
        if self.composes && items.is_empty() {
            items.extend((!pending.is_empty()).then(|| pending.remove(0)));
        }
        self.run_elsewhere(pending);
        items
    }

    fn note_items(&mut self, pattern: &Pat) {
        for name in idents_of(pattern) {
            if let Some(variable) = self.variable(&name.to_string()) {
                self.variables[variable].is_item = true;
            }
        }
    }

    /// A loop may end before any of its rounds, too.
    fn ends_by_itself(&mut self, before: State) {
        let next_round = self.next_round.take();
        let ended = self.union(before, next_round);
        let state = self.state.take();
        self.state = self.union(state, ended);
    }

    pub(super) fn labelled(
        &mut self,
        label: Option<&Label>,
        inside: impl FnOnce(&mut Self) -> Value<'a>,
    ) -> Value<'a> {
        if label.is_none() {
            return inside(self);
        }
        self.enter(label, false);
        let value = inside(self);
        let left = self.loops.pop().expect("entered above");
        let state = self.state.take();
        self.state = self.union(state, left.broken.flatten());
        value.and(left.value)
    }

    pub(super) fn break_(&mut self, left: &'a ExprBreak) -> Value<'a> {
        let value = left.expr.as_deref().map(|value| self.expr(value)).unwrap_or_default();
        self.event(Action::Exits(Exit::Break), left.break_token.span);
        if let Some(at) = self.target(left.label.as_ref()) {
            self.own(&value, DropScope::Temporary(self.loops[at].temporary));
            let (broken, state) = (self.loops[at].broken.take(), self.state_outside(at));
            let broken = self.union(broken.flatten(), state);
            let left = &mut self.loops[at];
            left.broken = Some(broken);
            left.value = std::mem::take(&mut left.value).and(value);
        }
        self.state = None;
        Value::default()
    }

    pub(super) fn continue_(&mut self, again: &ExprContinue) -> Value<'a> {
        if let Some(at) = self.target(again.label.as_ref()) {
            let (continued, state) = (self.loops[at].continued.take(), self.state_outside(at));
            self.loops[at].continued = self.union(continued, state);
        }
        self.state = None;
        Value::default()
    }

    fn target(&self, label: Option<&Lifetime>) -> Option<usize> {
        let label = label.map(|label| label.ident.to_string());
        self.loops.iter().rposition(|left| match &label {
            Some(label) => left.label.as_ref() == Some(label),
            None => left.is_loop,
        })
    }

    /// What is alive when everything inside of a loop has ended.
    fn state_outside(&self, at: usize) -> State {
        let Loop { visible, temporary, .. } = &self.loops[at];
        let inner = &self.visible[*visible..];
        let stays = |alive: &Alive| match alive.owner {
            DropScope::Variable(variable) => !inner.contains(&variable),
            DropScope::Temporary(scope) => scope <= *temporary,
        };
        let alive = self.state.as_ref()?.iter().copied();
        Some(alive.filter(stays).collect())
    }
}

/// Whether an index may be out of bounds, which ends a loop as well.
fn may_panic(body: &Block) -> bool {
    struct Search(bool);

    impl<'ast> Visit<'ast> for Search {
        fn visit_expr_index(&mut self, _: &'ast ExprIndex) {
            self.0 = true;
        }
    }

    let mut search = Search(false);
    search.visit_block(body);
    search.0
}

/// Whether the program goes no further.
fn ends(what: &Action<'_>) -> bool {
    matches!(what, Action::Calls { path, .. } if functions::does(path, Effect::Diverges))
}

fn is_true(condition: &Expr) -> bool {
    matches!(condition, Expr::Lit(literal) if matches!(&literal.lit, Lit::Bool(truth) if truth.value))
}
