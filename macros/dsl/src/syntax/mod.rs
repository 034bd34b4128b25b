//! Helpers for tokens and syntax trees. They know nothing about our attributes.

mod attributes;
mod hygiene;
mod nearest;
mod origin;
mod place;
mod text;
mod visit;

pub use self::nearest::nearest;
pub(crate) use self::{
    attributes::{
        block_mut, of_block, of_block_mut, of_expression_mut, of_statement, of_statement_mut,
    },
    hygiene::{Runtime, generated, hygienic, used},
    origin::{Origin, origin_of_first, written_by},
    place::{Place, ends_with, function_path, last_of, last_word, place, start, start_of},
    text::{as_written, text},
    visit::{Names, idents_of, number_of, with_tokens},
};
