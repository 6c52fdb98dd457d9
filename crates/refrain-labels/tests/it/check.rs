//! The checker of churn rules, on ours and on some that break each requirement.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use refrain_core::{ErrorKind, EventLog, History, OutcomeWindow, SampleLog, Span, Time};
use refrain_labels::{
    AnyOf, Cancellation, ChurnRule, Error, Inactivity, Lapse, RecurrentEvent, RuleLaw, check_rule,
    unfit,
};

use crate::{day, log_of};

fn sample(seed: u64) -> EventLog {
    let kinds = ["song", "cancel", "downgrade", "home"];
    SampleLog::new(kinds).text("plan", ["free", "paid"]).seed(seed).build().unwrap()
}

/// A rule made of a closure for the window and one for the history.
struct Own<W, H>(W, H);

impl<W, H> ChurnRule for Own<W, H>
where
    W: Fn(&OutcomeWindow<'_>) -> Option<Time> + Send + Sync,
    H: Fn(&History<'_>) -> Option<Time> + Send + Sync,
{
    fn name(&self) -> String {
        "own".to_owned()
    }

    fn check(&self, _log: &EventLog, horizon: Span) -> Result<(), Error> {
        match horizon >= Span::from_days(10) {
            true => Ok(()),
            false => Err(unfit(self, "it needs ten days")),
        }
    }

    fn churned_at(&self, window: &OutcomeWindow<'_>) -> Option<Time> {
        self.0(window)
    }

    fn left_at(&self, history: &History<'_>) -> Option<Time> {
        self.1(history)
    }
}

fn never(_history: &History<'_>) -> Option<Time> {
    None
}

fn first_of(window: &OutcomeWindow<'_>, kind: &str) -> Option<Time> {
    window.events().iter().find(|event| event.kind() == kind).map(|event| event.time())
}

fn laws(rule: &dyn ChurnRule, log: &EventLog) -> Vec<RuleLaw> {
    let mut laws: Vec<RuleLaw> = check_rule(rule, log).unwrap().iter().map(|v| v.law).collect();
    laws.sort_unstable();
    laws.dedup();
    laws
}

#[test]
fn rules_of_the_crate_meet_every_requirement() {
    let cancellation = || Cancellation::new(["cancel"]).unwrap();
    let inactivity = |days| Inactivity::new(Span::from_days(days)).unwrap();
    let lapse = |days| Lapse::new(Span::from_days(days)).unwrap();
    let downgrade = || {
        let rule = RecurrentEvent::new("downgrade", ["downgrade"]).unwrap();
        rule.among("plan", ["paid"]).ended_by(["cancel"])
    };
    let rules: Vec<Box<dyn ChurnRule>> = vec![
        Box::new(cancellation()),
        Box::new(inactivity(3)),
        Box::new(inactivity(14)),
        Box::new(inactivity(14).of_kinds(["song"]).active_within(Span::from_days(3))),
        Box::new(lapse(3)),
        Box::new(lapse(14)),
        Box::new(lapse(5).of_kinds(["song", "home"])),
        Box::new(AnyOf::new(vec![Box::new(cancellation()), Box::new(lapse(7))]).unwrap()),
        Box::new(downgrade()),
        Box::new(AnyOf::new(vec![Box::new(cancellation()), Box::new(inactivity(7))]).unwrap()),
        Box::new(AnyOf::new(vec![Box::new(downgrade()), Box::new(cancellation())]).unwrap()),
    ];
    for rule in rules {
        for seed in 1..4 {
            let log = sample(seed);
            assert_eq!(check_rule(rule.as_ref(), &log).unwrap(), [], "{}, {seed}", rule.name());
        }
    }
}

/// Ada comes on day 10 only; others go on until day 40.
fn ada() -> EventLog {
    log_of(&[("ada", 10, "song"), ("bob", 1, "song"), ("bob", 40, "song")], None)
}

#[test]
fn rule_that_retains_on_day_10_whom_it_loses_on_day_11_is_caught() {
    let no_event = Own(
        |window: &OutcomeWindow<'_>| window.events().is_empty().then_some(window.range().start),
        never,
    );
    let violations = check_rule(&no_event, &ada()).unwrap();
    let of_ada = violations
        .iter()
        .find(|found| found.law == RuleLaw::EarlierCutoff && found.entity == "ada")
        .unwrap();
    assert_eq!(of_ada.cutoff, day(10));
    let sentence = of_ada.to_string();
    assert!(sentence.starts_with("entity `ada`, cutoff 1970-01-11T00:00:00Z: does not leave in"));
    assert!(sentence.contains("seen from the later cutoff 1970-01-1"), "{sentence}");
}

#[test]
fn rule_that_takes_the_end_of_the_log_for_silence_is_caught() {
    let silence = Span::from_days(7);
    let rule = Own(
        move |window: &OutcomeWindow<'_>| {
            let last = window.events().times().last().copied().unwrap_or(window.range().start);
            // To the end of the window, whether or not the log reaches it.
            (last + silence <= window.range().end).then_some(last)
        },
        never,
    );
    let laws = laws(&rule, &sample(1));
    assert!(laws.contains(&RuleLaw::Censoring), "{laws:?}");
    assert!(laws.contains(&RuleLaw::AnyHorizon), "{laws:?}");
}

#[test]
fn rule_that_leaves_outside_of_the_window_is_caught() {
    let rule = Own(
        |window: &OutcomeWindow<'_>| first_of(window, "cancel").map(|at| at + Span::from_days(90)),
        never,
    );
    assert_eq!(laws(&rule, &sample(1))[..1], [RuleLaw::InsideWindow]);
}

#[test]
fn rule_that_keeps_the_log_and_looks_past_the_window_is_caught() {
    let log = Arc::new(sample(1));
    let kept = Arc::clone(&log);
    let rule = Own(
        move |window: &OutcomeWindow<'_>| {
            let entity = kept.entity(window.events().entity_id())?;
            let history = kept.history(entity, kept.range().end);
            let mut cancelled = history.events().iter().filter(|event| event.kind() == "cancel");
            cancelled.next().map(|_| window.range().start)
        },
        never,
    );
    let laws = laws(&rule, &log);
    assert!(laws.contains(&RuleLaw::WindowAlone), "{laws:?}");
}

