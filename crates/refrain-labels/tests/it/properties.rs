//! Labels against their slow definition, on random logs.

use proptest::prelude::*;
use refrain_core::{EventLog, Lifetime, Observation, Outcome, Time};
use refrain_labels::{
    AfterChurn, AnyOf, Cancellation, ChurnRule, Error, ErrorKind, Inactivity, LabelPlan, LabelRow,
    Labels, Lapse, Outcomes, RecurrentEvent, RiskSet, Schedule, episodes,
};

use crate::oracle::{self, SlowLabel, SlowPlan, SlowRule, SlowSchedule, millis, span};
use crate::{Row, log_of_rows};

const NAMES: [&str; 4] = ["a", "b", "c", "d"];
const KINDS: [&str; 6] = ["song", "song", "help", "down", "up", "cancel"];
const PLANS: [Option<&str>; 4] = [Some("paid"), Some("paid"), Some("free"), None];

fn hour(hours: i64) -> Time {
    Time::from_millis(millis(hours))
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    // Few hours, so that events meet each other and the cutoffs.
    let row = (0_usize..4, 1_i64..40, 0_usize..6, 0_usize..4, 0_usize..8);
    // What an entity's events state as its registration; mostly one thing.
    let registrations = prop::collection::vec(prop::option::of(-30_i64..60), 4);
    (prop::collection::vec(row, 1..50), registrations).prop_map(|(rows, registrations)| {
        let mut rows: Vec<Row> = rows
            .into_iter()
            .map(|(who, at, kind, plan, odd)| Row {
                entity: NAMES[who],
                at: hour(at),
                kind: KINDS[kind],
                plan: PLANS[plan],
                registration: match odd {
                    0 => None,
                    1 => Some(hour(at - 3)),
                    _ => registrations[who].map(hour),
                },
            })
            .collect();
        // Somebody long gone, so that every kind and plan is known.
        for (kind, plan) in [("song", "paid"), ("down", "free"), ("up", "free"), ("cancel", "paid")]
        {
            let plan = Some(plan);
            rows.push(Row { entity: "z", at: hour(0), kind, plan, registration: None });
        }
        rows
    })
}

fn one_rule() -> impl Strategy<Value = SlowRule> {
    prop_oneof![
        Just(SlowRule::Cancel),
        Just(SlowRule::Down),
        Just(SlowRule::Up),
        (1_i64..9, 1_i64..9, sign()).prop_map(|(span, within, sign)| SlowRule::Inactive(
            millis(span),
            millis(within),
            sign
        )),
        (1_i64..9, sign()).prop_map(|(span, sign)| SlowRule::Lapsed(millis(span), sign)),
    ]
}

fn sign() -> impl Strategy<Value = Option<&'static str>> {
    prop_oneof![Just(None), Just(Some("song"))]
}

/// The span that a rule asks about, which is the horizon.
fn fixed(rule: &SlowRule) -> Option<i64> {
    rule.parts().iter().find_map(|part| match part {
        SlowRule::Inactive(span, ..) => Some(*span),
        _ => None,
    })
}

fn rules() -> impl Strategy<Value = Vec<SlowRule>> {
    // One horizon for all.
    prop::collection::vec(one_rule(), 1..4).prop_map(|mut rules| {
        let span = rules.iter().find_map(fixed);
        for rule in &mut rules {
            if let (SlowRule::Inactive(own, ..), Some(span)) = (rule, span) {
                *own = span;
            }
        }
        rules
    })
}

fn rule() -> impl Strategy<Value = SlowRule> {
    prop_oneof![one_rule(), rules().prop_map(SlowRule::Any)]
}

/// A plan and a rule that takes its horizon.
fn planned() -> impl Strategy<Value = (SlowPlan, SlowRule)> {
    (plan(), rule()).prop_map(|(plan, rule)| (with_horizon(plan, &rule), rule))
}

fn with_horizon(plan: SlowPlan, rule: &SlowRule) -> SlowPlan {
    SlowPlan { horizon: fixed(rule).unwrap_or(plan.horizon), ..plan }
}

