//! `cargo interlocking map`.

use std::io::Write;

use crate::{
    analysis,
    args::{Map, MapFormat},
    error::Error,
    files::Files,
    render,
    sources::current_folder,
};

/// Prints the map.
pub(crate) fn run(options: &Map, out: &mut dyn Write) -> Result<(), Error> {
    let files = Files::new(current_folder());
    let map = analysis::run(&options.scope, &files)?.analysis.map;
    match options.format {
        MapFormat::Text => render::text::map(&map, &files, out)?,
        MapFormat::Dot => render::dot::map(&map, &files, out)?,
        MapFormat::Mermaid => render::mermaid::map(&map, &files, out)?,
        MapFormat::Json => render::json::map(&map, &files, out)?,
    }
    Ok(())
}
