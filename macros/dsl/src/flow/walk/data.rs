//! What is read and written of the data under guards.

use std::ptr;

use syn::{BinOp, Expr, ExprBinary, ExprMethodCall, Pat, UnOp};

use super::state::Walk;
use crate::{
    flow::{
        ids::GuardId,
        place::{innermost, root},
        summary::{Action, Control},
        value::{DropScope, Value},
    },
    known::{
        TypeKind,
        methods::{self, Effect},
    },
    syntax,
};

impl<'a> Walk<'a> {
    pub(super) fn assign(&mut self, left: &'a Expr, right: &'a Expr) -> Value<'a> {
        // What is assigned to nothing stays where it is.
        if let (Expr::Infer(_), Expr::Path(_)) = (left, right) {
            self.in_place(right);
            return Value::default();
        }
        let value = self.expr(right);
        let read = value.read.clone().or_else(|| self.read_of(right));
        match left {
            // `_ = ..` is written on purpose.
            Expr::Infer(_) => self.release(value),
            Expr::Path(path) => match self.variable_of(left) {
                Some(variable) => {
                    let before = self.kept_by(variable);
                    let given_back = before.iter().filter(|guard| value.guards.contains(guard));
                    if given_back.count() == 0 {
                        self.release_guards(&before);
                    }
                    self.own(&value, DropScope::Variable(variable));
                    let name = self.variables[variable].name.clone();
                    if let (Some((guard, part)), Some(name)) =
                        (read, path.path.get_ident().cloned())
                    {
                        self.event(Action::Reads { guard, part, name }, syntax::start(right));
                    }
                    self.event(Action::Assigns { name, value: right }, syntax::start(left));
                    self.changes(left);
                    let variable = &mut self.variables[variable];
                    variable.wrapped = value.wrapped;
                    variable.pending = value.pending;
                }
                None => self.release(value),
            },
            _ => {
                self.release(value);
                self.written(left, right, [false, false]);
                self.gives_up_part(left);
            }
        }
        Value::default()
    }

    /// A part of something that keeps guards is moved out or overwritten: which guard it was cannot be seen.
    pub(super) fn gives_up_part(&mut self, part: &Expr) {
        if !matches!(part, Expr::Field(_) | Expr::Index(_)) || self.part_of(part).is_some() {
            return;
        }
        if let Some(variable) = root(part).and_then(|root| self.variable(&root.to_string())) {
            let guards = self.kept_by(variable);
            self.release_guards(&guards);
        }
    }

    /// What a constructor of this name makes. A struct keeps each guard that it is given until it is dropped, or until the guard is
    /// moved out of its field; a variant may be replaced by one that has none.
    pub(super) fn constructed(&self, made: &Expr, name: &str, value: Value<'a>) -> Value<'a> {
        let ty = self.typed(made).ty;
        let keeps = self.composes
            && !ty.is_unknown()
            && !self.oracle.is_some_and(|oracle| oracle.may_give_up_guard(&ty));
        let of_type = ty.path().and_then(|path| path.rsplit("::").next());
        let is_variant = name != "Self" && of_type != Some(name);
        Value { structured: !keeps, wrapped: keeps && is_variant, ..value }
    }

    /// A guard is moved out of what keeps it: where it goes cannot be seen.
    pub(super) fn moves_guard_out(&mut self, part: &Expr) {
        if self.composes
            && matches!(part, Expr::Field(_))
            && matches!(self.typed(part).ty.kind(), Some(TypeKind::Guard(..)))
            && let Some(keeper) = root(part).and_then(|root| self.variable(&root.to_string()))
        {
            let guards = self.kept_by(keeper);
            self.release_guards(&guards);
        }
    }

    /// A part of something is written: of data under a guard, or of a variable, which is then another place.
    fn written(&mut self, left: &'a Expr, value: &'a Expr, [updates, subtracts]: [bool; 2]) {
        self.in_place(left);
        if let Some((guard, part)) = self.part_of(left) {
            self.event(
                Action::Writes { guard, part, value, updates, subtracts },
                syntax::start(left),
            );
        } else {
            self.changes(left);
        }
    }

    pub(super) fn binary(&mut self, binary: &'a ExprBinary) -> Value<'a> {
        use BinOp::*;
        match binary.op {
            And(_) | Or(_) => {
                self.temporaries(|walk| walk.in_place(&binary.left));
                self.branch(Some(Control::If(&binary.left)), |walk| {
                    walk.temporaries(|walk| walk.in_place(&binary.right));
                });
            }
            AddAssign(_) | SubAssign(_) | MulAssign(_) | DivAssign(_) | RemAssign(_)
            | BitXorAssign(_) | BitAndAssign(_) | BitOrAssign(_) | ShlAssign(_) | ShrAssign(_) => {
                self.in_place(&binary.right);
                let subtracts = matches!(binary.op, SubAssign(_));
                self.written(&binary.left, &binary.right, [true, subtracts]);
            }
            _ => {
                self.in_place(&binary.left);
                self.in_place(&binary.right);
                if matches!(binary.op, Lt(_) | Le(_) | Gt(_) | Ge(_) | Eq(_) | Ne(_)) {
                    self.event(Action::Compares(binary), syntax::start(&binary.left));
                }
            }
        }
        Value::default()
    }

    /// A variable is bound to this.
    pub(super) fn computed(
        &mut self,
        pattern: &'a Pat,
        value: &'a Expr,
        read: Option<(GuardId, String)>,
    ) {
        if let (Pat::Ident(binding), Some((guard, part))) = (pattern, read) {
            let what = Action::Reads { guard, part, name: binding.ident.clone() };
            self.event(what, syntax::start(value));
        }
        self.event(Action::Binds { pattern, value }, syntax::start(value));
    }

    /// Which data an expression is a part of: of a guard, or of what it has just acquired; and which part.
    pub(super) fn part_of(&self, expr: &Expr) -> Option<(GuardId, String)> {
        match expr {
            Expr::Paren(paren) => self.part_of(&paren.expr),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => self.part_of(&unary.expr),
            Expr::Field(field) => {
                let (guard, part) = self.part_of(&field.base)?;
                Some((guard, format!("{part}.{}", syntax::text(&field.member))))
            }
            Expr::Index(index) => {
                let (guard, part) = self.part_of(&index.expr)?;
                Some((guard, format!("{part}[{}]", syntax::place(innermost(&index.index)))))
            }
            Expr::Path(_) => {
                let variable = self.variable_of(expr)?;
                match self.kept_by(variable)[..] {
                    [guard] if !self.variables[variable].wrapped => Some((guard, String::new())),
                    _ => None,
                }
            }
            Expr::Await(awaited) => self.guard_given_by(awaited),
            Expr::MethodCall(call) => self.guard_given_by(call).or_else(|| self.entry_of(call)),
            _ => None,
        }
    }

    /// `map.get_mut(&key).unwrap()` is `map[&key]`.
    fn entry_of(&self, call: &ExprMethodCall) -> Option<(GuardId, String)> {
        let Expr::MethodCall(got) = &*call.receiver else { return None };
        let unwraps = methods::does(&call.method.to_string(), Effect::Unwraps);
        let key = got.args.first().filter(|_| unwraps && got.method == "get_mut")?;
        let (guard, part) = self.part_of(&got.receiver)?;
        Some((guard, format!("{part}[{}]", syntax::place(innermost(key)))))
    }

    /// All of what a guard guards that an expression has given.
    fn guard_given_by<T>(&self, expr: &T) -> Option<(GuardId, String)> {
        let guard = self.guard_of_expr.get(&ptr::from_ref(expr).cast())?;
        Some((*guard, String::new()))
    }

    /// What a value was copied out of.
    pub(super) fn read_of(&self, expr: &Expr) -> Option<(GuardId, String)> {
        match expr {
            Expr::MethodCall(call) if call.args.is_empty() => {
                match call.method.to_string().as_str() {
                    method if methods::does(method, Effect::Copies) => {
                        self.part_of(&call.receiver).or_else(|| self.copy_of_entry(call))
                    }
                    "len" => {
                        let (guard, part) = self.part_of(&call.receiver)?;
                        Some((guard, format!("{part}.len()")))
                    }
                    _ => self.copy_of_entry(call),
                }
            }
            Expr::MethodCall(call) if call.method == "position" || call.method == "rposition" => {
                let Expr::MethodCall(iterator) = &*call.receiver else { return None };
                let (guard, part) = self.part_of(&iterator.receiver)?;
                Some((guard, format!("{part}.position()")))
            }
            Expr::Cast(cast) => self.read_of(&cast.expr),
            // `v.len() - 1`, `*count + 1`
            Expr::Binary(binary) if matches!(*binary.right, Expr::Lit(_)) => {
                self.read_of(&binary.left).filter(|_| is_step(binary.op))
            }
            Expr::MethodCall(call) => self.copy_of_entry(call),
            Expr::Unary(unary) => self.part_of(expr).or_else(|| match &*unary.expr {
                Expr::MethodCall(call) => self.copy_of_entry(call),
                _ => None,
            }),
            Expr::Field(_) | Expr::Index(_) => self.part_of(expr),
            _ => None,
        }
    }

    /// `map.get(&key).copied().unwrap_or(0)` is a copy of `map[&key]`.
    fn copy_of_entry(&self, call: &ExprMethodCall) -> Option<(GuardId, String)> {
        let method = call.method.to_string();
        if method == "get" {
            let (guard, part) = self.part_of(&call.receiver)?;
            let key = syntax::place(innermost(call.args.first()?));
            return Some((guard, format!("{part}[{key}]")));
        }
        let passes = methods::does(&method, Effect::Copies) || method.starts_with("unwrap");
        match &*call.receiver {
            Expr::MethodCall(inner) if passes => self.copy_of_entry(inner),
            _ => None,
        }
    }
}

fn is_step(op: BinOp) -> bool {
    matches!(op, BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_) | BinOp::Div(_) | BinOp::Rem(_))
}
