//! What is alive, what keeps it, and when that ends.

use proc_macro2::Ident;
use syn::{Block, Expr, ExprLit, Lit, Pat, Type};

use super::state::Walk;
use crate::{
    flow::{
        ids::{GuardId, ScopeId, VarId},
        oracle::Typed,
        summary::{Action, GuardBinding, MadeChannel},
        value::{Alive, DropScope, Parameter, State, Value, Variable, is_exclusive, is_shared},
    },
    known::TypeKind,
    syntax,
    syntax::idents_of,
};

impl<'a> Walk<'a> {
    /// What `inside` binds ends with it.
    pub(super) fn scope<T>(&mut self, inside: impl FnOnce(&mut Self) -> T) -> T {
        let outside = self.visible.len();
        let value = inside(self);
        for variable in self.visible.split_off(outside).into_iter().rev() {
            self.ends_in_scope(variable);
            let pending = std::mem::take(&mut self.variables[variable].pending);
            match self.variables[variable].is_pinned {
                true => self.run_elsewhere(pending),
                false => self.never_awaited(pending),
            }
            self.retain(|alive| alive.owner != DropScope::Variable(variable));
            self.ends(variable);
        }
        value
    }

    /// Notes the end of a future that was polled, where control does not come, too: it is gone whatever has left the scope.
    fn ends(&mut self, variable: VarId) {
        if self.variables[variable].is_polled {
            let name = self.variables[variable].name.clone();
            let state = self.state.take();
            self.state = Some(Vec::new());
            self.event(Action::Ends(name), self.awaited_at);
            self.state = state;
        }
    }

    /// Temporaries of `inside` end with it.
    pub(super) fn temporaries<T>(&mut self, inside: impl FnOnce(&mut Self) -> T) -> T {
        let outside = self.temporary;
        self.temporaries += 1;
        self.temporary = ScopeId(self.temporaries);
        let value = inside(self);
        let ended = std::mem::replace(&mut self.temporary, outside);
        self.retain(|alive| alive.owner != DropScope::Temporary(ended));
        value
    }

