//! Running protocols on a log.

use refrain::base::EventLog;
use refrain::eval::Interval;
use refrain::events::EventSchema;

use crate::audited::findings;
use crate::columns::without;
use crate::control::ClockControl;
use crate::copies::Copies;
use crate::ground::Ground;
use crate::preparation::Preparation;
use crate::problem::ReplicationProblem;
use crate::reasons::Facts;
use crate::recipe::Recipe;
use crate::steps::steps;
use crate::strongest::strongest_column;
use crate::{PublishedProtocol, Replication, ReplicationOptions};
use refrain::Error;

/// Runs protocols on one log, as published and honestly.
///
/// # Determinism
///
/// The same log, options and seed give the same bits on any number of threads.
#[derive(Debug)]
pub struct Replicator<'a> {
    ground: Ground<'a>,
    control: ClockControl,
}

impl<'a> Replicator<'a> {
    /// Draws the customers if there is a limit, and measures what clocks alone tell about who ever
    /// left.
    ///
    /// # Errors
    ///
    /// If the schema names no churn kind, nobody left or everybody did, or there are too few
    /// customers or resamples.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::events::EventSchema;
    /// use refrain::sim::{Simulation, SimulationOptions};
    /// use refrain_replicate::{ReplicationOptions, Replicator};
    ///
    /// let log = Simulation::new(SimulationOptions::new().users(80).days(61).seed(1))?.event_log()?;
    /// let schema = EventSchema::sparkify();
    /// let options = ReplicationOptions::default().n_resamples(40).max_entities(60);
    /// let replicator = Replicator::new(&log, &schema, options)?;
    /// assert!(replicator.n_entities() <= 60);
    /// assert!(replicator.clocks_alone().estimate > 0.5);
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn new(
        log: &'a EventLog,
        schema: &'a EventSchema,
        options: ReplicationOptions,
    ) -> Result<Replicator<'a>, Error> {
        let ground = Ground::new(log, schema, options)?;
        Ok(Replicator { control: ClockControl::of(&ground)?, ground })
    }

    /// Returns the number of customers that the protocols are run on.
    pub fn n_entities(&self) -> usize {
        self.ground.n_entities()
    }

    /// Returns the five-fold ROC AUC of a forest that knows when customers registered, were seen
    /// first and last, and how many sessions they had, for the label "ever left".
    pub fn clocks_alone(&self) -> Interval {
        self.control.roc_auc
    }

    /// Runs a protocol.
    ///
    /// # Errors
    ///
    /// If the log does not allow it: it lacks an attribute, too few left to test on, or there are too
    /// few cutoffs; the kind is that of the cause.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_replicate::{PublishedProtocol, ReplicationOptions, Replicator};
    ///
    /// # use refrain::events::EventSchema;
    /// # use refrain::sim::{Simulation, SimulationOptions};
    /// # let simulated = SimulationOptions::new().users(150).days(61).seed(1);
    /// # let log = Simulation::new(simulated)?.event_log()?;
    /// # let schema = EventSchema::sparkify();
    /// let options = ReplicationOptions::default().n_resamples(40);
    /// let replicator = Replicator::new(&log, &schema, options)?;
    /// let clocks = replicator.run(PublishedProtocol::ClockOnly)?;
    /// assert_eq!(clocks.protocol, PublishedProtocol::ClockOnly);
    /// assert!(clocks.n_features > 0 && !clocks.reasons.is_empty());
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn run(&self, protocol: PublishedProtocol) -> Result<Replication, Error> {
        let failed = |source| ReplicationProblem::CannotRun { protocol, source };
        Ok(self.replicate(protocol).map_err(failed)?)
    }

    fn replicate(&self, protocol: PublishedProtocol) -> Result<Replication, Error> {
        let ground = &self.ground;
        let recipe = Recipe::new(protocol, ground.schema);
        let whole = ground.whole_log(&recipe.features(ground.schema, ground.log)?)?;
        let prepared = recipe.preparation.of_all_rows(&whole);
        // As published, every row is prepared before the division, and none after it.
        let published = ground.divided(&prepared, &recipe, Preparation::Nothing, &recipe.models)?;
        let honest = ground.honest(&recipe)?;
        let steps = steps(ground, &recipe, &whole, &published, &honest)?;
        let parts = recipe.division.parts(&prepared, ground.options.seed)?;
        let facts = Facts {
            recipe: &recipe,
            control: &self.control,
            strongest: strongest_column(&without(&whole, &recipe.twins))?,
            copies: Copies::of(&prepared, &parts),
            published: &published,
            honest: &honest,
            steps: &steps,
        };
        let reasons = facts.sentences();
        let findings = findings(ground, &recipe, &whole, &published)?;
        let n_features = whole.features().columns().len();
        Ok(Replication { protocol, n_features, published, honest, steps, reasons, findings })
    }
}
