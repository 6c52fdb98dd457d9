//! Options of `refrain man`.

use std::path::PathBuf;

use clap::Args;

/// Says how a page is looked at.
const READING: &str = "\
To read a page at once:  refrain man train | man -l -
To install all of them:  refrain man -o ~/.local/share/man/man1";

#[derive(Debug, Args)]
#[command(after_help = READING)]
pub(crate) struct ManArgs {
    /// Command whose page to print [default: the page of the program]
    #[arg(value_name = "COMMAND", conflicts_with = "output")]
    pub(crate) command: Option<String>,

    /// Directory to write every page into, made if there is none
    #[arg(short, long, value_name = "DIR", value_hint = clap::ValueHint::DirPath, help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
}