    /// As [`temporaries`](Self::temporaries), for what gives a value: that outlives them.
    pub(super) fn terminated(&mut self, inside: impl FnOnce(&mut Self) -> Value<'a>) -> Value<'a> {
        let outside = self.temporary;
        self.temporaries(|walk| {
            let value = inside(walk);
            walk.own(&value, DropScope::Temporary(outside));
            value
        })
    }

    /// The body of an `if`, a loop or an async block, whose temporaries end with it in every edition.
    pub(super) fn body(&mut self, block: &'a Block) -> Value<'a> {
        self.terminated(|walk| walk.block(block))
    }

    pub(super) fn retain(&mut self, keep: impl Fn(&Alive) -> bool) {
        if let Some(alive) = &mut self.state {
            alive.retain(keep);
        }
    }

    pub(super) fn keep(&mut self, guard: GuardId, owner: DropScope) {
        if let Some(alive) = &mut self.state {
            alive.push(Alive { guard, owner, maybe: None });
        }
    }

    /// `owner` keeps what `value` carries.
    pub(super) fn own(&mut self, value: &Value<'_>, owner: DropScope) {
        for alive in self.state.iter_mut().flatten() {
            if value.guards.contains(&alive.guard) {
                alive.owner = owner;
            }
        }
    }

    /// The current temporary scope keeps what `value` carries.
    pub(super) fn own_here(&mut self, value: &Value<'_>) {
        self.own(value, DropScope::Temporary(self.temporary));
    }

    /// What `value` carries goes where it cannot be followed.
    pub(super) fn release(&mut self, value: Value<'a>) {
        self.release_guards(&value.guards);
        self.run_elsewhere(value.pending);
    }

    /// What `value` carries is dropped here.
    pub(super) fn discard(&mut self, value: Value<'a>) {
        self.release_guards(&value.guards);
        self.never_awaited(value.pending);
    }

    pub(super) fn release_guards(&mut self, guards: &[GuardId]) {
        self.retain(|alive| !guards.contains(&alive.guard));
    }

    pub(super) fn kept_by(&self, variable: VarId) -> Vec<GuardId> {
        let alive = self.state.iter().flatten();
        let own = alive.filter(|alive| alive.owner == DropScope::Variable(variable));
        own.map(|alive| alive.guard).collect()
    }

    /// The guards that are alive here.
    pub(super) fn alive(&self) -> Vec<GuardId> {
        let depth = self.conditions;
        let alive = self.state.iter().flatten();
        let alive = alive.filter(|alive| alive.maybe.is_none_or(|met| depth <= met));
        let mut guards: Vec<GuardId> = alive.map(|alive| alive.guard).collect();
        guards.sort_unstable();
        guards.dedup();
        guards
    }

    /// Those of them that are alive on some paths only.
    pub(super) fn alive_sometimes(&self) -> Vec<GuardId> {
        let alive = self.state.iter().flatten().filter(|alive| alive.maybe.is_some());
        alive.map(|alive| alive.guard).collect()
    }

    /// The innermost variable of this name.
    pub(super) fn variable(&self, name: &str) -> Option<VarId> {
        self.visible.iter().rev().copied().find(|&variable| self.variables[variable].name == name)
    }

    /// Binds what the body binds.
    fn rebind(&mut self, name: &Ident, hint: Option<TypeKind>) -> VarId {
        let hidden = self.variable(&name.to_string());
        if let Some(hidden) = hidden.filter(|&hidden| self.variables[hidden].unused_guard) {
            self.variables[hidden].shadowed = Some(self.now());
            self.event(Action::Shadows(name.clone()), name.span());
        }
        self.bind(name, hint)
    }

    pub(super) fn bind(&mut self, name: &Ident, hint: Option<TypeKind>) -> VarId {
        self.variables.push(Variable {
            name: name.to_string(),
            hint,
            parameter: None,
            is_shared: true,
            is_fixed: true,
            is_pinned: false,
            is_polled: false,
            is_moved: false,
            at: name.span(),
            is_item: false,
            is_mutable: false,
            is_exclusive_reference: false,
            typed: Typed::default(),
            alias: None,
            from: Vec::new(),
            parameter_index: None,
            pending: Vec::new(),
            wrapped: false,
            unused_guard: false,
            shadowed: None,
        });
        let variable = VarId(self.variables.len() - 1);
        self.visible.push(variable);
        variable
    }

    pub(super) fn bind_parameter(&mut self, pattern: &Pat, ty: &'a Type) {
        for name in idents_of(pattern) {
            let variable = self.bind(&name, TypeKind::of_type(ty));
            let is_fixed = !matches!(pattern, Pat::Ident(binding) if binding.mutability.is_some());
            let parameter = &mut self.variables[variable];
            parameter.parameter = Some(Parameter::Typed(ty));
            (parameter.is_fixed, parameter.is_shared) = (is_fixed, is_fixed && is_shared(ty));
            parameter.is_exclusive_reference = is_exclusive(ty);
            parameter.is_mutable = !is_fixed || is_exclusive(ty);
        }
    }

    /// Binds what `pattern` does to `value`: a single name keeps it. Which of several keeps what cannot be seen, unless there
    /// are as many guards.
    pub(super) fn bind_pattern(&mut self, pattern: &Pat, value: Value<'a>, hint: Option<TypeKind>) {
        let names = idents_of(pattern);
        if value.structured {
            return self.bind_structured(&names, value, hint);
        }
        if is_failure(pattern) {
            self.release_guards(&value.guards);
        }
        let variables: Vec<VarId> = names.iter().map(|name| self.rebind(name, hint)).collect();
        self.note_mutable(pattern);
        let Value { guards, pending, wrapped, .. } = value;
        match (&names[..], &variables[..]) {
            ([name], &[variable]) if moves(pattern) => {
                self.variables[variable].pending = pending;
                // A pattern takes it out of its wrapper.
                let wrapped = wrapped && is_plain(pattern);
                self.variables[variable].wrapped = wrapped;
                self.keep_in(name, variable, guards);
                // What a pattern has taken out of a result is there.
                if wrapped || !is_plain(pattern) {
                    self.doubt(variable, wrapped);
                }
            }
            (names, _) if names.len() == guards.len() => {
                self.run_elsewhere(pending);
                for ((name, &variable), guard) in names.iter().zip(&variables).zip(guards) {
                    self.keep_in(name, variable, vec![guard]);
                }
            }
            _ => self.release(Value { guards, pending, ..Value::default() }),
        }
    }

    /// Something with guards in its fields: where they go cannot be seen.
    fn bind_structured(&mut self, names: &[Ident], value: Value<'a>, hint: Option<TypeKind>) {
        for name in names {
            self.rebind(name, hint);
        }
        self.release(value);
    }

    /// What is in a result or a collection may be there or not, as some condition further in will find out.
    fn doubt(&mut self, variable: VarId, in_doubt: bool) {
        let depth = self.conditions;
        for alive in self.state.iter_mut().flatten() {
            if alive.owner == DropScope::Variable(variable) {
                alive.maybe = in_doubt.then_some(depth);
            }
        }
    }

    /// `let (tx, rx) = oneshot::channel();`
    pub(super) fn bind_channel(&mut self, pattern: &Pat, made: &Expr) {
        let (Pat::Tuple(pattern), Some(hints)) = (pattern, TypeKind::of_channel(made)) else {
            return;
        };
        let mut ends = Vec::new();
        for (half, hint) in pattern.elems.iter().zip(hints) {
            if let [name] = &idents_of(half)[..]
                && let Some(variable) = self.variable(&name.to_string())
            {
                self.variables[variable].hint = hint;
                ends.push(variable);
            }
        }
        if let [sender, receiver] = ends[..] {
            let (capacity, at) = (capacity_of(made), syntax::start(made));
            self.summary.channels.push(MadeChannel { sender, receiver, capacity, at });
        }
    }

    /// What is alive where two paths meet. A lock that a variable holds on both is held, by whatever guard.
    pub(super) fn union(&self, one: State, other: State) -> State {
        let (Some(one), Some(other)) = (&one, &other) else { return one.or(other) };
        let mut joined: Vec<Alive> = Vec::with_capacity(one.len());
        for (these, others) in [(one, other), (other, one)] {
            for alive in these {
                let is_same =
                    |other: &&Alive| (other.guard, other.owner) == (alive.guard, alive.owner);
                if joined.iter().any(|known| is_same(&known)) {
                    continue;
                }
                let replaces = |other: &&Alive| self.replaces(alive, other);
                let counterpart = others.iter().find(is_same);
                let maybe = match counterpart.or_else(|| others.iter().find(replaces)) {
                    Some(other) => alive.maybe.or(other.maybe),
                    None => Some(self.conditions),
                };
                joined.push(Alive { maybe, ..*alive });
            }
        }
        Some(joined)
    }

    /// Whether two guards hold one lock for one variable, in one way.
    fn replaces(&self, one: &Alive, other: &Alive) -> bool {
        let guard = |alive: &Alive| &self.summary.guards[alive.guard];
        let (one_guard, other_guard) = (guard(one), guard(other));
        one.owner == other.owner
            && (one_guard.kind, one_guard.mode) == (other_guard.kind, other_guard.mode)
            && one_guard.place.must_equal(&other_guard.place)
    }

    pub(super) fn keep_in(&mut self, name: &Ident, variable: VarId, guards: Vec<GuardId>) {
        for &guard in &guards {
            let at = self.now();
            let guard = &mut self.summary.guards[guard];
            (guard.binding, guard.since) = (GuardBinding::Variable(name.clone()), at);
        }
        self.own(&Value::of(guards), DropScope::Variable(variable));
    }
}

/// Whether the pattern takes what it matches, and does not borrow it.
fn moves(pattern: &Pat) -> bool {
    match pattern {
        Pat::Ident(binding) => binding.by_ref.is_none(),
        Pat::Type(typed) => moves(&typed.pat),
        Pat::Paren(paren) => moves(&paren.pat),
        Pat::TupleStruct(pattern) => pattern.elems.iter().all(moves),
        _ => false,
    }
}

fn is_plain(pattern: &Pat) -> bool {
    match pattern {
        Pat::Ident(_) => true,
        Pat::Type(typed) => is_plain(&typed.pat),
        _ => false,
    }
}

/// Whether what it matches holds nothing: `Err(_)`, `None`.
fn is_failure(pattern: &Pat) -> bool {
    let path = match pattern {
        Pat::TupleStruct(pattern) => &pattern.path,
        Pat::Path(pattern) => &pattern.path,
        Pat::Ident(binding) => return binding.ident == "None",
        _ => return false,
    };
    path.segments.last().is_some_and(|last| last.ident == "Err" || last.ident == "None")
}

/// The literal that a channel is made with.
fn capacity_of(made: &Expr) -> Option<u64> {
    let Expr::Call(call) = made else { return None };
    match call.args.first()? {
        Expr::Lit(ExprLit { lit: Lit::Int(capacity), .. }) => capacity.base10_parse().ok(),
        _ => None,
    }
}
