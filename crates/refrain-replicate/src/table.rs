//! Replications as a table.

use refrain::eval::Interval;

use crate::models::FOLLOWED;
use crate::{Figures, PublishedProtocol, Replication, Tested};
use refrain::Error;
use refrain::table::{Cells, Table, TableColumn};

/// Name of the constant prediction among the models.
pub(crate) const ALL_STAY: &str = "all stay";

/// Makes a table of all figures: protocol, side (`published`, `step 1` and on, or `honest`), what
/// was repaired up to there, model, metric, estimate, and the ends of its interval.
///
/// # Errors
///
/// None that replications can cause.
///
/// # Examples
///
/// ```
/// use refrain_replicate::{PublishedProtocol, ReplicationOptions, Replicator, replication_table};
///
/// # use refrain::events::EventSchema;
/// # use refrain::sim::{Simulation, SimulationOptions};
/// # let simulated = SimulationOptions::new().users(150).days(61).seed(1);
/// # let log = Simulation::new(simulated)?.event_log()?;
/// # let schema = EventSchema::sparkify();
/// let options = ReplicationOptions::default().n_resamples(40);
/// let clocks = Replicator::new(&log, &schema, options)?.run(PublishedProtocol::ClockOnly)?;
/// let table = replication_table(&[clocks])?;
/// assert!(table.column("estimate").is_some() && table.n_rows() > 8);
/// # Ok::<(), refrain::Error>(())
/// ```
pub fn replication_table(replications: &[Replication]) -> Result<Table, Error> {
    let rows: Vec<Row> = replications.iter().flat_map(rows).collect();
    let text = |name: &str, value: &dyn Fn(&Row) -> String| {
        let texts = rows.iter().map(|row| Some(value(row)));
        TableColumn::new(name, Cells::Text(texts.collect()))
    };
    let number = |name: &str, value: &dyn Fn(&Row) -> f64| {
        TableColumn::new(name, Cells::Number(rows.iter().map(value).collect()))
    };
    Table::new(vec![
        text("protocol", &|row| row.protocol.to_string()),
        text("side", &|row| row.side.clone()),
        text("repair", &|row| row.repair.clone()),
        text("model", &|row| row.model.to_owned()),
        text("metric", &|row| row.metric.to_owned()),
        number("estimate", &|row| row.interval.estimate),
        number("low", &|row| row.interval.low),
        number("high", &|row| row.interval.high),
    ])
}

struct Row {
    protocol: PublishedProtocol,
    side: String,
    repair: String,
    model: &'static str,
    metric: &'static str,
    interval: Interval,
}

fn rows(replication: &Replication) -> Vec<Row> {
    let steps = &replication.steps;
    let (first, last) = (steps.first(), steps.last());
    let mut rows = of_side(replication, "published", first, &replication.published);
    for (index, step) in steps.iter().enumerate().take(steps.len().saturating_sub(1)).skip(1) {
        let side = format!("step {index}");
        rows.extend(of_model(replication, &side, Some(step), FOLLOWED, &step.figures));
    }
    rows.extend(of_side(replication, "honest", last, &replication.honest));
    rows
}

fn of_side(
    replication: &Replication,
    side: &str,
    step: Option<&crate::Step>,
    tested: &Tested,
) -> Vec<Row> {
    let models = tested.models.iter().map(|model| (model.name, &model.figures));
    let models = models.chain([(ALL_STAY, &tested.all_stay)]);
    models.flat_map(|(model, figures)| of_model(replication, side, step, model, figures)).collect()
}

fn of_model(
    replication: &Replication,
    side: &str,
    step: Option<&crate::Step>,
    model: &'static str,
    figures: &Figures,
) -> Vec<Row> {
    let row = |(metric, interval)| Row {
        protocol: replication.protocol,
        side: side.to_owned(),
        repair: step.map(|step| step.repair.to_string()).unwrap_or_default(),
        model,
        metric,
        interval,
    };
    figures.named().into_iter().map(row).collect()
}
