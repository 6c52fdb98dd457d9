//! Help, manual pages and scripts for shells, of every subcommand.

use crate::program::Directory;

/// Number of columns that every terminal has.
const WIDTH: usize = 80;

fn subcommands(directory: &Directory) -> Vec<String> {
    let help = directory.succeed(&["--help"]).stdout;
    let (_, listed) = help.split_once("Commands:\n").unwrap();
    let lines = listed.lines().take_while(|line| !line.is_empty());
    let names = lines.map(|line| line.split_whitespace().next().unwrap().to_owned());
    names.filter(|name| name != "help").collect()
}

#[test]
fn help_is_80_columns_wide() {
    let directory = Directory::new();
    let commands = subcommands(&directory);
    assert!(commands.len() >= 16, "{commands:?}");
    let mut all = vec![vec![]];
    all.extend(commands.iter().map(|command| vec![command.as_str()]));
    for command in all {
        for help in ["-h", "--help"] {
            let shown = directory.succeed(&[&command[..], &[help]].concat()).stdout;
            let wide = shown.lines().find(|line| line.chars().count() > WIDTH);
            assert_eq!(wide, None, "{command:?} {help}");
        }
    }
}

#[test]
fn completions_of_each_shell_name_all_subcommands_and_models() {
    let directory = Directory::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = directory.succeed(&["completions", shell]).stdout;
        for name in subcommands(&directory) {
            assert!(script.contains(&name), "{shell} does not know {name}");
        }
    }
    for shell in ["bash", "fish", "zsh"] {
        let script = directory.succeed(&["completions", shell]).stdout;
        for name in ["naive-bayes", "session-shares", "downgrade", "oversample-first", "isotonic"] {
            assert!(script.contains(name), "{shell} does not know {name}");
        }
    }
    assert_eq!(directory.run(&["completions", "tcsh"]).code, 2);
}

#[test]
fn names_beside_those_that_shells_complete_are_taken() {
    let directory = Directory::new();
    directory.simulate(60, 40);
    let kind = "cancel:Cancellation Confirmation";
    directory.succeed(&["labels", "log.json", "--rule", kind, "-o", "labels.csv"]);
    let misspelt = directory.run(&["train", "log.json", "--model", "logistik", "-o", "m.model"]);
    assert_eq!(misspelt.code, 2);
    misspelt.says(&["did you mean `logistic`"]);
}

#[test]
fn manual_has_a_page_for_every_subcommand() {
    let directory = Directory::new();
    let commands = subcommands(&directory);
    directory.succeed(&["man", "-o", "new/man1"]).says(&["pages in new/man1"]);
    let main = directory.read("new/man1/refrain.1");
    for name in &commands {
        let page = directory.read(&format!("new/man1/refrain-{name}.1"));
        let title = page.lines().find(|line| line.starts_with(".TH")).unwrap();
        assert!(title.contains(&format!("refrain-{name}")), "{title}");
        assert!(main.contains(&name.to_string()), "{name}");
    }
    assert_eq!(directory.succeed(&["man"]).stdout, main);
    let train = directory.read("new/man1/refrain-train.1");
    assert_eq!(directory.succeed(&["man", "train"]).stdout, train);
    let unknown = directory.run(&["man", "trian"]);
    assert_eq!(unknown.code, 2);
    unknown.says(&["no command `trian`", "train"]);
}

#[test]
fn directory_of_the_manual_that_cannot_be_made_is_said() {
    let directory = Directory::new();
    directory.write("file", "");
    directory.fail(&["man", "-o", "file/man1"], &["error: file/man1: cannot be written"]);
}