#[test]
fn rule_that_knew_all_along_is_caught() {
    // Left with its first cancellation, so that a window after a second one is never reached.
    let rule = Own(
        |_: &OutcomeWindow<'_>| None,
        |history: &History<'_>| {
            let mut events = history.events().iter();
            events.find(|event| event.kind() == "cancel").map(|event| event.time())
        },
    );
    assert_eq!(laws(&rule, &sample(1)), [RuleLaw::Hindsight]);
}

#[test]
fn rule_that_answers_anew_each_time_or_panics_is_caught() {
    let asked = AtomicU64::new(0);
    let rule = Own(
        move |window: &OutcomeWindow<'_>| {
            let is_third = asked.fetch_add(1, Ordering::Relaxed).is_multiple_of(3);
            first_of(window, "cancel").filter(|_| is_third)
        },
        never,
    );
    assert!(laws(&rule, &sample(1)).contains(&RuleLaw::Repeatable));
    let rule =
        Own(|window: &OutcomeWindow<'_>| Some(window.events().times()[0]).filter(|_| false), never);
    let violations = check_rule(&rule, &ada()).unwrap();
    assert!(violations.iter().any(|found| found.message.contains("panics: index out of bounds")));
}

#[test]
fn rule_that_the_log_does_not_fit_says_why() {
    let rule = Cancellation::new(["unsubscribe"]).unwrap();
    assert_eq!(check_rule(&rule, &ada()).unwrap_err().kind(), ErrorKind::Data);
}

/// A rule that answers whether someone is back or active as closures say.
struct Standing<B, A>(B, A);

impl<B, A> ChurnRule for Standing<B, A>
where
    B: Fn(&History<'_>, Time) -> bool + Send + Sync,
    A: Fn(&History<'_>) -> bool + Send + Sync,
{
    fn name(&self) -> String {
        "standing".to_owned()
    }

    fn check(&self, _log: &EventLog, _horizon: Span) -> Result<(), Error> {
        Ok(())
    }

    fn churned_at(&self, window: &OutcomeWindow<'_>) -> Option<Time> {
        first_of(window, "cancel")
    }

    fn left_at(&self, history: &History<'_>) -> Option<Time> {
        let mut events = history.events().iter().rev();
        events.find(|event| event.kind() == "cancel").map(|event| event.time())
    }

    fn is_back(&self, history: &History<'_>, left: Time) -> bool {
        self.0(history, left)
    }

    fn is_active(&self, history: &History<'_>) -> bool {
        self.1(history)
    }
}

#[test]
fn return_needs_an_event_and_lasts() {
    let log = log_of(
        &[
            ("ada", 2, "song"),
            ("ada", 5, "cancel"),
            ("ada", 9, "song"),
            ("ada", 12, "home"),
            ("ada", 20, "x"),
        ],
        None,
    );
    let active = |_: &History<'_>| true;
    assert_eq!(laws(&Standing(|_: &History<'_>, _: Time| true, active), &log), [RuleLaw::Return]);
    let by_last = |history: &History<'_>, left: Time| {
        let last = history.events().iter().next_back();
        last.is_some_and(|last| last.time() > left && last.kind() == "song")
    };
    assert_eq!(laws(&Standing(by_last, active), &log), [RuleLaw::Return]);
    let later = |history: &History<'_>, left: Time| {
        history.events().times().last().is_some_and(|last| *last > left)
    };
    assert_eq!(laws(&Standing(later, active), &log), []);
}

#[test]
fn who_is_active_follows_from_the_history() {
    use std::sync::atomic::AtomicBool;
    let log = log_of(&[("ada", 2, "song"), ("ada", 5, "cancel"), ("ada", 9, "song")], None);
    let later = |history: &History<'_>, left: Time| {
        history.events().times().last().is_some_and(|last| *last > left)
    };
    let flips = AtomicBool::new(false);
    let active = |_: &History<'_>| flips.fetch_xor(true, Ordering::Relaxed);
    assert_eq!(laws(&Standing(later, active), &log), [RuleLaw::Activity]);
}
