//! Rounds of a read: a bounded number of rows at a time, on all threads.

use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

use rayon::Scope;
use refrain_core::{Error, EventLogBuilder};

use crate::input::block::{Block, Text};
use crate::input::feeder::{Failure, Feeder, Waiting};
use crate::input::progress::Progress;
use crate::read::absent_columns::AbsentColumns;
use crate::read::early_end::{Cause, EarlyEnd, error};
use crate::read::reader::LogReader;
use crate::read::worker::Worker;
use crate::report::block_report::BlockReport;
use crate::report::rule::CleaningRule;
use crate::report::running::RunningReport;
use crate::rows::columns::{ColumnPlan, ColumnsSeen};

/// A read under way, in rounds of a bounded number of rows.
pub(crate) struct Reading<'r> {
    reader: &'r LogReader,
    plan: &'r ColumnPlan,
    shared: Shared<'r>,
    seen: ColumnsSeen,
}

impl<'r> Reading<'r> {
    pub(crate) fn new(
        reader: &'r LogReader,
        plan: &'r ColumnPlan,
        names: Vec<String>,
        inputs: Vec<Waiting<'r>>,
        progress: &'r Progress<'r>,
    ) -> Reading<'r> {
        let settings = reader.feeding(plan);
        Reading {
            reader,
            plan,
            shared: Shared {
                feeder: Mutex::new(Feeder::new(settings, inputs, progress)),
                running: Mutex::new(RunningReport::new(names)),
                failures: Mutex::new(Vec::new()),
            },
            seen: ColumnsSeen::new(plan),
        }
    }

    /// Reads about `max_rows` rows and returns them.
    pub(crate) fn round(&mut self, max_rows: u64) -> Result<EventLogBuilder, Error> {
        // Whatever the round before has counted belongs to it.
        lock(&self.shared.feeder).begin_round(max_rows);
        let n_workers = rayon::current_num_threads();
        let workers = (0..n_workers).map(|_| self.reader.worker());
        let mut workers = workers.collect::<Result<Vec<_>, _>>()?;
        // One task for each thread and not one for each block: a worker keeps what it has interned
        // and learned. Where the pool is busy with something else, fewer of them take all blocks.
        let tasks = Tasks { shared: &self.shared, parked: Mutex::new(Vec::new()) };
        rayon::scope(|scope| {
            for worker in &mut workers {
                let task = Task { worker, text: Text::default(), n_kept: 0 };
                scope.spawn(|scope| tasks.work(scope, task));
            }
        });
        self.shared.check()?;
        let columns = lock(&self.shared.feeder).take_columns();
        // Names in a header are those of all rows, however many of these were looked at.
        self.seen.watch_others(true);
        columns.iter().for_each(|column| self.seen.column(column, self.plan));
        self.join(workers)
    }

    fn join(&mut self, workers: Vec<Worker<'_>>) -> Result<EventLogBuilder, Error> {
        let mut joined: Option<EventLogBuilder> = None;
        for worker in workers {
            let (builder, seen) = worker.into_parts();
            self.seen.extend(seen);
            // In the order of the workers, though any would do: builders hold numbered blocks.
            joined = Some(match joined {
                Some(joined) => joined.join(builder)?,
                None => builder,
            });
        }
        Ok(joined.expect("there is a worker"))
    }

    /// Returns `true` once every row was read.
    pub(crate) fn is_done(&self) -> bool {
        lock(&self.shared.feeder).is_done()
    }

    /// Returns the number of files that were read to their ends.
    pub(crate) fn n_files_done(&self) -> usize {
        lock(&self.shared.feeder).n_files_done()
    }

    /// Refuses rows without a column that has a role, and notes other columns they lack.
    pub(crate) fn check_columns(&mut self) -> Result<(), Error> {
        let mut running = lock(&self.shared.running);
        self.absent_columns().check(running.draft())
    }

    /// Returns `true` if the last row read was the last of its file.
    pub(crate) fn is_between_files(&self) -> bool {
        lock(&self.shared.feeder).is_between_files()
    }

    /// Refuses rows without a column that has a role.
    pub(crate) fn check_roles(&self) -> Result<(), Error> {
        self.absent_columns().check_roles()
    }

    fn absent_columns(&self) -> AbsentColumns<'_> {
        AbsentColumns { schema: self.reader.cleaning(), plan: self.plan, seen: &self.seen }
    }

    pub(crate) fn running(&self) -> MutexGuard<'_, RunningReport> {
        lock(&self.shared.running)
    }

    pub(crate) fn into_running(self) -> RunningReport {
        into_inner(self.shared.running)
    }
}

