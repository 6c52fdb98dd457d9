//! Options of `refrain completions`.

use clap::Args;
use clap_complete::Shell;

/// Says where each shell looks for the script.
const INSTALLING: &str = "\
The script goes where the shell looks for it:
  bash, with bash-completion
    refrain completions bash \\
      > ~/.local/share/bash-completion/completions/refrain
  zsh, with `fpath+=~/.zfunc` before `compinit` in ~/.zshrc
    refrain completions zsh > ~/.zfunc/_refrain
  fish
    refrain completions fish > ~/.config/fish/completions/refrain.fish
  PowerShell
    refrain completions powershell >> $PROFILE
  Elvish
    refrain completions elvish >> ~/.config/elvish/rc.elv";

#[derive(Debug, Args)]
#[command(after_help = INSTALLING)]
pub(crate) struct CompletionsArgs {
    /// Shell that the script is for
    #[arg(value_enum, value_name = "SHELL")]
    pub(crate) shell: Shell,
}
