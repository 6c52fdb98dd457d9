//! The two meanings of silence, as a user asks for them.

use crate::program::Directory;

const SCHEMA: &str =
    "[roles]\nentity = \"user\"\ntime = \"at\"\nkind = \"action\"\n[time]\nunit = \"rfc3339\"\n";

/// Somebody is silent for 80 days, somebody never, somebody for good.
fn log() -> Directory {
    let directory = Directory::new();
    let row = |who: &str, on: u32, what: &str| {
        let (month, day) = [(1, 0), (2, 31), (3, 59), (4, 90), (5, 120)]
            .iter()
            .rev()
            .find(|(_, before)| on > *before)
            .map(|(month, before)| (*month, on - before))
            .unwrap();
        format!(
            "{{\"user\":\"{who}\",\"at\":\"2026-{month:02}-{day:02}T00:00:00Z\",\"action\":\"{what}\"}}\n"
        )
    };
    let mut rows = row("gap", 1, "buy") + &row("gap", 81, "buy") + &row("gap", 95, "invoice");
    rows.extend((0..28).map(|five| row("steady", 1 + five * 5, "buy")));
    rows.extend([1, 11].map(|on| row("gone", on, "buy")));
    rows.extend([136].map(|on| row("last", on, "buy")));
    directory.write("log.jsonl", rows);
    directory.write("schema.toml", SCHEMA);
    directory
}

fn labels(directory: &Directory, options: &[&str]) -> (String, String) {
    let command = ["labels", "log.jsonl", "--schema", "schema.toml"];
    let run = directory.succeed(&[&command[..], options].concat());
    (run.stdout, run.stderr)
}

/// The outcome and its instant of a customer at the cutoff.
fn of(directory: &Directory, who: &str, options: &[&str]) -> Option<String> {
    let (shown, _) = labels(directory, options);
    let row = shown.lines().find(|line| line.starts_with(&format!("{who},")))?.to_owned();
    let cells: Vec<&str> = row.split(',').collect();
    Some(format!("{} {}", cells[2], cells[3].trim_end_matches("T00:00:00Z")).trim().to_owned())
}

#[test]
fn one_customer_has_one_answer_to_each_question() {
    let directory = log();
    let told = |rule: &str, cutoff: &str, more: &[&str]| {
        of(&directory, "gap", &[&["--rule", rule, "--cutoff", cutoff, "-o", "-"], more].concat())
    };
    assert_eq!(told("inactive:60d", "2026-02-20", &[]).as_deref(), Some("retained"));
    assert_eq!(told("inactive:60d", "2026-03-10", &[]), None);
    let sixty = ["--horizon", "60d"];
    let churned = Some("churned 2026-03-02");
    assert_eq!(told("lapsed:60d", "2026-02-20", &sixty).as_deref(), churned);
    assert_eq!(told("lapsed:60d", "2026-03-10", &sixty), None);
    let returning = ["--horizon", "30d", "--returning"];
    assert_eq!(told("lapsed:60d", "2026-03-23", &returning).as_deref(), Some("retained"));

    let at = ["--cutoff", "2026-03-10", "-o", "-"];
    let (_, counts) = labels(&directory, &[&["--rule", "inactive:60d"], &at[..]].concat());
    assert!(counts.contains("not_active"), "{counts}");
    let row = counts.lines().find(|line| line.starts_with("2026-03-10")).unwrap();
    let numbers: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(numbers[1..], ["2", "1", "1", "0", "0", "0", "1", "yes"], "{counts}");
}

#[test]
fn lifetimes_end_with_the_silence_and_who_has_none_is_named() {
    let directory = log();
    let (rows, said) = labels(&directory, &["--survival", "--rule", "lapsed:60d", "-o", "-"]);
    let row = |who: &str| rows.lines().find(|line| line.starts_with(who)).unwrap();
    assert!(row("gap,").ends_with(",0,60,1"), "{rows}");
    assert!(row("gone,").ends_with(",0,70,1"), "{rows}");
    assert!(!rows.contains("last,"), "{rows}");
    let named = "left out, since they were seen first when they left or the log ended (1): last\n";
    assert!(said.contains(named), "{said}");

    let purchases = ["--survival", "--rule", "lapsed:invoice:30d", "-o", "-"];
    let (rows, said) = labels(&directory, &purchases);
    assert_eq!(rows.lines().count(), 2, "{rows}");
    let named = "left out, since they gave no sign of life, or the first when they left or the log \
                 ended (3): gone, last, steady\n";
    assert!(said.contains(named), "{said}");
}

