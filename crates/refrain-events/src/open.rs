//! Logs out of inputs, which are files or one event store.

use refrain_core::Error;

use crate::input::feeder::Waiting;
use crate::input::problem::InputProblem;
use crate::input::progress::Progress;
use crate::input::sources::{Input, Source, sources};
use crate::read::reader::LogReader;
use crate::report::read_log::ReadLog;
use crate::store::EventStore;

impl LogReader {
    /// Reads all inputs, in order, as one log; a single input may be an [`EventStore`].
    ///
    /// # Errors
    ///
    /// If an input is missing, empty or of a format that is not read; if no row is usable; if a
    /// column with a role occurs in no row; and, for a [`strict`](Self::strict) reader, at the
    /// first damaged row.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_events::{EventSchema, Input, LogReader, Roles, SchemaSpec};
    ///
    /// # let schema = EventSchema::new(SchemaSpec::new(Roles::new("who", "at", "what")))?;
    /// let directory = tempfile::tempdir()?;
    /// for day in ["1", "2"] {
    ///     let table = format!("who,at,what\nada,157783680{day}000,login\n");
    ///     std::fs::write(directory.path().join(format!("day-{day}.csv")), table)?;
    /// }
    /// let read = LogReader::new(schema).read(&[Input::Path(directory.path().into())])?;
    /// assert_eq!((read.log.n_events(), read.report.files.len()), (2, 2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read(&self, inputs: &[Input]) -> Result<ReadLog, Error> {
        let is_store =
            |input: &&Input| matches!(input, Input::Path(path) if EventStore::is_store(path));
        if let Some(Input::Path(path)) = inputs.iter().find(is_store) {
            return match inputs.len() {
                // The rows were cleaned when they were ingested; they need no cleaning again.
                1 => EventStore::open(path)?.read(self),
                _ => Err(InputProblem::StoreAmongOthers { store: path.clone() }.into()),
            };
        }
        let sources = sources(inputs)?;
        let total = sources.iter().map(Source::len).sum();
        let progress = Progress::new(self.progress_callback(), total);
        let names = sources.iter().map(Source::name).collect();
        self.read_all(names, sources.into_iter().map(Waiting::Source).collect(), &progress)
    }
}
