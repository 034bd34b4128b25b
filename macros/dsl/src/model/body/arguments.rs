//! Whether what a caller passes decides if something happens.

use syn::{
    Block, Expr, FnArg, Local, Signature, UnOp,
    visit::{self, Visit},
};

use crate::{flow::Control, syntax::idents_of};

/// The parameters that are not the receiver, and the variables that only they decide.
pub(super) struct Arguments(Vec<String>);

impl Arguments {
    pub(super) fn of(signature: &Signature, block: &Block) -> Self {
        let inputs = signature.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(argument) => Some(idents_of(&argument.pat)),
            FnArg::Receiver(_) => None,
        });
        let mut arguments = Arguments(inputs.flatten().map(|name| name.to_string()).collect());
        if !arguments.0.is_empty() {
            arguments.visit_block(block);
        }
        arguments
    }

    /// `if flag`, `if !flag`, `match mode`, `if account.is_dirty()`.
    pub(super) fn decide(&self, control: Control<'_>) -> bool {
        control.condition().is_some_and(|by| self.have(by))
    }

    /// Whether a value is an argument, or comes from nothing else.
    fn have(&self, value: &Expr) -> bool {
        match value {
            Expr::Path(path) => path
                .path
                .get_ident()
                .is_some_and(|name| self.0.iter().any(|argument| name == argument)),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Not(_) | UnOp::Deref(_)) => {
                self.have(&unary.expr)
            }
            Expr::Paren(paren) => self.have(&paren.expr),
            Expr::Reference(reference) => self.have(&reference.expr),
            Expr::Field(field) => self.have(&field.base),
            Expr::MethodCall(call) => {
                self.have(&call.receiver)
                    && call.args.iter().all(|it| matches!(it, Expr::Lit(_)) || self.have(it))
            }
            Expr::Let(condition) => self.have(&condition.expr),
            Expr::Binary(binary) => self.have(&binary.left),
            _ => false,
        }
    }
}

impl<'a> Visit<'a> for Arguments {
    fn visit_local(&mut self, local: &'a Local) {
        visit::visit_local(self, local);
        if let Some(init) = &local.init
            && self.have(&init.expr)
        {
            self.0.extend(idents_of(&local.pat).iter().map(ToString::to_string));
        }
    }
}
