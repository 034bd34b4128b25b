//! Attributes such as other crates have, to stand above and below ours.

use proc_macro::TokenStream;
use quote::{format_ident, quote};
use syn::{ItemFn, parse_macro_input, parse_quote};

/// Calls the function from another that has the attributes below this one, as `#[rstest]` does.
#[proc_macro_attribute]
pub fn called(_: TokenStream, item: TokenStream) -> TokenStream {
    let mut function = parse_macro_input!(item as ItemFn);
    let attributes = std::mem::take(&mut function.attrs);
    let (name, output) = (&function.sig.ident, &function.sig.output);
    let caller = format_ident!("{name}_is_called");
    quote! {
        #function
        #(#attributes)*
        async fn #caller() #output {
            let called = #name();
            called.await
        }
    }
    .into()
}

/// Runs the body, moved into a future, until it gives something, as crates for retries do.
#[proc_macro_attribute]
pub fn retried(_: TokenStream, item: TokenStream) -> TokenStream {
    let mut function = parse_macro_input!(item as ItemFn);
    let body = &function.block;
    function.block = parse_quote!({
        let mut attempts = 0;
        loop {
            let attempt = async #body;
            match attempt.await {
                Ok(given) => break Ok(given),
                Err(error) if attempts > 2 => break Err(error),
                Err(_) => attempts += 1,
            }
        }
    });
    quote!(#function).into()
}

/// Measures the body, which stays a block of the function.
#[proc_macro_attribute]
pub fn measured(_: TokenStream, item: TokenStream) -> TokenStream {
    let mut function = parse_macro_input!(item as ItemFn);
    let body = &function.block;
    function.block = parse_quote!({
        let start = ::std::time::Instant::now();
        let output = #body;
        let _ = start.elapsed();
        output
    });
    quote!(#function).into()
}
