//! From the index of all sources to the summaries of their functions.

use proc_macro2::TokenStream;
use syn::{
    Attribute as Written, Block, Meta, ReturnType, Signature, Token, Type, Visibility,
    parse::Parser, punctuated::Punctuated,
};

use super::{
    answers::ItemId,
    body::{self, Body},
    declared,
    index::{Index, Parsed},
    parse::Fallback,
    select::{self, Extent},
    summary::{Header, Program, Summary},
    unprovided,
};
use crate::{
    diag::Diagnostics,
    flow::oracle::{FunctionId, Oracle, Ty},
    language::Attribute,
    parse::{First, Item},
    plan::{Plan, Section},
    syntax,
};

impl Program {
    /// What all functions of an index do that can have a part in a mistake.
    pub(crate) fn of(index: &Index) -> Program {
        Program::within(index, Extent::All)
    }

    /// The same for mistakes in which a function with one of our attributes has a part.
    pub(crate) fn of_annotated(index: &Index) -> Program {
        Program::within(index, Extent::Annotated)
    }

    fn within(index: &Index, extent: Extent) -> Program {
        let declared = declared::all(index);
        let unprovided = unprovided::all(index, &declared);
        let mut program = Program { declared, unprovided, ..Program::default() };
        for (function, summary) in
            select::summaries(index, extent, &program.unprovided, |function| {
                summary(index, function)
            })
        {
            let number = function.0 as usize;
            if program.functions.len() <= number {
                program.functions.resize_with(number + 1, || None);
            }
            program.functions[number] = Some(summary);
        }
        program
    }
}

fn summary(index: &Index, function: FunctionId) -> Option<Summary> {
    if !has_our_attributes(index.function_text(function)) {
        let item = index.function(function)?;
        let declared = Declared {
            signature: &item.sig,
            block: &item.block,
            attributes: &item.attrs,
            is_public: is_public(&item.vis),
        };
        let holds = Section::default();
        let parts = Parts { holds: &holds, blocks: &[], allowances: &[] };
        return Some(of_parts(index, function, &declared, &parts));
    }
    // Parsed with its attributes, and only once.
    let PlannedFunction { plan, .. } = PlannedFunction::new(index, function)?;
    let declared = Declared {
        signature: &plan.function.signature,
        block: plan.function.block()?,
        attributes: &plan.function.attributes,
        is_public: is_public(&plan.function.visibility),
    };
    let parts = Parts { holds: &plan.outer, blocks: &plan.blocks, allowances: &plan.allowances };
    Some(of_parts(index, function, &declared, &parts))
}

/// What a function says of itself.
struct Declared<'a> {
    signature: &'a Signature,
    block: &'a Block,
    /// Without ours.
    attributes: &'a [Written],
    is_public: bool,
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// A function of a file with what our attributes say about it.
pub(crate) struct PlannedFunction {
    pub(crate) plan: Plan,
    /// As it is in the file.
    pub(crate) tokens: TokenStream,
}

impl PlannedFunction {
    /// `None` if it does not parse. A mistake in an attribute is reported where it is expanded.
    pub(crate) fn new(index: &Index, function: FunctionId) -> Option<PlannedFunction> {
        let _fallback = Fallback::force();
        let tokens: TokenStream = index.function_text(function).parse().ok()?;
        let mut diagnostics = Diagnostics::new();
        let arguments = arguments_around(index, function);
        let first = First { attribute: Attribute::Synchronized, arguments, is_around: true };
        let item = Item::parse(first, &tokens, &mut diagnostics);
        let plan = item.map(|item| Plan::new(item, &mut diagnostics));
        drop(diagnostics.finish());
        Some(PlannedFunction { plan: plan?, tokens })
    }
}

/// The arguments of `#[synchronized(..)]` on the impl or the trait around a function.
fn arguments_around(index: &Index, function: FunctionId) -> TokenStream {
    let Some(around) = index.item(ItemId(function.0)).parent else { return TokenStream::new() };
    let text = index.attributes_text(around);
    if !text.contains(Attribute::Synchronized.name()) {
        return TokenStream::new();
    }
    let attributes = Written::parse_outer.parse_str(text).unwrap_or_default();
    let arguments = attributes.into_iter().filter_map(|attribute| match attribute.meta {
        Meta::List(list) if Attribute::of_path(&list.path) == Some(Attribute::Synchronized) => {
            Some(list.tokens)
        }
        _ => None,
    });
    arguments.collect()
}

/// What our attributes say about a function.
struct Parts<'a> {
    holds: &'a Section,
    blocks: &'a [Section],
    allowances: &'a [crate::rules::Allowance],
}

