//! `refrain completions`.

use clap::CommandFactory;
use clap_complete::generate;

use super::args::CompletionsArgs;
use crate::arguments::Arguments;
use crate::failure::Failure;
use crate::output::print;

/// The name under which shells know the program.
const PROGRAM: &str = "refrain";

pub(crate) fn completions(args: &CompletionsArgs) -> Result<(), Failure> {
    // By way of memory: a closed pipe makes clap_complete panic.
    let mut script = Vec::new();
    generate(args.shell, &mut Arguments::command(), PROGRAM, &mut script);
    print(&String::from_utf8_lossy(&script))
}
