//! What a rule makes of what it finds: as it is declared, as the manifest of the package says, or as `-A`, `-W` and `-D` say. The last
//! one that names a rule decides.

use clap::{Arg, ArgAction, ArgMatches, Command, FromArgMatches, builder::ValueParser};
use interlocking_dsl::{Level, Rule, nearest};

/// What the options say, in the order of the command line.
#[derive(Debug, Default)]
pub(crate) struct Levels(Vec<(Rule, Level)>);

const OPTIONS: [(&str, char, Level, &str); 3] = [
    ("allow", 'A', Level::Off, "Do not report what this rule finds"),
    ("warn", 'W', Level::Warning, "Report what this rule finds as a warning"),
    ("deny", 'D', Level::Error, "Report what this rule finds as an error"),
];

impl Levels {
    /// What the options make of a rule, if they name it.
    pub(crate) fn of(&self, rule: &str) -> Option<Level> {
        self.0.iter().rev().find(|(named, _)| named.name() == rule).map(|&(_, level)| level)
    }
}

/// A rule by its name, or by its path as messages write it: `interlocking::lost_update`.
pub(crate) fn rule(text: &str) -> Result<Rule, String> {
    let name = text.strip_prefix("interlocking::").unwrap_or(text);
    Rule::named(name).ok_or_else(|| match nearest(name, Rule::ALL.iter().map(|rule| rule.name())) {
        Some(nearest) => format!("there is no such rule; did you mean `{nearest}`?"),
        None => "there is no such rule; `cargo interlocking explain` lists them".to_owned(),
    })
}

impl clap::Args for Levels {
    fn augment_args(command: Command) -> Command {
        OPTIONS.iter().fold(command, |command, &(name, short, _, help)| {
            let option = Arg::new(name).short(short).long(name).value_name("RULE");
            let option = option.value_parser(ValueParser::new(rule));
            command.arg(option.action(ArgAction::Append).help(help))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Levels::augment_args(command)
    }
}

impl FromArgMatches for Levels {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Levels, clap::Error> {
        let mut said: Vec<(usize, Rule, Level)> = Vec::new();
        for (name, _, level, _) in OPTIONS {
            let rules = matches.get_many::<Rule>(name).into_iter().flatten();
            let places = matches.indices_of(name).into_iter().flatten();
            said.extend(places.zip(rules).map(|(place, &rule)| (place, rule, level)));
        }
        said.sort_by_key(|&(place, ..)| place);
        Ok(Levels(said.into_iter().map(|(_, rule, level)| (rule, level)).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Levels::from_arg_matches(matches)?;
        Ok(())
    }
}
