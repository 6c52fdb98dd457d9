//! Running the program in a directory of its own.

use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, LazyLock, Mutex, OnceLock};

use tempfile::TempDir;

pub(crate) struct Directory(TempDir);

type SimulatedOnce = Arc<OnceLock<Vec<u8>>>;

/// Logs of so many users and days, each simulated once for all tests.
static LOGS: LazyLock<Mutex<HashMap<(u32, u32), SimulatedOnce>>> = LazyLock::new(Mutex::default);

pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Directory {
    pub(crate) fn new() -> Directory {
        Directory(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Simulates `log.json` of so many users and days.
    pub(crate) fn simulate(&self, users: u32, days: u32) {
        let log = Arc::clone(LOGS.lock().unwrap().entry((users, days)).or_default());
        let simulated = log.get_or_init(|| {
            let (users, days) = (users.to_string(), days.to_string());
            self.succeed(&["simulate", "--users", &users, "--days", &days, "-o", "log.json"]);
            std::fs::read(self.path("log.json")).unwrap()
        });
        self.write("log.json", simulated);
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let output = self.command(arguments).output().unwrap();
        Run::from(output)
    }

    /// Starts the program and does not wait for it.
    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        let mut command = self.command(arguments);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Run {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        Run::from(child.wait_with_output().unwrap())
    }

    #[track_caller]
    pub(crate) fn succeed(&self, arguments: &[&str]) -> Run {
        let run = self.run(arguments);
        assert_eq!(run.code, 0, "{arguments:?}: {}", run.stderr);
        run
    }

    /// Fails with exit code 1 and a message that holds these words, in order.
    #[track_caller]
    pub(crate) fn fail(&self, arguments: &[&str], words: &[&str]) {
        let run = self.run(arguments);
        assert_eq!(run.code, 1, "{arguments:?}: {}", run.stderr);
        run.says(words);
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_refrain"));
        command.current_dir(self.0.path()).args(arguments);
        command
    }
}

impl Run {
    /// Checks that the error holds these words, in order, and that nothing panicked.
    #[track_caller]
    pub(crate) fn says(&self, words: &[&str]) {
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        let mut rest = self.stderr.as_str();
        for word in words {
            let found = rest.find(word);
            let position = found.unwrap_or_else(|| panic!("no `{word}` in: {}", self.stderr));
            rest = &rest[position + word.len()..];
        }
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Run {
        Run {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}
