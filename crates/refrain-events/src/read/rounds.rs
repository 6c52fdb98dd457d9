//! Rounds of a read: a bounded number of rows at a time, on all threads.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{mem, thread};

use refrain_core::{Error, EventLogBuilder};

use crate::input::block::Text;
use crate::input::feeder::{Feeder, Waiting};
use crate::input::progress::Progress;
use crate::read::absent_columns::AbsentColumns;
use crate::read::early_end::{Cause, EarlyEnd, error};
use crate::read::reader::LogReader;
use crate::read::worker::Worker;
use crate::report::account::{Account, Outcome};
use crate::report::rule::CleaningRule;
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
                account: Mutex::new(Account::new(names)),
                failures: Mutex::new(Vec::new()),
            },
            seen: ColumnsSeen::new(plan),
        }
    }

    /// Reads about `max_rows` rows and returns them.
    pub(crate) fn round(&mut self, max_rows: u64) -> Result<EventLogBuilder, Error> {
        lock(&self.shared.feeder).begin_round(max_rows);
        let mut workers = vec![self.reader.worker()?];
        for _ in 1..self.reader.n_threads() {
            workers.push(self.reader.worker()?);
        }
        thread::scope(|scope| {
            let (first, others) = workers.split_first_mut().expect("there is a worker");
            for worker in others {
                scope.spawn(|| self.shared.work(worker));
            }
            self.shared.work(first);
        });
        self.shared.check()?;
        let columns = lock(&self.shared.feeder).take_columns();
        self.seen.watch_others(true);
        columns.iter().for_each(|column| self.seen.column(column, self.plan));
        self.join(workers)
    }

    fn join(&mut self, workers: Vec<Worker<'_>>) -> Result<EventLogBuilder, Error> {
        let mut joined: Option<EventLogBuilder> = None;
        for worker in workers {
            let (builder, seen) = worker.into_parts();
            self.seen.extend(seen);
            joined = Some(match joined {
                Some(joined) => joined.join(builder)?,
                None => builder,
            });
        }
        Ok(joined.expect("there is a worker"))
    }

    /// Whether every row was read.
    pub(crate) fn is_done(&self) -> bool {
        lock(&self.shared.feeder).is_done()
    }

    /// How many files were read to their ends.
    pub(crate) fn n_files_done(&self) -> usize {
        lock(&self.shared.feeder).n_files_done()
    }

    /// Refuses rows without a column that has a role, and notes other columns they lack.
    pub(crate) fn check_columns(&mut self) -> Result<(), Error> {
        let mut account = lock(&self.shared.account);
        self.absent_columns().check(account.ledger())
    }

    /// Whether the last row read was the last of its file.
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

    pub(crate) fn account(&self) -> MutexGuard<'_, Account> {
        lock(&self.shared.account)
    }

    pub(crate) fn into_account(self) -> Account {
        into_inner(self.shared.account)
    }
}

/// What the threads of a read have in common.
struct Shared<'r> {
    feeder: Mutex<Feeder<'r>>,
    account: Mutex<Account>,
    failures: Mutex<Vec<EarlyEnd>>,
}

impl<'r> Shared<'r> {
    /// Takes block after block until there is none.
    fn work(&self, worker: &mut Worker<'_>) {
        let mut text = Text::default();
        let mut n_kept = 0;
        loop {
            // Bound to a name, so that the lock is released before what follows.
            let next = lock(&self.feeder).next(mem::take(&mut text), n_kept);
            let block = match next {
                Ok(Some(block)) => block,
                Ok(None) => return,
                Err(failure) => {
                    let (number, cause) = (u64::MAX, Cause::Feeder(failure));
                    let outcome = Outcome::default();
                    return self.fail(EarlyEnd { number, file_idx: 0, outcome, cause });
                }
            };
            let (number, file_idx) = (block.number, block.file_idx);
            let (outcome, used, halt) = worker.take(block);
            text = used;
            n_kept = outcome.tally.rows_kept;
            if let Some(halt) = halt {
                let cause = Cause::Worker(halt);
                return self.fail(EarlyEnd { number, file_idx, outcome, cause });
            }
            lock(&self.account).add(outcome);
        }
    }

    /// Remembers a failure and lets the other threads end after the blocks they have.
    fn fail(&self, failure: EarlyEnd) {
        lock(&self.feeder).stop();
        lock(&self.failures).push(failure);
    }

    /// Returns what ended the read early, if anything did, and notes damaged files.
    fn check(&self) -> Result<(), Error> {
        let mut account = lock(&self.account);
        let mut failures = mem::take(&mut *lock(&self.failures));
        // The first in the order of the input, whichever thread met it; what ended the stream of
        // blocks comes after all of them.
        failures.sort_by_key(|failure| failure.number);
        if let Some(first) = failures.into_iter().next() {
            if let Cause::Worker(_) = first.cause {
                account.add_last(first.outcome);
            }
            return Err(error(&mut account, first.file_idx, first.cause));
        }
        for (file_idx, damage) in lock(&self.feeder).take_damages() {
            account.ledger().note_file(CleaningRule::DamagedFile, file_idx, damage);
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
