//! What a rule makes of what it finds: as it is declared, or as `-A`, `-W` and `-D` say. The last one that names a rule decides.

use clap::{Arg, ArgAction, ArgMatches, Command, FromArgMatches};
use interlocking_dsl::{Level, Rule};

use crate::error::Error;

/// What the options say, in the order of the command line.
#[derive(Debug, Default)]
pub(crate) struct Levels(Vec<(String, Level)>);

const OPTIONS: [(&str, char, Level, &str); 3] = [
    ("allow", 'A', Level::Off, "Say nothing of this rule"),
    ("warn", 'W', Level::Warning, "Report what this rule finds as a warning"),
    ("deny", 'D', Level::Error, "Report what this rule finds as an error"),
];

impl Levels {
    /// Fails if an option names a rule that does not exist.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let known = || Rule::ALL.iter().map(|rule| rule.name());
        match self.0.iter().find(|(rule, _)| known().all(|known| known != rule)) {
            Some((rule, _)) => Err(Error::unknown("rule", rule, known())),
            None => Ok(()),
        }
    }

    /// What the options make of a rule, if they name it.
    pub(crate) fn of(&self, rule: &str) -> Option<Level> {
        self.0.iter().rev().find(|(named, _)| named == rule).map(|&(_, level)| level)
    }
}

impl clap::Args for Levels {
    fn augment_args(command: Command) -> Command {
        OPTIONS.iter().fold(command, |command, &(name, short, _, help)| {
            let option = Arg::new(name).short(short).long(name).value_name("RULE");
            command.arg(option.action(ArgAction::Append).help(help))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Levels::augment_args(command)
    }
}

impl FromArgMatches for Levels {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Levels, clap::Error> {
        let mut said: Vec<(usize, String, Level)> = Vec::new();
        for (name, _, level, _) in OPTIONS {
            let rules = matches.get_many::<String>(name).into_iter().flatten();
            let places = matches.indices_of(name).into_iter().flatten();
            said.extend(places.zip(rules).map(|(place, rule)| (place, rule.clone(), level)));
        }
        said.sort_by_key(|&(place, ..)| place);
        Ok(Levels(said.into_iter().map(|(_, rule, level)| (rule, level)).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Levels::from_arg_matches(matches)?;
        Ok(())
    }
}
