//! Blessed expansions: every attribute with every clause. `UPDATE_EXPECT=1 cargo test -p interlocking-dsl` blesses.

use std::{fs, path::Path};

use expect_test::expect_file;
use interlocking_dsl::{Attribute, expand};
use proc_macro2::TokenStream;
use syn::{File, Meta};

/// Expands the first attribute of ours on every function and method of a program, as rustc would.
fn expand_program(program: &str) -> String {
    let mut file: File = syn::parse_str(program).expect("a program");
    for item in &mut file.items {
        match item {
            syn::Item::Fn(function) => {
                let tokens = expand_first(&mut function.attrs.clone(), quote::quote!(#function));
                *item = syn::Item::Verbatim(tokens.unwrap_or_else(|| quote::quote!(#item)));
            }
            syn::Item::Impl(block) => {
                for method in &mut block.items {
                    let syn::ImplItem::Fn(function) = method else { continue };
                    let tokens =
                        expand_first(&mut function.attrs.clone(), quote::quote!(#function));
                    *method =
                        syn::ImplItem::Verbatim(tokens.expect("each method has an attribute"));
                }
            }
            _ => {}
        }
    }
    let expanded = quote::quote!(#file);
    let expanded = syn::parse2(expanded).expect("the expansion is a program");
    prettyplease::unparse(&expanded)
}

fn expand_first(attributes: &mut Vec<syn::Attribute>, item: TokenStream) -> Option<TokenStream> {
    let ours = |attribute: &syn::Attribute| {
        Attribute::ALL.into_iter().find(|ours| attribute.path().is_ident(ours.name()))
    };
    let first = attributes.iter().position(|attribute| ours(attribute).is_some())?;
    let first = attributes.remove(first);
    let arguments = match &first.meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    };
    let text = quote::quote!(#first).to_string();
    let item = item.to_string().replacen(&text, "", 1).parse().expect("the item without it");
    Some(expand(ours(&first).expect("it is ours"), arguments, item))
}

#[test]
fn every_input_expands_as_blessed() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let mut inputs = 0;
    for entry in fs::read_dir(&directory).unwrap() {
        let path = entry.unwrap().path();
        if path.to_str().unwrap().ends_with(".in.rs") {
            let program = fs::read_to_string(&path).unwrap();
            let blessed = path.with_extension("").with_extension("out.rs");
            expect_file![blessed].assert_eq(&expand_program(&program));
            inputs += 1;
        }
    }
    assert!(inputs >= Attribute::ALL.len(), "one file for each attribute, and the rest");
}