#[test]
fn kinds_named_are_the_signs_of_life() {
    let directory = log();
    let told = |rule: &str, cutoff: &str| {
        of(&directory, "gap", &["--rule", rule, "--cutoff", cutoff, "-o", "-"])
    };
    assert_eq!(told("inactive:30d", "2026-03-23").as_deref(), Some("retained"));
    assert_eq!(told("inactive:buy:30d", "2026-03-23").as_deref(), Some("churned 2026-04-22"));
    assert_eq!(
        told("any:cancel:x+inactive:buy+invoice:30d", "2026-03-23").as_deref(),
        Some("retained")
    );
}

#[test]
fn who_is_at_risk_of_silence_can_be_widened() {
    let directory = log();
    let options = ["--rule", "inactive:60d", "--cutoff", "2026-03-10", "--active-within", "70d"];
    let told = of(&directory, "gap", &[&options[..], &["-o", "-"]].concat());
    assert_eq!(told.as_deref(), Some("retained"));
}

#[test]
fn what_does_not_go_together_is_refused_in_one_sentence() {
    let directory = log();
    for (options, sentence) in [
        (
            &["labels", "--rule", "inactive:60d", "--horizon", "30d"][..],
            "--horizon 30d does not fit --rule inactive:60d, which asks for 60d of silence after \
             the cutoff: leave --horizon out (or use lapsed:60d, whose horizon is free)",
        ),
        (
            &["labels", "--rule", "any:inactive:60d+lapsed:60d"],
            "a command takes one meaning of silence: inactive:60d asks what follows the cutoff, \
             lapsed:60d when the silent days had passed",
        ),
        (
            &["labels", "--outcomes", "silent=inactive:60d,gone=lapsed:60d"],
            "a command takes one meaning of silence",
        ),
        (
            &["labels", "--survival", "--rule", "inactive:60d"],
            "labels --survival needs the instant at which each left, which inactive:60d does not \
             tell: use --rule lapsed:60d",
        ),
        (
            &["labels", "--rule", "lapsed:60d", "--active-within", "30d"],
            "--active-within goes with --rule inactive:SPAN",
        ),
        (
            &["dataset", "--rule", "inactive:60d", "--risk-set", "registered"],
            "--risk-set registered does not go with --rule inactive:60d",
        ),
        (
            &["evaluate", "--rule", "inactive:60d", "--grid", "--horizons", "30d"],
            "--horizons 30d does not fit --rule inactive:60d",
        ),
        (
            &["evaluate", "--rule", "inactive:60d", "--model", "hazard"],
            "the model hazard learns from the instant at which each left, which inactive:60d does \
             not tell: use the rule lapsed:SPAN, or another model",
        ),
    ] {
        let (command, options) = options.split_first().unwrap();
        let log = [*command, "log.jsonl", "--schema", "schema.toml"];
        let run = directory.run(&[&log[..], options].concat());
        assert_eq!(run.code, 2, "{options:?}: {}", run.stderr);
        run.says(&[sentence]);
    }
}

#[test]
fn model_keeps_who_is_at_risk() {
    let directory = Directory::new();
    directory.simulate(80, 61);
    let rule = ["--rule", "inactive:7d", "--active-within", "21d"];
    directory.succeed(&[&["train", "log.json", "-o", "churn.model"], &rule[..]].concat());
    let score = ["score", "log.json", "--with", "churn.model", "-o", "-"];
    let kept = directory.succeed(&score).stdout.lines().count();
    let narrow = [&score[..], &["--rule", "inactive:7d"]].concat();
    assert!(kept > directory.succeed(&narrow).stdout.lines().count());
}

#[test]
fn verdict_on_lapses_rests_on_the_gain_over_recency() {
    let directory = Directory::new();
    directory.simulate(150, 61);
    let evaluate = ["evaluate", "log.json", "--resamples", "40", "--rule"];
    let shown = directory.succeed(&[&evaluate[..], &["lapsed:7d"]].concat()).stdout;
    let verdict = shown.lines().find(|line| line.contains("ARITHMETIC: ROC AUC")).unwrap();
    assert!(verdict.contains("recency alone"), "{shown}");
    assert!(shown.contains("the gain is "), "{shown}");
    let open = directory.succeed(&[&evaluate[..], &["inactive:7d"]].concat()).stdout;
    assert!(!open.contains("ARITHMETIC"), "{open}");
}
