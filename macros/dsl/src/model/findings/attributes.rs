//! Attributes that only some builds have.

use super::{Broken, Found};
use crate::{messages::crate_rules as words, model::report::Grade, rules::Rule};

/// Reports functions that hold something in some builds only.
pub(super) fn find(found: &mut Found<'_, '_>) {
    let nodes = &found.composed().nodes;
    for (node, summarized) in nodes.all.iter().enumerate() {
        let header = &summarized.summary.header;
        let Some(attribute) = header.sometimes.as_ref().filter(|_| summarized.parent.is_none())
        else {
            continue;
        };
        let broken = Broken {
            rule: Rule::guard_in_some_builds,
            node,
            at: &header.at,
            grade: Grade::Possible,
            allowed: &[],
        };
        found.report(broken, words::guard_in_some_builds(attribute), Vec::new());
    }
}