fn of_parts(
    index: &Index,
    function: FunctionId,
    declared: &Declared<'_>,
    parts: &Parts<'_>,
) -> Summary {
    let (oracle, origin) = (index.oracle(function), index.origin(function));
    body::summarize(&Body {
        header: header(index, function, declared, &oracle),
        signature: declared.signature,
        block: declared.block,
        origin: &origin,
        short_temporaries: index.edition_of(function).has_short_temporaries(),
        oracle: &oracle,
        holds: parts.holds,
        blocks: parts.blocks,
        allowances: parts.allowances,
    })
}

/// Whether a text may have one of our attributes: only then it is worth to plan what they hold.
fn has_our_attributes(text: &str) -> bool {
    Attribute::ALL.iter().any(|attribute| {
        ["[", "::"].iter().any(|before| text.contains(&format!("{before}{}", attribute.name())))
    })
}

fn header(
    index: &Index,
    function: FunctionId,
    declared: &Declared<'_>,
    oracle: &dyn Oracle,
) -> Header {
    let signature = declared.signature;
    let sometimes = declared.attributes.iter().find_map(in_some_builds);
    let id = ItemId(function.0);
    let around = index.item(id).parent.map(|around| index.parsed(around));
    let (of_trait, owner) = match around {
        Some(Parsed::Impl(item)) => (
            item.trait_.as_ref().and_then(|(path, _)| syntax::last_of(path)),
            Some(oracle.declared(&item.self_ty)),
        ),
        Some(Parsed::Trait(item)) => (Some(item.ident.to_string()), None),
        _ => (None, None),
    };
    let owner = owner.as_ref().and_then(Ty::path);
    let name = signature.ident.to_string();
    Header {
        is_drop: of_trait.as_deref() == Some("Drop") && name == "drop",
        is_public: declared.is_public || of_trait.is_some(),
        is_test: is_test(declared.attributes),
        is_annotated: sometimes.is_none() && is_annotated(index, id),
        is_called: false,
        sometimes,
        exclusive: is_exclusive(signature).then(|| owner.map(str::to_owned)).flatten(),
        constructs: makes_self(signature, owner).then(|| owner.map(str::to_owned)).flatten(),
        is_async: signature.asyncness.is_some(),
        at: index.origin(function).locate(signature.ident.span()),
        name: match owner.and_then(|owner| owner.rsplit("::").next()) {
            Some(owner) => format!("{owner}::{name}"),
            None => name,
        },
    }
}

/// Whether one of our attributes is on it, or on the impl around it.
fn is_annotated(index: &Index, id: ItemId) -> bool {
    let mut items = [Some(id), index.item(id).parent].into_iter().flatten();
    items.any(|id| has_our_attributes(index.attributes_text(id)))
}

/// Our attribute in `#[cfg_attr(feature = "x", guarded(L))]`.
fn in_some_builds(attribute: &Written) -> Option<String> {
    let Meta::List(list) = &attribute.meta else { return None };
    if !list.path.is_ident("cfg_attr") {
        return None;
    }
    let parser = Punctuated::<Meta, Token![,]>::parse_terminated;
    let given = list.parse_args_with(parser).ok()?;
    let ours = given.iter().skip(1).find_map(|meta| Attribute::of_path(meta.path()))?;
    Some(ours.name().to_owned())
}

fn is_test(attributes: &[Written]) -> bool {
    let is_test = |attribute: &Written| {
        syntax::last_of(attribute.path()).is_some_and(|last| last.ends_with("test"))
    };
    attributes.iter().any(is_test)
}

/// `self`, `mut self` and `&mut self`: nobody else reaches the fields then.
fn is_exclusive(signature: &Signature) -> bool {
    use syn::ReceiverKind::{Reference, Value};

    signature.receiver().is_some_and(|receiver| match &receiver.kind {
        Value => true,
        Reference(.., mutability) => mutability.is_some(),
        _ => false,
    })
}

/// Whether a function without a receiver returns the type that it is of, perhaps in a `Result` or a pointer.
fn makes_self(signature: &Signature, owner: Option<&str>) -> bool {
    let ReturnType::Type(_, ty) = &signature.output else { return false };
    let owner = owner.and_then(|owner| owner.rsplit("::").next());
    signature.receiver().is_none() && mentions_type(ty, owner)
}

fn mentions_type(ty: &Type, owner: Option<&str>) -> bool {
    let text = syntax::text(ty);
    let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.any(|word| word == "Self" || Some(word) == owner)
}