fn plan() -> impl Strategy<Value = SlowPlan> {
    let schedule = prop_oneof![
        (1_i64..25).prop_map(|hours| SlowSchedule::Every(millis(hours))),
        prop::collection::vec(1_i64..40, 1..3)
            .prop_map(|hours| SlowSchedule::Tenures(hours.into_iter().map(millis).collect())),
        Just(SlowSchedule::AtEvents("song")),
        Just(SlowSchedule::AtEvents("down")),
    ];
    (schedule, 0_i64..10, 9_i64..30, any::<bool>(), any::<bool>()).prop_map(
        |(schedule, lead, horizon, registered_suffices, may_return)| SlowPlan {
            schedule,
            lead: millis(lead),
            horizon: millis(horizon),
            registered_suffices,
            may_return,
        },
    )
}

fn quick_rule(rule: &SlowRule) -> Box<dyn ChurnRule> {
    match rule {
        SlowRule::Cancel => Box::new(Cancellation::new(["cancel"]).unwrap()),
        SlowRule::Inactive(silence, within, sign) => {
            let rule = Inactivity::new(span(*silence)).unwrap().active_within(span(*within));
            Box::new(rule.of_kinds(*sign))
        }
        SlowRule::Lapsed(silence, sign) => {
            Box::new(Lapse::new(span(*silence)).unwrap().of_kinds(*sign))
        }
        SlowRule::Down => {
            let rule = RecurrentEvent::new("downgrade", ["down"]).unwrap();
            Box::new(rule.among("plan", ["paid"]).ended_by(["cancel"]))
        }
        SlowRule::Up => {
            let rule = RecurrentEvent::new("upgrade", ["up"]).unwrap();
            Box::new(rule.not_among("plan", ["paid"]).ended_by(["cancel"]))
        }
        SlowRule::Any(rules) => {
            Box::new(AnyOf::new(rules.iter().map(quick_rule).collect()).unwrap())
        }
    }
}

fn after_churn(may_return: bool) -> AfterChurn {
    if may_return { AfterChurn::MayReturn } else { AfterChurn::Gone }
}

fn quick_plan(plan: &SlowPlan) -> LabelPlan {
    let schedule = match &plan.schedule {
        SlowSchedule::Every(stride) => Schedule::Every(span(*stride)),
        SlowSchedule::Tenures(tenures) => {
            Schedule::Tenures(tenures.iter().map(|tenure| span(*tenure)).collect())
        }
        SlowSchedule::AtEvents(kind) => Schedule::AtEvents(vec![(*kind).to_owned()]),
    };
    let risk_set = if plan.registered_suffices { RiskSet::RegisteredOrSeen } else { RiskSet::Seen };
    let quick = LabelPlan::new(schedule, span(plan.horizon)).unwrap();
    quick.lead(span(plan.lead)).risk_set(risk_set).after_churn(after_churn(plan.may_return))
}

/// What is known of the expected rows without labels: an error that says why there are none.
fn check_refused(
    error: &Error,
    plan: &SlowPlan,
    expected: &[SlowLabel],
    rows: &[Row],
) -> Result<(), TestCaseError> {
    let message = error.to_string();
    match message.split([' ', ':']).next().unwrap_or_default() {
        "nobody" if message.starts_with("nobody is at risk") => prop_assert!(expected.is_empty()),
        "everyone" => {
            let is_censored = |row: &SlowLabel| row.outcome == Err("censored");
            prop_assert!(!expected.is_empty() && expected.iter().all(is_censored));
        }
        // A stride or a tenure longer than the log.
        "a" | "nobody" => {
            let mut wanted = match &plan.schedule {
                SlowSchedule::Tenures(tenures) => tenures.clone(),
                _ => vec![0],
            };
            wanted.retain(|tenure| {
                let one = match &plan.schedule {
                    SlowSchedule::Tenures(_) => SlowSchedule::Tenures(vec![*tenure]),
                    other => other.clone(),
                };
                let own = |name: &&str| oracle::own(rows, name);
                oracle::names(rows).iter().all(|n| oracle::cutoffs(&one, rows, &own(n)).is_empty())
            });
            prop_assert!(!wanted.is_empty());
        }
        other => prop_assert!(false, "{other}"),
    }
    Ok(())
}

fn outcome_of(row: &SlowLabel) -> Outcome {
    match row.outcome {
        Ok((_, at)) => Outcome::Churned { at: Time::from_millis(at) },
        Err("retained") => Outcome::Retained,
        Err(_) => Outcome::Censored,
    }
}

