//! The search itself.

use std::error::Error as StdError;
use std::ops::Range as Numbers;
use std::path::PathBuf;
use std::time::Instant;

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use refrain_core::{Dataset, Fit, Split};

use super::checked_splits::check_all;
use super::draw::Draw;
use super::evaluation::{evaluate, with_causes};
use super::log::{DataMark, LogFile, LogHeader};
use super::{Score, SearchOptions, SearchResult, SearchSpace, Setting, Trial, TrialOutcome};
use crate::Error;

/// Searches a space for the setting with the smallest score.
///
/// Trials run in batches in rayon's current pool; settings of a batch are chosen from the trials
/// of earlier batches.
///
/// With a [log](Search::logged_to) each finished batch is added to a file, and a search of the
/// same space, options, score and rows goes on after the last whole line of it.
///
/// # Determinism
///
/// The k-th trial depends on space, seed, strategy, batch and rows only: not on the number of
/// threads, on whether the search was interrupted, or on the budget, which decides how many trials
/// there are. How long they take is all that differs.
///
/// # Examples
///
/// ```
/// use refrain_models::search::{SearchBudget, Range, Search, SearchOptions, SearchSpace, Setting};
///
/// let space = SearchSpace::new([("x", Range::Uniform { low: -1.0, high: 1.0 })])?;
/// let options = SearchOptions::default().budget(SearchBudget::Trials(60)).seed(7);
/// let parabola = |setting: &Setting| Ok((setting.number("x")? - 0.3).powi(2));
/// let result = Search::new(space, options)?.minimise(parabola, |_| {})?;
/// assert!((result.best_trial().setting.number("x")? - 0.3).abs() < 0.05);
/// # Ok::<(), refrain_models::Error>(())
/// ```
#[derive(Debug)]
pub struct Search {
    space: SearchSpace,
    options: SearchOptions,
    score: Score,
    log: Option<PathBuf>,
}

impl Search {
    /// Checks the options.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if one is outside its range.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_models::search::{Range, Search, SearchOptions, SearchSpace};
    ///
    /// let space = SearchSpace::new([("l2", Range::LogUniform { low: 0.1, high: 1e4 })])?;
    /// let search = Search::new(space.clone(), SearchOptions::default())?;
    /// assert_eq!(search.space(), &space);
    /// assert!(Search::new(space, SearchOptions::default().batch(0)).is_err());
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn new(space: SearchSpace, options: SearchOptions) -> Result<Search, Error> {
        options.check()?;
        Ok(Search { space, options, score: Score::log_loss(), log: None })
    }

    /// Sets by what [`run`](Search::run) scores; log loss if not called.
    pub fn scored_by(self, score: Score) -> Search {
        Search { score, ..self }
    }

    /// Keeps the trials in a file of JSON lines, and begins with those that are in it already.
    ///
    /// One search at a time: two that write to one file spoil it.
    pub fn logged_to(self, path: impl Into<PathBuf>) -> Search {
        Search { log: Some(path.into()), ..self }
    }

    /// Returns what is searched.
    pub fn space(&self) -> &SearchSpace {
        &self.space
    }

    /// Returns how it goes about it.
    pub fn options(&self) -> &SearchOptions {
        &self.options
    }

