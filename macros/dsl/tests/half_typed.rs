//! While somebody types, a body may not parse. It is emitted all the same, so that an editor completes inside of it.

use interlocking_dsl::{Attribute, expand};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

const BODY: &str = "
    let amount = self.amounts[0].max(1);
    if amount > 3 { balance.credit(amount).await?; }
    match balance.state { State::Open => balance += 1, _ => {} }
    for x in balance.iter() { println!(\"{x}\"); }
    self.log(|line| line.push(format!(\"{amount}\"))).await
";

/// Every beginning of the tokens, also inside of groups: those that are open at the end are closed, as rustc recovers them.
fn beginnings(tokens: TokenStream) -> Vec<TokenStream> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut beginnings = vec![TokenStream::new()];
    for (at, token) in tokens.iter().enumerate() {
        let before: TokenStream = tokens[..at].iter().cloned().collect();
        if let TokenTree::Group(group) = token {
            for inside in self::beginnings(group.stream()) {
                let group = TokenTree::Group(Group::new(group.delimiter(), inside));
                beginnings.push(before.clone().into_iter().chain([group]).collect());
            }
        }
        beginnings.push(before.into_iter().chain([token.clone()]).collect());
    }
    beginnings
}

#[test]
fn every_beginning_of_a_body_is_emitted() {
    let bodies = beginnings(BODY.parse().unwrap());
    assert!(bodies.len() > 80, "{}", bodies.len());
    for body in bodies {
        let braces = TokenTree::Group(Group::new(Delimiter::Brace, body.clone()));
        let item = quote! { pub async fn credit(&self) -> Result<(), Error> #braces };
        let expanded = expand(Attribute::Guarded, quote!(self.balance), item).to_string();
        assert!(expanded.contains("pub async fn credit"), "{expanded}");
        assert!(expanded.contains(&body.to_string()), "{body}\n\nis not in\n\n{expanded}");
        assert!(
            expanded.contains("let mut balance"),
            "the guard is there to be completed: {expanded}"
        );
    }
}
