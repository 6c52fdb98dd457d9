//! `refrain contact` and `refrain experiment`.

use crate::program::Directory;

const SCORES: &str = "userId,cutoff,probability,reason_1
1,2018-11-01T00:00:00Z,0.6,silent
2,2018-11-01T00:00:00Z,0.05,busy
3,2018-11-01T00:00:00Z,0.3,adverts
";

const TERMS: [&str; 8] =
    ["--value", "120", "--offer-cost", "10", "--contact-cost", "1", "--acceptance", "0.3"];

fn contact<'a>(more: &[&'a str]) -> Vec<&'a str> {
    ["contact", "scores.csv"].iter().chain(&TERMS).chain(more).copied().collect()
}

fn with_scores() -> Directory {
    let directory = Directory::new();
    directory.write("scores.csv", SCORES);
    directory
}

#[test]
fn contact_writes_the_list_and_says_what_to_expect() {
    let directory = with_scores();
    let run = directory.succeed(&contact(&["--budget", "500", "-o", "list.csv"]));
    run.says(&[
        "contact 2 of 3 customers",
        "profit 16.70 expected",
        "above a probability of 0.2558",
    ]);
    let list = directory.read("list.csv");
    let lines: Vec<&str> = list.lines().collect();
    assert_eq!(lines[0], "userId,cutoff,probability,reason_1,value,expected_profit");
    assert!(lines[1].starts_with("1,2018-11-01T00:00:00Z,0.6,silent,120,14.8"), "{list}");
    assert_eq!(lines.len(), 3);
    directory.succeed(&contact(&["--curve", "curve.csv", "-o", "list.csv"]));
    assert_eq!(directory.read("curve.csv").lines().count(), 5);
}

#[test]
fn contact_takes_a_prior_and_a_column_of_values() {
    let directory = Directory::new();
    directory.write("scores.csv", "id,probability,worth\na,0.5,100\nb,0.5,900\n");
    let run = directory.succeed(&[
        "contact",
        "scores.csv",
        "--value-column",
        "worth",
        "--offer-cost",
        "10",
        "--contact-cost",
        "1",
        "--acceptance-prior",
        "6,14",
        "--contacts",
        "1",
    ]);
    run.says(&["contact 1 of 2 customers: more are not allowed"]);
    assert!(run.stdout.contains("b,0.5,900"), "{}", run.stdout);
}

#[test]
fn scores_that_are_none_are_refused_with_their_place() {
    let directory = Directory::new();
    directory.write("scores.csv", "id,probability\na,0.5\nb,1.5\n");
    directory.fail(&contact(&[]), &["column `probability`, row 2", "1.5"]);
    directory.write("scores.csv", "id,score\na,0.5\n");
    directory.fail(&contact(&[]), &["no column `probability`"]);
    directory.write("scores.csv", "id,probability\na,0.5\na,0.4\n");
    directory.fail(&contact(&[]), &["`a` appears in rows 1 and 2"]);
}

#[test]
fn campaign_that_makes_no_sense_is_a_wrong_command_line() {
    let directory = with_scores();
    let code = |more: &[&str]| directory.run(&contact(more)).code;
    assert_eq!(code(&["--budget=-5"]), 2);
    assert_eq!(code(&["--level", "100%"]), 2);
    assert_eq!(code(&["--acceptance-prior", "6,14"]), 2);
    assert_eq!(code(&["-o", "scores.csv"]), 2);
    assert_eq!(directory.read("scores.csv"), SCORES);
}

#[test]
fn experiment_is_planned() {
    let directory = Directory::new();
    let plan = |more: &[&'static str]| {
        let base = ["experiment", "--base-rate", "5%"];
        directory.run(&base.iter().chain(more).copied().collect::<Vec<_>>())
    };
    let run = plan(&["--uplift", "1%"]);
    assert!(run.stdout.contains("6745 untreated and 6745 treated"), "{}", run.stdout);
    let run = plan(&["--relative-uplift", "0.2", "--untreated", "1000", "--treated", "1000"]);
    assert!(run.stdout.contains("power of 0.1890"), "{}", run.stdout);
    assert!(run.stdout.contains("an uplift from 0.05 to 0.02"), "{}", run.stdout);
    assert_eq!(plan(&[]).code, 2);
    assert_eq!(plan(&["--uplift", "6%"]).code, 2);
    assert_eq!(plan(&["--uplift", "1e-12"]).code, 2);
    assert_eq!(plan(&["--uplift", "1%", "-o", "plan.csv"]).code, 2);
}

#[test]
fn experiment_of_the_simulator_is_analysed() {
    let directory = Directory::new();
    directory.write(
        "offer.toml",
        "[[scenario]]\nname = \"offer\"\nfrom = 2018-10-21\nshare = 0.5\nfactors = { Cancel = 0.1 }\n",
    );
    directory.succeed(&[
        "simulate",
        "--users",
        "1500",
        "--days",
        "50",
        "--scenario",
        "offer.toml",
        "--assignment",
        "who.csv",
        "-o",
        "log.json",
    ]);
    directory.succeed(&[
        "labels",
        "log.json",
        "--cutoff",
        "2018-10-21",
        "--horizon",
        "28d",
        "-o",
        "outcomes.csv",
    ]);
    let run = directory.succeed(&["experiment", "outcomes.csv", "--assignment", "who.csv"]);
    run.says(&["customers churned", "uplift +0.", "p = 0.0000"]);
    let outcomes = directory.read("outcomes.csv");
    let scores: String = outcomes
        .lines()
        .enumerate()
        .map(|(line, row)| {
            let id = row.split(',').next().unwrap();
            if line == 0 { format!("{id},gain\n") } else { format!("{id},{}\n", line % 97) }
        })
        .collect();
    directory.write("scores.csv", scores);
    let run = directory.succeed(&[
        "experiment",
        "outcomes.csv",
        "--assignment",
        "who.csv",
        "--scores",
        "scores.csv",
        "--score-column",
        "gain",
        "--resamples",
        "100",
        "-o",
        "uplift.csv",
    ]);
    run.says(&["effect +0.", "auuc", "qini"]);
    assert_eq!(directory.read("uplift.csv").lines().count(), 11);
}