    /// Scores estimators by the splits of a dataset.
    ///
    /// A trial whose estimator cannot be built, fitted or scored counts as worst. `progress` sees
    /// every trial once, in order, those of the log at once.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if the splits cannot be used or every trial
    /// failed; with a log also [`ErrorKind::Io`](crate::ErrorKind::Io),
    /// [`ErrorKind::Malformed`](crate::ErrorKind::Malformed) if it is something else, and
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) if it is of another search.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{Column, Dataset, ObservedRows, RollingOrigin};
    /// # use refrain_core::{Span, TestedEntities, Time};
    /// use refrain_models::search::{Range, Search, SearchBudget, SearchOptions};
    /// use refrain_models::search::{SearchSpace, Setting};
    /// use refrain_models::{Logistic, LogisticOptions};
    ///
    /// # let day = |n| Time::from_millis(0) + Span::from_days(n);
    /// # let ids: Vec<String> = (0..90).map(|row| format!("{:02}", row % 30)).collect();
    /// # let cutoffs: Vec<Time> = (0..90).map(|row| day(row / 30 * 10)).collect();
    /// # let silent: Vec<f64> = (0..90).map(|row| f64::from(row * 7 % 20)).collect();
    /// # let left = silent.iter().enumerate().map(|(row, days)| (*days > 13.0) != (row % 8 == 0));
    /// # let left: Vec<bool> = left.collect();
    /// # let columns = vec![(Column::number("silent_days", "days of silence"), silent)];
    /// # let train = Dataset::from_columns(&ids, &cutoffs, columns, left, Span::from_days(10))?;
    /// # let rows = ObservedRows::from_dataset(&train)?;
    /// # let terms = RollingOrigin {
    /// #     window: None,
    /// #     embargo: Span::ZERO,
    /// #     entities: TestedEntities::Same,
    /// #     min_training_rows: 20,
    /// #     seed: 7,
    /// # };
    /// // Two test cutoffs, each after its training rows.
    /// let splits = terms.split(&rows, &[day(10), day(20)])?;
    /// let space = SearchSpace::new([("l2", Range::LogUniform { low: 0.1, high: 1e4 })])?;
    /// let options = SearchOptions::default().budget(SearchBudget::Trials(8));
    /// let build =
    ///     |setting: &Setting| Logistic::new(LogisticOptions::default().l2(setting.number("l2")?));
    /// let result = Search::new(space, options)?.run(&train, &splits, build, |_| {})?;
    /// assert_eq!(result.trials.len(), 8);
    /// assert_eq!(result.best_trial().split_scores().len(), 2);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn run<E, F>(
        &self,
        dataset: &Dataset,
        splits: &[Split],
        build: impl Fn(&Setting) -> Result<E, F> + Sync,
        progress: impl FnMut(&Trial),
    ) -> Result<SearchResult, Error>
    where
        E: Fit,
        F: Into<Box<dyn StdError + Send + Sync>>,
    {
        check_all(splits, dataset)?;
        let outcome = |setting: &Setting| {
            let estimator = build(setting).map_err(Into::into)?;
            evaluate(&estimator, dataset, splits, &self.score)
        };
        let mark = DataMark::of(dataset, splits);
        self.trials(self.header(self.score.name(), Some(mark)), outcome, progress)
    }

    /// Minimises any function of a setting.
    ///
    /// A trial at which it gives an error, NaN or infinity counts as worst.
    ///
    /// # Errors
    ///
    /// As [`run`](Search::run), save those about splits.
    ///
    /// # Determinism
    ///
    /// That of the function: a log cannot tell that it is another one.
    pub fn minimise(
        &self,
        objective: impl Fn(&Setting) -> Result<f64, Box<dyn StdError + Send + Sync>> + Sync,
        progress: impl FnMut(&Trial),
    ) -> Result<SearchResult, Error> {
        let outcome = |setting: &Setting| match objective(setting)? {
            score if score.is_finite() => Ok(TrialOutcome::Scored { score, split_scores: vec![] }),
            score => Err(format!("the objective is {score}").into()),
        };
        self.trials(self.header("objective", None), outcome, progress)
    }

    fn header<'a>(&'a self, score: &'a str, mark: Option<DataMark>) -> LogHeader<'a> {
        let SearchOptions { seed, batch, strategy, .. } = self.options;
        LogHeader::new((seed, batch, strategy), &self.space, score, mark)
    }

    fn trials(
        &self,
        header: LogHeader<'_>,
        outcome: impl Fn(&Setting) -> Result<TrialOutcome, Box<dyn StdError + Send + Sync>> + Sync,
        mut progress: impl FnMut(&Trial),
    ) -> Result<SearchResult, Error> {
        let started = Instant::now();
        let draw = Draw::new(&self.space, &self.options);
        let (mut log, mut trials) = self.logged(&header, &draw)?;
        trials.iter().for_each(&mut progress);
        while let Some(numbers) = self.next_batch(trials.len(), draw.n_settings(), started) {
            let one = |number| trial(number, draw.setting(&trials, number), &outcome);
            // In order of their numbers, whichever ended first.
            let batch: Vec<Trial> = numbers.into_par_iter().map(one).collect();
            // Before anybody sees them: a trial that was shown must survive a crash.
            log.as_mut().map_or(Ok(()), |log| log.append(&batch))?;
            batch.iter().for_each(&mut progress);
            trials.extend(batch);
        }
        SearchResult::of(trials)
    }

    /// Opens the log, if there is to be one, and returns the trials in it that the budget allows.
    fn logged(
        &self,
        header: &LogHeader<'_>,
        draw: &Draw<'_>,
    ) -> Result<(Option<LogFile>, Vec<Trial>), Error> {
        let Some(path) = &self.log else { return Ok((None, Vec::new())) };
        let next = |trials: &[Trial]| {
            (trials.len() < draw.n_settings()).then(|| draw.setting(trials, trials.len()))
        };
        let (log, mut trials) = LogFile::open(path, header, next)?;
        trials.truncate(self.options.budget.most_trials());
        Ok((Some(log), trials))
    }

    /// The numbers of the trials to run next: the rest of the batch that `n_trials` ended in.
    fn next_batch(
        &self,
        n_trials: usize,
        n_settings: usize,
        started: Instant,
    ) -> Option<Numbers<usize>> {
        let SearchOptions { batch, budget, .. } = self.options;
        let most = budget.most_trials().min(n_settings);
        // A log may end in the middle of a batch. The rest of it comes first, chosen from the same
        // earlier trials as if nothing had stopped.
        let end = (n_trials - n_trials % batch).saturating_add(batch).min(most);
        let over = n_trials > 0 && budget.is_over(started);
        (n_trials < end && !over).then_some(n_trials..end)
    }
}

fn trial(
    number: usize,
    setting: Setting,
    outcome: impl Fn(&Setting) -> Result<TrialOutcome, Box<dyn StdError + Send + Sync>>,
) -> Trial {
    let started = Instant::now();
    let failed = |cause: Box<dyn StdError + Send + Sync>| TrialOutcome::Failed {
        error: with_causes(cause.as_ref()),
    };
    let outcome = outcome(&setting).unwrap_or_else(failed);
    Trial { number, setting, outcome, seconds: started.elapsed().as_secs_f64() }
}
