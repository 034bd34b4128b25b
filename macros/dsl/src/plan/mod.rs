//! What a function and its blocks hold, in order.

mod hold;

use syn::{Ident, Path};

pub(crate) use self::hold::{
    BarrierWait, EventWait, Guard, Hold, Locks, Notify, Permits, PlaceExpr, Primitive,
};
use crate::{
    diag::Diagnostics,
    language::Attribute,
    parse::{Attributes, Failure, Function, Item, Output},
    rules::Allowance,
    syntax::Runtime,
};

/// A function with everything that our attributes say about it.
pub(crate) struct Plan {
    /// The attribute that was expanded first.
    pub(crate) attribute: Attribute,
    /// Our attributes are off it; marks in its body point into `blocks` and `allowances`.
    pub(crate) function: Function,
    /// What the whole function holds.
    pub(crate) outer: Section,
    pub(crate) blocks: Vec<Section>,
    /// Of statements.
    pub(crate) allowances: Vec<Allowance>,
}

/// What a function or a block holds, from top to bottom.
#[derive(Default)]
pub(crate) struct Section {
    pub(crate) holds: Vec<Hold>,
    /// The paths of attributes that were taken off before rustc resolved them.
    pub(crate) consumed: Vec<Path>,
    pub(crate) allowed: Vec<Allowance>,
    /// The type of what they stand on.
    pub(crate) output: Output,
    /// Where the runtime crate is.
    pub(crate) runtime: Runtime,
}

impl Plan {
    /// Plans what an item says.
    pub(crate) fn new(item: Item, diagnostics: &mut Diagnostics) -> Plan {
        let Item { attribute, function, attributes, blocks, allowances } = item;
        let around = Runtime::of(function.signature.ident.to_string());
        let outer = Section::new(attributes, &around, diagnostics);
        let around = outer.runtime.clone();
        let blocks = blocks.into_iter();
        let blocks = blocks.map(|block| Section::new(block, &around, diagnostics)).collect();
        Plan { attribute, function, outer, blocks, allowances }
    }

    /// The blocks, then the function.
    pub(crate) fn sections(&self) -> impl Iterator<Item = &Section> {
        self.blocks.iter().chain([&self.outer])
    }
}

impl Section {
    /// `around` is where the runtime crate is, if no attribute says it.
    fn new(attributes: Attributes, around: &Runtime, diagnostics: &mut Diagnostics) -> Section {
        let Attributes { consumed, output, parsed } = attributes;
        let mut runtime = around.clone();
        if let Some(path) = parsed.iter().find_map(|attribute| attribute.root.clone()) {
            runtime.path = Some(path);
        }
        let (holds, allowed) = (Vec::new(), Vec::new());
        let mut section = Section { holds, consumed, allowed, output, runtime };
        for attribute in parsed {
            let arguments = attribute.arguments;
            let hold =
                arguments.and_then(|arguments| Hold::new(arguments, attribute.at, diagnostics));
            section.holds.extend(hold);
            section.allowed.extend(attribute.allowed);
        }
        section
    }

    /// The locks, from top to bottom.
    pub(crate) fn guards(&self) -> impl Iterator<Item = &Guard> {
        self.holds.iter().flat_map(|hold| match hold {
            Hold::Locks(locks) => locks.guards.as_slice(),
            _ => &[],
        })
    }

    /// Every place that is named as a primitive.
    pub(crate) fn places(&self) -> impl Iterator<Item = &PlaceExpr> {
        let others = self.holds.iter().filter_map(|hold| match hold {
            Hold::Event(EventWait { event, .. }) | Hold::Sets(event) => Some(event),
            hold => hold.primitive()?.0.place(),
        });
        self.guards().map(|guard| &guard.place).chain(others)
    }

    /// How each hold can fail.
    pub(crate) fn failures(&self) -> impl Iterator<Item = &Failure> {
        self.holds.iter().filter_map(Hold::failure)
    }

    /// Every name that is bound in the body.
    pub(crate) fn names(&self) -> impl Iterator<Item = (&Ident, Option<&PlaceExpr>)> {
        let named = self.holds.iter().filter_map(|hold| {
            let (primitive, name) = hold.primitive()?;
            Some((name?, primitive.place()))
        });
        self.guards().map(|guard| (&guard.name, Some(&guard.place))).chain(named)
    }
}