/// State that the threads of a read share.
struct Shared<'r> {
    feeder: Mutex<Feeder<'r>>,
    running: Mutex<RunningReport>,
    failures: Mutex<Vec<EarlyEnd>>,
}

/// A worker between two blocks, with the rows it has kept of the one before.
struct Task<'w, 'r> {
    worker: &'w mut Worker<'r>,
    text: Text,
    n_kept: u64,
}

/// Tasks of one round, of which one at a time is inside of the source.
struct Tasks<'s, 'w, 'r> {
    shared: &'s Shared<'r>,
    /// Those that found the source taken.
    parked: Mutex<Vec<Task<'w, 'r>>>,
}

/// What came of asking for a block.
enum Turn {
    Block(Block),
    End,
    /// Another task is inside of the source.
    Taken,
}

impl<'w, 'r> Tasks<'_, 'w, 'r> {
    /// Takes block after block until there is none, or until the source is taken.
    fn work<'t>(&'t self, scope: &Scope<'t>, mut task: Task<'w, 'r>)
    where
        'w: 't,
        'r: 't,
    {
        loop {
            let block = match self.shared.next_block(&mut task) {
                Ok(Turn::Block(block)) => block,
                Ok(Turn::End) => return,
                Ok(Turn::Taken) => return lock(&self.parked).push(task),
                Err(failure) => {
                    let (number, cause) = (u64::MAX, Cause::Feeder(failure));
                    let report = BlockReport::default();
                    return self.shared.fail(EarlyEnd { number, file_idx: 0, report, cause });
                }
            };
            self.wake(scope);
            if !self.shared.take(&mut task, block) {
                return;
            }
        }
    }

    /// Lets the tasks go on that found the source taken.
    fn wake<'t>(&'t self, scope: &Scope<'t>)
    where
        'w: 't,
        'r: 't,
    {
        let parked = mem::take(&mut *lock(&self.parked));
        for task in parked {
            scope.spawn(|scope| self.work(scope, task));
        }
    }
}

impl<'r> Shared<'r> {
    /// Cleans a block; returns `false` where the read ends early.
    fn take(&self, task: &mut Task<'_, '_>, block: Block) -> bool {
        let (number, file_idx) = (block.number, block.file_idx);
        let (report, used, halt) = task.worker.take(block);
        task.text = used;
        // Said with the next block: rounds are bounded by the rows that take memory, not by those
        // read.
        task.n_kept = report.counts.rows_kept;
        if let Some(halt) = halt {
            let cause = Cause::Worker(halt);
            self.fail(EarlyEnd { number, file_idx, report, cause });
            return false;
        }
        lock(&self.running).add(report);
        true
    }

    fn next_block(&self, task: &mut Task<'_, '_>) -> Result<Turn, Failure> {
        // Never waits. A source of the caller's may divide its own work among the threads of the
        // pool, and a thread that waits for such work may take up a task of this read meanwhile: it
        // would wait for a source that waits for it.
        let mut feeder = match self.feeder.try_lock() {
            Ok(feeder) => feeder,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return Ok(Turn::Taken),
        };
        let block = feeder.next(mem::take(&mut task.text), task.n_kept)?;
        Ok(block.map_or(Turn::End, Turn::Block))
    }

    /// Remembers a failure and lets the other threads end after the blocks they have.
    fn fail(&self, failure: EarlyEnd) {
        // Blocks before the failed one are out already and are finished, so that the first failure
        // of the input is among those found.
        lock(&self.feeder).stop();
        lock(&self.failures).push(failure);
    }

    /// Returns what ended the read early, if anything did, and notes damaged files.
    fn check(&self) -> Result<(), Error> {
        let mut running = lock(&self.running);
        let mut failures = mem::take(&mut *lock(&self.failures));
        // The first in the order of the input, whichever thread met it; what ended the stream of
        // blocks comes after all of them.
        failures.sort_by_key(|failure| failure.number);
        if let Some(first) = failures.into_iter().next() {
            // The report must end at the failed row to give it its line.
            if let Cause::Worker(_) = first.cause {
                running.add_last(first.report);
            }
            return Err(error(&mut running, first.file_idx, first.cause));
        }
        for (file_idx, damage) in lock(&self.feeder).take_damages() {
            running.draft().note_file(CleaningRule::DamagedFile, file_idx, damage);
        }
        Ok(())
    }
}

/// A panic of another thread is passed on when the scope ends; until then its data serve.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn into_inner<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
}
