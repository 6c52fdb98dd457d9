//! Options that say what counts as leaving, and who is at risk.

use clap::{Args, ValueEnum};
use refrain::RuleParser;
use refrain::base::Span;
use refrain::events::EventSchema;
use refrain::labels::{AfterChurn, ChurnRule, RiskSet};

use crate::failure::Failure;
use crate::options::names_or_text;

#[derive(Debug, Args)]
#[command(next_help_heading = "Labels")]
pub(crate) struct LabelArgs {
    /// Length of the outcome window [default: the SPAN of inactive:SPAN, else 10d]
    #[arg(long, value_name = "SPAN")]
    pub(crate) horizon: Option<Span>,

    /// From the cutoff to the start of the outcome window
    #[arg(long, default_value = "0d", value_name = "SPAN")]
    pub(crate) lead: Span,

    /// Rule of what counts as leaving: cancel, cancel:KIND, downgrade, upgrade, inactive:SPAN (no
    /// sign of life after the cutoff), lapsed:SPAN (so long after the last sign of life) or
    /// any:RULE+RULE; inactive:KIND+KIND:SPAN names the kinds that are signs of life
    #[arg(long, default_value = "cancel", value_parser = names_or_text(["cancel", "downgrade", "upgrade"]), hide_possible_values = true)]
    pub(crate) rule: String,

    /// Take for at risk of inactive:SPAN whoever gave a sign of life in this span before the cutoff
    /// [default: SPAN]
    #[arg(long, value_name = "SPAN")]
    pub(crate) active_within: Option<Span>,

    /// Let those who left and came back be at risk again
    #[arg(long)]
    pub(crate) returning: bool,

    /// Customers to observe, having not left: those seen before the cutoff, or also those
    /// registered before it and seen only later
    #[arg(long, value_enum, default_value_t = RiskSetName::Seen)]
    pub(crate) risk_set: RiskSetName,
}

impl LabelArgs {
    /// A reader of rules as the options say.
    pub(crate) fn parser<'s>(&self, schema: &'s EventSchema) -> RuleParser<'s> {
        let parser = RuleParser::new(schema);
        self.active_within.map_or(parser, |span| parser.active_within(span))
    }

    /// The rule asked for, checked against the other options.
    pub(crate) fn rule(&self, schema: &EventSchema) -> Result<Box<dyn ChurnRule>, Failure> {
        let rule = self.parser(schema).rule(&self.rule)?;
        self.check(rule.as_ref(), "--rule", &self.rule)?;
        Ok(rule)
    }

    /// Tells whether the rule, or one of several, asks when a silence was over.
    pub(crate) fn asks_for_lapses(&self) -> bool {
        let rules = self.rule.strip_prefix("any:").unwrap_or(&self.rule);
        rules.split('+').any(|rule| rule.trim().starts_with("lapsed:"))
    }

    /// Refuses options that do not go with a rule, as it was given by an option.
    pub(crate) fn check(
        &self,
        rule: &dyn ChurnRule,
        option: &str,
        text: &str,
    ) -> Result<(), Failure> {
        let Some(span) = rule.horizon() else {
            return match self.active_within {
                Some(_) => Err(Failure::usage("--active-within goes with --rule inactive:SPAN")),
                None => Ok(()),
            };
        };
        if let Some(horizon) = self.horizon.filter(|horizon| *horizon != span) {
            let said = other_horizon("--horizon", horizon, span, &format!("{option} {text}"));
            return Err(Failure::usage(said));
        }
        match self.risk_set {
            RiskSetName::Registered => Err(Failure::usage(format!(
                "--risk-set registered does not go with {option} {text}: at risk is whoever gave \
                 a sign of life, and who was never seen gave none"
            ))),
            RiskSetName::Seen => Ok(()),
        }
    }

    pub(crate) fn after_churn(&self) -> AfterChurn {
        if self.returning { AfterChurn::MayReturn } else { AfterChurn::Gone }
    }
}

/// Says that a rule fixes the horizon.
pub(crate) fn other_horizon(option: &str, horizon: Span, span: Span, rule: &str) -> String {
    let lapsed = rule.replace("inactive:", "lapsed:");
    let lapsed = lapsed.split_once(' ').map_or(lapsed.as_str(), |(_, rule)| rule);
    format!(
        "{option} {horizon} does not fit {rule}, which asks for {span} of silence after the \
         cutoff: leave {option} out (or use {lapsed}, whose horizon is free)"
    )
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum RiskSetName {
    Seen,
    Registered,
}

impl From<RiskSetName> for RiskSet {
    fn from(name: RiskSetName) -> RiskSet {
        match name {
            RiskSetName::Seen => RiskSet::Seen,
            RiskSetName::Registered => RiskSet::RegisteredOrSeen,
        }
    }
}
