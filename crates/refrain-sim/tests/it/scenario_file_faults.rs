//! What is said of scenarios in TOML that cannot be read.

use refrain_sim::{Scenario, SimulationFile};

/// Two scenarios, with a change.
fn file(from: &str, to: &str) -> String {
    let text = r#"[[scenario]]
name = "offer"
from = 2018-11-01
until = 2018-12-01
share = 0.5
factors = { Cancel = 0.5, "Roll Advert" = 0 }
alpha-factor = 2
[[scenario.transition]]
page = "Help"
after = "Home"
level = "free"
factor = 0.5

[[scenario]]
name = "contacted"
from = 2018-11-10
users = [3, 17]
beta-factor = 0.8
"#;
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

/// What is said, which is one line.
fn fault(text: &str) -> String {
    let fault = Scenario::all_from_toml(text).expect_err(text).to_string();
    assert_eq!(fault.lines().count(), 1, "{fault}");
    fault
}

fn assert_faults(faults: &[(String, &str)]) {
    for (text, expected) in faults {
        let message = fault(text);
        assert!(message.starts_with(expected), "\nexpected {expected}\n   found {message}");
    }
}

#[test]
fn the_file_without_a_change_is_read() {
    assert_eq!(Scenario::all_from_toml(&file("", "")).unwrap().len(), 2);
}

#[test]
fn faults_in_a_simulation_are_told_alike() {
    let text = file("share = 0.5", "share = 2");
    let error = SimulationFile::from_toml(&format!("users = 3\n\n\n{text}")).unwrap_err();
    assert_eq!(error.to_string(), fault(&text).replace("line 5", "line 8"));
}

#[test]
fn files_of_scenarios_hold_nothing_else() {
    assert_faults(&[
        (
            file("[[scenario]]", "users = 3\n[[scenario]]"),
            "line 1: `users` is not a known key, expected one of the keys here: scenario",
        ),
        (String::new(), "line 1: `scenario` is missing, expected `[[scenario]]`"),
        ("[scenario".into(), "line 1, column 10: "),
    ]);
}

#[test]
fn unknown_keys_are_told_with_the_key_that_was_meant() {
    assert_faults(&[
        (
            file("until", "untill"),
            "line 4: `scenario[0].untill` is not a known key, expected one of the keys here: did you mean `until`?",
        ),
        (
            file("alpha-factor", "alpha"),
            "line 7: `scenario[0].alpha` is not a known key, expected one of the keys here: name, from, until, share, users, factors, alpha-factor, beta-factor, transition",
        ),
        (
            file("after", "aftr"),
            "line 10: `scenario[0].transition[0].aftr` is not a known key, expected one of the keys here: did you mean `after`?",
        ),
        (file("users", "user"), "line 17: `scenario[1].user` is not a known key"),
    ]);
}

#[test]
fn missing_keys_are_told_with_the_table() {
    assert_faults(&[
        (
            file("name = \"contacted\"", ""),
            "line 14: `scenario[1].name` is missing, expected a name",
        ),
        (
            file("from = 2018-11-01", ""),
            "line 1: `scenario[0].from` is missing, expected the date on which it begins",
        ),
        (
            file("users = [3, 17]", ""),
            "line 14: `scenario[1].share` is missing, expected the share of users treated, or `users`",
        ),
        (
            file("beta-factor = 0.8", ""),
            "line 14: `scenario[1]` is without a change, expected `factors`, `alpha-factor`, `beta-factor` or `[[scenario.transition]]`",
        ),
        (file("beta-factor = 0.8", "factors = {}"), "line 14: `scenario[1]` is without a change"),
        (
            file("page = \"Help\"", ""),
            "line 8: `scenario[0].transition[0].page` is missing, expected the page that follows",
        ),
        (
            file("factor = 0.5\n\n", "\n"),
            "line 8: `scenario[0].transition[0].factor` is missing, expected how many times as often",
        ),
    ]);
}

#[test]
fn who_is_treated_is_told_in_one_way() {
    assert_faults(&[
        (
            file("users = [3", "share = 1\nusers = [3"),
            "line 18: `scenario[1].users` is given beside `share`, expected one of the two",
        ),
        (
            file("[3, 17]", "[]"),
            "line 17: `scenario[1].users` is an empty list, expected the ids of the users treated",
        ),
        (
            file("17]", "0]"),
            "line 17: `scenario[1].users[1]` is 0, expected the id of a user, a whole number of 1 or more",
        ),
        (file("17]", "'x']"), "line 17: `scenario[1].users[1]` is 'x', expected the id of a user"),
        (file("17]", "1.5]"), "line 17: `scenario[1].users[1]` is 1.5, expected the id of a user"),
        (file("[3, 17]", "3"), "line 17: `scenario[1].users` is 3, expected a list"),
        (
            file("share = 0.5", "share = 1.01"),
            "line 5: `scenario[0].share` is 1.01, expected a share from 0 to 1",
        ),
        (file("share = 0.5", "share = -1"), "line 5: `scenario[0].share` is -1, expected a share"),
        (file("share = 0.5", "share = nan"), "line 5: `scenario[0].share` is nan, expected a"),
        (
            file("share = 0.5", "share = '1'"),
            "line 5: `scenario[0].share` is '1', expected a number",
        ),
    ]);
}

#[test]
fn values_of_the_wrong_kind_are_told_with_what_was_expected() {
    assert_faults(&[
        (file("\"offer\"", "3"), "line 2: `scenario[0].name` is 3, expected a text in quotes"),
        (file("\"offer\"", "\"\""), "line 2: `scenario[0].name` is \"\", expected a name"),
        (
            file("\"contacted\"", "\"offer\""),
            "line 15: `scenario[1].name` is \"offer\", expected a name that no scenario above it has",
        ),
        (
            file("2018-11-01", "'Home'"),
            "line 3: `scenario[0].from` is 'Home', expected a date, as 2018-10-01",
        ),
        (
            file("2018-12-01", "2018-11-01"),
            "line 4: `scenario[0].until` is 2018-11-01, expected a date after `from`",
        ),
        (file("2018-12-01", "true"), "line 4: `scenario[0].until` is true, expected a date, as"),
        (
            file("{ Cancel = 0.5, \"Roll Advert\" = 0 }", "2"),
            "line 6: `scenario[0].factors` is 2, expected a table",
        ),
        (
            "[scenario]\nname = 'x'".into(),
            "line 1: `scenario` is a table, expected a list of scenarios: write `[[scenario]]`",
        ),
        (
            file("[[scenario.transition]]", "[scenario.transition]"),
            "line 8: `scenario[0].transition` is a table, expected a list of transitions: write `[[scenario.transition]]`",
        ),
        ("scenario = [3]".into(), "line 1: `scenario[0]` is 3, expected a table"),
        (file("\"Home\"", "1"), "line 10: `scenario[0].transition[0].after` is 1, expected a text"),
        (file("\"free\"", "1"), "line 11: `scenario[0].transition[0].level` is 1, expected a text"),
        (file("\"Help\"", "1"), "line 9: `scenario[0].transition[0].page` is 1, expected a text"),
    ]);
}

#[test]
fn factors_that_make_no_sense_are_told() {
    assert_faults(&[
        (
            file("Cancel = 0.5", "Cancel = -0.5"),
            "line 6: `scenario[0].factors.Cancel` is -0.5, expected a number of 0 or more",
        ),
        (
            file("Cancel = 0.5", "Cancel = nan"),
            "line 6: `scenario[0].factors.Cancel` is nan, expected",
        ),
        (
            file("Cancel = 0.5", "Cancel = inf"),
            "line 6: `scenario[0].factors.Cancel` is inf, expected",
        ),
        (
            file("alpha-factor = 2", "alpha-factor = 0"),
            "line 7: `scenario[0].alpha-factor` is 0, expected a number above 0",
        ),
        (
            file("alpha-factor = 2", "alpha-factor = inf"),
            "line 7: `scenario[0].alpha-factor` is inf",
        ),
        (
            file("alpha-factor = 2", "alpha-factor = nan"),
            "line 7: `scenario[0].alpha-factor` is nan",
        ),
        (file("0.8", "-1"), "line 18: `scenario[1].beta-factor` is -1, expected a number above 0"),
        (
            file("factor = 0.5\n\n", "factor = -1\n"),
            "line 12: `scenario[0].transition[0].factor` is -1, expected a number of 0 or more",
        ),
    ]);
}

#[test]
fn pages_and_levels_of_no_persona_are_told_with_the_name_that_was_meant() {
    assert_faults(&[
        (
            file("Cancel", "Cancle"),
            "line 6: `scenario[0].factors.Cancle` is for the unknown page `Cancle`, expected a page of a persona: did you mean `Cancel`?",
        ),
        (
            file("\"Help\"", "\"Halp\""),
            "line 9: `scenario[0].transition[0].page` is for the unknown page `Halp`, expected a page of a persona: did you mean `Help`?",
        ),
        (
            file("\"Home\"", "\"Homer\""),
            "line 10: `scenario[0].transition[0].after` is for the unknown page `Homer`, expected a page of a persona: did you mean `Home`?",
        ),
        (
            file("\"free\"", "\"gold\""),
            "line 11: `scenario[0].transition[0].level` is for the unknown level `gold`, expected a level of a persona: free, paid",
        ),
        (
            file("\"Home\"", "\"Submit Upgrade\""),
            "line 8: `scenario[0].transition[0]` is a transition of no persona, expected one that some persona has",
        ),
    ]);
}

#[test]
fn changes_that_no_persona_can_bear_are_told() {
    assert_faults(&[
        (
            file("\"Roll Advert\" = 0", "NextSong = 3"),
            "line 6: `scenario[0].factors.NextSong`: scenario `offer`: persona `Accordion` would leave ",
        ),
        (
            file("factor = 0.5\n\n", "factor = 1e9\n"),
            "line 8: `scenario[0].transition[0]`: scenario `offer`: persona `Accordion` would leave Home",
        ),
        (
            file("beta-factor = 0.8", "beta-factor = 1e99"),
            "line 14: `scenario[1]`: persona `Accordion`: beta is ",
        ),
    ]);
}

#[test]
fn a_fifth_scenario_is_one_too_many() {
    let one = |n: u32| {
        format!("[[scenario]]\nname = '{n}'\nfrom = 2018-11-01\nshare = 1\nbeta-factor = 2\n")
    };
    let text: String = (0..5).map(one).collect();
    assert_eq!(
        fault(&text),
        "line 21: `scenario[4]` is one too many, expected at most 4 scenarios"
    );
    let four: String = (0..4).map(one).collect();
    assert_eq!(Scenario::all_from_toml(&four).unwrap().len(), 4);
}
