//! Where an object is, as far as other functions can name it.

use std::rc::Rc;

use super::{ids::VarId, oracle};

/// The way from a variable, a parameter or a static to an object. References, pointers and guards are no steps.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct PlacePath {
    pub(crate) root: PlaceRoot,
    pub(crate) steps: Vec<PlaceStep>,
    pub(crate) class: Option<PlaceClass>,
}

/// Where a path begins.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) enum PlaceRoot {
    /// A static, by its canonical path.
    Static(Rc<str>),
    /// A parameter, by its index; a receiver is number 0.
    Parameter(usize),
    /// A variable that owns its value, by its number in the walk.
    Local(VarId),
    /// What a variable or a parameter names after so many changes.
    Changed(VarId, usize),
    /// It is not known which object it is.
    #[default]
    Unknown,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum PlaceStep {
    Field(Rc<str>),
    /// What a method without arguments returns by reference: the same object each time.
    Getter(Rc<str>),
    /// One of several.
    Element,
}

/// The declaration of an object.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum PlaceClass {
    Static(Rc<str>),
    /// A field, by the canonical path of the type that declares it.
    Field {
        owner: Rc<str>,
        field: Rc<str>,
    },
}

impl PlacePath {
    pub(super) fn of_local(variable: VarId) -> Self {
        PlacePath { root: PlaceRoot::Local(variable), ..PlacePath::default() }
    }

    pub(super) fn is_known(&self) -> bool {
        self.root != PlaceRoot::Unknown
    }

    pub(super) fn then(mut self, step: PlaceStep, class: Option<PlaceClass>) -> Self {
        self.steps.push(step);
        self.class = class;
        self
    }

    pub(super) fn element(self) -> Self {
        self.then(PlaceStep::Element, None)
    }
}

impl From<oracle::Place> for PlacePath {
    fn from(place: oracle::Place) -> Self {
        let class = match (&place.root, place.steps.last()) {
            (_, Some(oracle::Step::Field { owner: Some(owner), name })) => {
                Some(PlaceClass::Field { owner: owner.clone(), field: name.clone() })
            }
            (oracle::Root::Static(path), None) => Some(PlaceClass::Static(path.clone())),
            _ => None,
        };
        let root = match place.root {
            oracle::Root::Static(path) => PlaceRoot::Static(path),
            oracle::Root::Parameter(index) => PlaceRoot::Parameter(index),
            oracle::Root::Unknown => PlaceRoot::Unknown,
        };
        let steps = place.steps.into_iter().map(|step| match step {
            oracle::Step::Field { name, .. } => PlaceStep::Field(name),
            oracle::Step::Element => PlaceStep::Element,
        });
        PlacePath { root, steps: steps.collect(), class }
    }
}
