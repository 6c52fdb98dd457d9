//! `refrain man`.

use std::fs;
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use refrain::table::write_text;

use super::args::ManArgs;
use crate::arguments::Arguments;
use crate::failure::Failure;
use crate::output::print;

/// Foot of every page.
const SOURCE: &str = concat!("refrain ", env!("CARGO_PKG_VERSION"));

pub(crate) fn man(args: &ManArgs) -> Result<(), Failure> {
    let program = program();
    match (&args.output, &args.command) {
        (Some(directory), _) => write_all(&program, directory),
        (None, Some(name)) => print(&text(named(&program, name)?)?),
        (None, None) => print(&text(&program)?),
    }
}

/// The program with its commands, each knowing its full name and the options that all have.
fn program() -> Command {
    let mut program = Arguments::command().disable_help_subcommand(true);
    program.build();
    program
}

fn named<'a>(program: &'a Command, name: &str) -> Result<&'a Command, Failure> {
    program.find_subcommand(name).ok_or_else(|| {
        let known: Vec<&str> = program.get_subcommands().map(Command::get_name).collect();
        Failure::usage(format!("there is no command `{name}`, only {}", known.join(", ")))
    })
}

/// Writes `refrain.1`, and `refrain-train.1` and the like for every command.
fn write_all(program: &Command, directory: &Path) -> Result<(), Failure> {
    fs::create_dir_all(directory).map_err(|cause| Failure::unwritable(directory, cause))?;
    for command in program.get_subcommands().chain([program]) {
        write_text(&directory.join(page(command).get_filename()), &text(command)?)?;
    }
    let n_pages = program.get_subcommands().count() + 1;
    eprintln!("{n_pages} pages in {}", directory.display());
    Ok(())
}

fn page(command: &Command) -> Man {
    Man::new(command.clone()).source(SOURCE)
}

fn text(command: &Command) -> Result<String, Failure> {
    let mut text = Vec::new();
    page(command).render(&mut text).map_err(Failure::Output)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
