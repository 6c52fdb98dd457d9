//! `refrain score`.

use std::collections::BTreeMap;
use std::process::ExitCode;

use refrain::base::Problem;
use refrain::events::EventSchema;
use refrain::labels::{AfterChurn, RiskSet};
use refrain::models::SavedModel;
use refrain::{Error, ErrorKind, Pipeline, RuleParser, Timings};

use super::args::ScoreArgs;
use super::changed_log::{Same, say_changes};
use crate::failure::{FINDING, Failure};
use crate::input::context::{
    ACTIVE_WITHIN, AFTER_CHURN, REGISTERED, RETURNING, RISK_SET, RULE, SCHEMA,
};
use crate::input::{GivenSet, read, schema, store_input};
use crate::output::{check, write};
use crate::progress::spin;

pub(crate) fn score(args: &ScoreArgs, timings: &mut Timings) -> Result<ExitCode, Failure> {
    check(&args.output, &args.log)?;
    let saved = SavedModel::load(&args.model)?;
    let context = &saved.header().context;
    let schema = match (&args.log.schema, context.get(SCHEMA)) {
        (None, Some(kept)) if store_input(&args.log).is_none() => EventSchema::from_toml(kept)?,
        _ => schema(&args.log)?,
    };
    let set = match &args.set {
        Some(given) => GivenSet::new(given, &schema)?.set,
        None => {
            let kept = GivenSet::of_model(context, &schema)?;
            kept.ok_or(MissingContext { key: "set" })?
        }
    };
    let kept = |key| context.get(key).map(String::as_str);
    let risk_set = match (args.risk_set, kept(RISK_SET)) {
        (Some(given), _) => given.into(),
        (None, Some(REGISTERED)) => RiskSet::RegisteredOrSeen,
        (None, _) => RiskSet::Seen,
    };
    let after_churn = match kept(AFTER_CHURN) {
        _ if args.returning => AfterChurn::MayReturn,
        Some(RETURNING) => AfterChurn::MayReturn,
        _ => AfterChurn::Gone,
    };
    let mut parser = RuleParser::new(&schema);
    if let Some(span) = kept(ACTIVE_WITHIN).filter(|_| args.rule.is_none()) {
        parser = parser.active_within(span.parse()?);
    }
    let rule = parser.rule(given_or_kept(args.rule.as_deref(), context, RULE)?)?;
    let pipeline = Pipeline::with_rule(&schema, rule)
        .features(set)
        .risk_set(risk_set)
        .after_churn(after_churn);
    let log = read(&args.log, &schema, timings)?.log;
    let same = say_changes(saved.header().training_log.as_ref(), &log, pipeline.rule());
    if args.require_same && same != Same::Yes {
        eprintln!("no score was written, as --require-same asks");
        return Ok(ExitCode::from(FINDING));
    }
    let rank = || pipeline.rank_at(&log, args.cutoff.schedule(log.calendar()), saved.model());
    let ranking = timings.stage("score", || spin("scoring", rank))?;
    write(&ranking.table(&schema.roles().entity)?, &args.output)?;
    Ok(ExitCode::SUCCESS)
}

/// Takes what the command line says, or else the model file.
fn given_or_kept<'a>(
    given: Option<&'a str>,
    context: &'a BTreeMap<String, String>,
    key: &'static str,
) -> Result<&'a str, Error> {
    let kept = context.get(key).map(String::as_str);
    Ok(given.or(kept).ok_or(MissingContext { key })?)
}

/// A model file that does not say how its features and labels are made.
#[derive(Debug, thiserror::Error)]
#[error(
    "the model does not say its {key}, as one trained on a table does not; give --set and --rule, and --schema if it is not sparkify"
)]
struct MissingContext {
    key: &'static str,
}

impl Problem for MissingContext {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Mismatch
    }
}
