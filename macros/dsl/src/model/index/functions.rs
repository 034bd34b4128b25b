//! What is asked about a function by its number.

use std::path::Path;

use syn::ItemFn;

use super::{Index, Parsed, start};
#[cfg(test)]
use crate::model::report::Location;
use crate::{
    flow::oracle::FunctionId,
    model::{
        answers::ItemId,
        scan::ItemKind,
        source::{Edition, Origin},
    },
};

impl Index {
    /// The functions that have a body, those of libraries excluded.
    pub(crate) fn functions(&self) -> impl Iterator<Item = FunctionId> {
        let ids = (0..self.items.len() as u32).map(ItemId);
        ids.filter(|&id| self.item(id).kind == ItemKind::Function && !self.is_library(id))
            .filter(|&id| self.has_body(id))
            .map(|id| FunctionId(id.0))
    }

    /// The async functions that have a body, those of libraries excluded.
    pub(crate) fn async_functions(&self) -> impl Iterator<Item = FunctionId> {
        self.functions().filter(|&function| {
            self.signature_text(function).split_whitespace().any(|word| word == "async")
        })
    }

    /// The name of a function, behind that of the type or the trait that it belongs to.
    pub(crate) fn shown_name(&self, function: FunctionId) -> String {
        let name = self.short_name(function);
        match self.owner_name(function) {
            Some(owner) => format!("{owner}::{name}"),
            None => name.to_owned(),
        }
    }

    /// The function whose name begins at this line and column of a file.
    pub(crate) fn function_at(
        &self,
        file: &Path,
        line: usize,
        column: usize,
    ) -> Option<FunctionId> {
        let number = self.sources.files.iter().position(|known| *known.path == *file)?;
        let start = self.sources.files[number].offset(line, column)?;
        let by_name = self.functions_by_name.get_or_init(|| {
            let all = self.functions().map(|function| {
                let item = self.item(id(function));
                ((item.file, item.name.start), function)
            });
            all.collect()
        });
        by_name.get(&(number, start)).copied()
    }

    /// A function with its body; `None` if it does not parse.
    pub(crate) fn function(&self, function: FunctionId) -> Option<&ItemFn> {
        match self.parsed(id(function)) {
            Parsed::Function(item) => Some(item),
            _ => None,
        }
    }

    /// The text of a function, attributes included: what to look into before it is parsed.
    pub(crate) fn function_text(&self, function: FunctionId) -> &str {
        let item = self.item(id(function));
        self.text(item, start(item)..item.text.end)
    }

    /// The text of a function before its body.
    pub(in crate::model) fn signature_text(&self, function: FunctionId) -> &str {
        self.header_text(id(function))
    }

    /// The attributes of a function, and those of the impl or the trait that it is in.
    pub(in crate::model) fn annotations(&self, function: FunctionId) -> String {
        let id = id(function);
        let around = self.item(id).parent.map_or("", |around| self.attributes_text(around));
        format!("{around}{}", self.attributes_text(id))
    }

    /// The attributes of a function alone.
    pub(in crate::model) fn function_attributes(&self, function: FunctionId) -> &str {
        self.attributes_text(id(function))
    }

    pub(in crate::model) fn short_name(&self, function: FunctionId) -> &str {
        self.name(id(function))
    }

    /// The name of the type or the trait that a function belongs to.
    pub(in crate::model) fn owner_name(&self, function: FunctionId) -> Option<&str> {
        self.item(id(function)).parent.map(|around| self.name(around))
    }

    /// Whether a function is declared by a trait.
    pub(in crate::model) fn is_of_trait_itself(&self, function: FunctionId) -> bool {
        let around = self.item(id(function)).parent;
        around.is_some_and(|around| self.item(around).kind == ItemKind::Trait)
    }

    /// Where a function that was parsed begins.
    pub(crate) fn origin(&self, function: FunctionId) -> Origin {
        let item = self.item(id(function));
        self.sources.files[item.file].origin(start(item))
    }

    /// Which edition a function is written in.
    pub(crate) fn edition_of(&self, function: FunctionId) -> Edition {
        self.edition(self.module(self.item(id(function)).module).krate)
    }

    /// Where the name of a function is.
    #[cfg(test)]
    pub(crate) fn name_location(&self, function: FunctionId) -> Location {
        self.location_of(id(function))
    }
}

fn id(function: FunctionId) -> ItemId {
    ItemId(function.0)
}
