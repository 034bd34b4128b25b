//! Waits that give up a guard, and predicates.

use syn::{Expr, ExprMethodCall};

use super::state::Walk;
use crate::{
    flow::{
        summary::Action,
        value::{Pending, Value},
    },
    syntax,
};

impl<'a> Walk<'a> {
    /// A wait that is given a guard and gives it back.
    pub(super) fn waits(&mut self, call: &'a ExprMethodCall, method: &str) -> Option<Value<'a>> {
        let given = if method == "until" { Some(&*call.receiver) } else { call.args.first() };
        // By value: a wait that borrows a guard does not give it up.
        let given = given.filter(|given| matches!(given, Expr::Path(_)));
        let given = given.and_then(|given| self.variable_of(given));
        let guard = *self.kept_by(given?).first()?;
        let value = if method == "until" {
            self.expr(&call.receiver)
        } else {
            self.in_place(&call.receiver);
            self.expr(&call.args[0])
        };
        for argument in call.args.iter().skip(usize::from(method != "until")) {
            self.asks(argument);
        }
        self.event(Action::Waits { call, method: method.to_owned(), guard }, call.method.span());
        if self.oracle.is_some() && !self.in_async {
            self.own_here(&value);
            return Some(Value::of(value.guards).wrapped());
        }
        self.release_guards(&value.guards);
        Some(Value::pending(Pending::Wait(guard)))
    }

    /// A predicate; other arguments are only evaluated.
    pub(super) fn asks(&mut self, predicate: &'a Expr) {
        match predicate {
            Expr::Closure(closure) => {
                self.event(Action::Asks(predicate, Some(closure)), syntax::start(predicate));
            }
            Expr::Async(_) | Expr::Await(_) => {
                self.event(Action::Asks(predicate, None), syntax::start(predicate));
            }
            _ => {
                let value = self.expr(predicate);
                self.release(value);
            }
        }
    }
}