fn sum(labels: &Labels, number: impl Fn(&refrain_labels::CutoffCounts) -> usize) -> usize {
    labels.counts().iter().map(number).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_500) })]

    #[test]
    fn labels_follow_from_a_plain_reading_of_the_definitions(
        rows in rows(), (plan, rule) in planned(),
    ) {
        let log = log_of_rows(&rows);
        let (expected, why) = oracle::labels(&plan, &rule, &rows);
        let labels = match quick_plan(&plan).label(&log, quick_rule(&rule).as_ref()) {
            Ok(labels) => labels,
            Err(error) => return check_refused(&error, &plan, &expected, &rows),
        };
        let found: Vec<_> = labels.rows().iter().map(|row| {
            let id = log.entity_id(row.observation.entity);
            (id, row.observation.cutoff.millis(), row.outcome)
        }).collect();
        let wanted: Vec<_> =
            expected.iter().map(|row| (row.entity, row.cutoff, outcome_of(row))).collect();
        prop_assert_eq!(found, wanted);

        prop_assert_eq!(sum(&labels, |counts| counts.at_risk), expected.len());
        prop_assert_eq!(sum(&labels, |counts| counts.left_before), why.left_before);
        prop_assert_eq!(sum(&labels, |counts| counts.left_in_lead), why.left_in_lead);
        prop_assert_eq!(sum(&labels, |counts| counts.not_active), why.not_active);
        prop_assert_eq!(sum(&labels, |counts| counts.not_exposed), why.not_exposed);
        let n_churned = expected.iter().filter(|row| row.outcome.is_ok()).count();
        prop_assert_eq!(sum(&labels, |counts| counts.churned), n_churned);
        for counts in labels.counts() {
            let outcomes = counts.churned + counts.retained + counts.censored;
            prop_assert_eq!(counts.at_risk, outcomes);
            prop_assert!(!counts.complete || counts.censored == 0);
        }

        let window = plan.lead + plan.horizon;
        let is_complete = |row: &&SlowLabel| row.cutoff + window <= oracle::log_end(&rows);
        let n_complete = expected.iter().filter(is_complete).count();
        prop_assert_eq!(labels.complete().len(), n_complete);
        prop_assert_eq!(sum(&labels, |counts| counts.incomplete), expected.len() - n_complete);
    }

    #[test]
    fn intervals_depend_on_nothing_after_their_outcome_window(
        rows in rows(), (plan, rule) in planned(), end in 10_i64..40,
    ) {
        // Who is registered and not seen yet is known by what later rows state.
        let plan = SlowPlan { registered_suffices: false, ..plan };
        let cut: Vec<Row> = rows.iter().filter(|row| row.at < hour(end)).cloned().collect();
        let (full, cut) = (log_of_rows(&rows), log_of_rows(&cut));
        let (plan, rule) = (quick_plan(&plan), quick_rule(&rule));
        let made = |log: &EventLog| -> Option<Vec<(String, Time, Time, Lifetime)>> {
            let rows = plan.label(log, rule.as_ref()).ok()?.complete();
            let intervals = plan.intervals(log, rule.as_ref(), &rows).unwrap();
            let told = rows.iter().zip(intervals).map(|(row, interval)| {
                let id = log.entity_id(row.observation.entity).to_owned();
                (id, row.observation.cutoff, row.window_end, interval)
            });
            Some(told.collect())
        };
        let (Some(full), Some(cut)) = (made(&full), made(&cut)) else { return Ok(()) };
        for known in &cut {
            prop_assert!(full.contains(known), "{:?}", known);
            // Not longer than the days from the cutoff to the end of the outcome window.
            let (_, cutoff, window_end, interval) = known;
            prop_assert!(interval.days_at_risk() <= window_end.days_since(*cutoff) + 1e-9);
        }
    }

    #[test]
    fn intervals_of_an_entity_do_not_overlap(rows in rows(), (plan, rule) in planned()) {
        let (log, plan, rule) = (log_of_rows(&rows), quick_plan(&plan), quick_rule(&rule));
        let Ok(labels) = plan.label(&log, rule.as_ref()) else { return Ok(()) };
        let rows = labels.complete();
        let intervals = plan.intervals(&log, rule.as_ref(), &rows).unwrap();
        for (pair, two) in rows.windows(2).zip(intervals.windows(2)) {
            // A registration stated later moves the origin.
            let origin = |row: &LabelRow| {
                let Observation { entity, cutoff } = row.observation;
                log.history(entity, cutoff).known_since()
            };
            if pair[0].observation.entity == pair[1].observation.entity
                && origin(&pair[0]) == origin(&pair[1])
            {
                prop_assert!(two[0].exit_days() <= two[1].entry_days() + 1e-9, "{:?}", two);
            }
        }
    }

    #[test]
    fn those_at_risk_do_not_depend_on_what_follows(
        rows in rows(), (plan, rule) in planned(), end in 2_i64..40,
    ) {
        let plan = SlowPlan { lead: 0, registered_suffices: false, ..plan };
        let cut: Vec<Row> = rows.iter().filter(|row| row.at < hour(end)).cloned().collect();
        let at_risk = |rows: &[Row]| {
            let log = log_of_rows(rows);
            let observed = quick_plan(&plan).at_risk(&log, quick_rule(&rule).as_ref());
            let row = |row: refrain_core::Observation| {
                (log.entity_id(row.entity).to_owned(), row.cutoff.millis())
            };
            observed.map_or(Vec::new(), |rows| rows.into_iter().map(row).collect::<Vec<_>>())
        };
        // A tenure that nobody has in the shorter log is refused there.
        let short = at_risk(&cut);
        let until = oracle::log_end(&cut);
        let long = at_risk(&rows).into_iter().filter(|(_, cutoff)| *cutoff <= until);
        if !short.is_empty() {
            prop_assert_eq!(short, long.collect::<Vec<_>>());
        }
    }

    #[test]
    fn first_of_several_outcomes_is_named(rows in rows(), rules in rules(), plan in plan()) {
        let log = log_of_rows(&rows);
        let named = rules.iter().enumerate();
        let named = named.map(|(index, rule)| (index.to_string(), quick_rule(rule))).collect();
        let outcomes = Outcomes::new(named).unwrap();
        let plan = with_horizon(plan, &SlowRule::Any(rules.clone()));
        let (expected, _) = oracle::labels(&plan, &SlowRule::Any(rules.clone()), &rows);
        let labels = match quick_plan(&plan).label_outcomes(&log, &outcomes) {
            Ok(labels) => labels,
            Err(error) => return check_refused(&error, &plan, &expected, &rows),
        };
        let found: Vec<String> =
            labels.rows().iter().map(|row| labels.name(row).to_owned()).collect();
        let wanted: Vec<String> = expected.iter().map(|row| match row.outcome {
            Ok((index, _)) => index.to_string(),
            Err("retained") => "stay".to_owned(),
            Err(censored) => censored.to_owned(),
        }).collect();
        for (index, _) in rules.iter().enumerate() {
            let counted: usize = labels.counts().iter().map(|counts| counts.of_each[index]).sum();
            let name = index.to_string();
            prop_assert_eq!(counted, wanted.iter().filter(|wanted| **wanted == name).count());
        }
        prop_assert_eq!(found, wanted);
        for counts in labels.counts() {
            prop_assert_eq!(counts.of_each.iter().sum::<usize>(), counts.counts.churned);
        }
    }

    #[test]
    fn episodes_follow_from_a_plain_reading_of_the_definitions(
        rows in rows(), rule in rule(), may_return in any::<bool>(),
    ) {
        let log = log_of_rows(&rows);
        let quick = match episodes(&log, quick_rule(&rule).as_ref(), after_churn(may_return)) {
            Ok(quick) => quick,
            // A rule that tells no instant of leaving.
            Err(error) if error.kind() == ErrorKind::Argument => return Ok(()),
            Err(other) => return Err(TestCaseError::fail(other.to_string())),
        };
        for entity in log.entities() {
            let own = oracle::own(&rows, log.entity_id(entity));
            let expected = oracle::episodes(&rows, &own, &rule, may_return);
            let found = quick.iter().filter(|episode| episode.entity == entity);
            let found: Vec<_> = found.map(|episode| {
                let [origin, entry, exit] =
                    [episode.origin, episode.entry, episode.exit].map(Time::millis);
                (origin, entry, exit, episode.churned)
            }).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
