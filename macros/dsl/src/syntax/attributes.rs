//! Where the attributes of an expression or a statement are.

use syn::{Attribute, Block, Expr, Stmt};

/// The attributes of an expression that can carry ours: a block that may await.
pub(crate) fn of_block(expression: &Expr) -> Option<&Vec<Attribute>> {
    match expression {
        Expr::Block(block) => Some(&block.attrs),
        Expr::Unsafe(block) => Some(&block.attrs),
        Expr::Async(block) => Some(&block.attrs),
        _ => None,
    }
}

pub(crate) fn of_block_mut(expression: &mut Expr) -> Option<&mut Vec<Attribute>> {
    match expression {
        Expr::Block(block) => Some(&mut block.attrs),
        Expr::Unsafe(block) => Some(&mut block.attrs),
        Expr::Async(block) => Some(&mut block.attrs),
        _ => None,
    }
}

/// The block of an expression that can carry our attributes.
pub(crate) fn block_mut(expression: &mut Expr) -> Option<&mut Block> {
    match expression {
        Expr::Block(block) => Some(&mut block.block),
        Expr::Unsafe(block) => Some(&mut block.block),
        Expr::Async(block) => Some(&mut block.block),
        _ => None,
    }
}

/// The attributes of a statement. Those of an expression stand on its first operand.
pub(crate) fn of_statement(expression: &Expr) -> &[Attribute] {
    match expression {
        Expr::Assign(assign) => of_statement(&assign.left),
        Expr::Binary(binary) => of_statement(&binary.left),
        Expr::Cast(cast) => of_statement(&cast.expr),
        expression => of_expression(expression).map_or(&[], Vec::as_slice),
    }
}

pub(crate) fn of_statement_mut(statement: &mut Stmt) -> Option<&mut Vec<Attribute>> {
    fn leading(expression: &mut Expr) -> Option<&mut Vec<Attribute>> {
        match expression {
            Expr::Assign(assign) => leading(&mut assign.left),
            Expr::Binary(binary) => leading(&mut binary.left),
            Expr::Cast(cast) => leading(&mut cast.expr),
            expression => of_expression_mut(expression),
        }
    }
    match statement {
        Stmt::Local(local) => Some(&mut local.attrs),
        Stmt::Macro(call) => Some(&mut call.attrs),
        Stmt::Expr(expression, _) => leading(expression),
        Stmt::Item(_) => None,
    }
}

/// Each variant of `Expr` has its own field of attributes.
macro_rules! all_attributes {
    ($name:ident $(, $mut:ident)?) => {
        pub(crate) fn $name(expression: &$($mut)? Expr) -> Option<&$($mut)? Vec<Attribute>> {
            all_attributes!(@ expression $($mut)?: Array Assign Async Await Binary Block Break Call Cast
                Closure Const Continue Field ForLoop Group If Index Infer Let Lit Loop Macro Match
                MethodCall Paren Path Range RawAddr Reference Repeat Return Struct Try TryBlock Tuple
                Unary Unsafe While Yield)
        }
    };
    (@ $expression:ident: $($kind:ident)*) => {
        match $expression { $(Expr::$kind(it) => Some(&it.attrs),)* _ => None }
    };
    (@ $expression:ident mut: $($kind:ident)*) => {
        match $expression { $(Expr::$kind(it) => Some(&mut it.attrs),)* _ => None }
    };
}

all_attributes!(of_expression);
all_attributes!(of_expression_mut, mut);
