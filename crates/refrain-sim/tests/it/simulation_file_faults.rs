//! What is said of simulations in TOML that cannot be read.

use refrain_sim::SimulationFile;

/// A simulation of two personas, with a change.
fn file(from: &str, to: &str) -> String {
    let text = r#"users = 100
start = 2018-10-01
[pages]
Home = "GET 200"
Help = "GET 200"
[[persona]]
name = "Walker"
alpha = 60
beta = 86400
auths = { Guest = 1, In = 9 }
levels = { free = 1 }
newcomer = "Guest/free"
hidden = ["Guest"]
churned = "Gone"
[persona.starts]
"Guest/free" = { Home = 1 }
"In/free" = { Home = 3 }
[persona.transitions."Guest/free"]
Home = { Home = 0.25, "Home@In/free" = 0.5 }
[persona.transitions."In/free"]
Home = { Home = 0.5, Help = 0.125 }
Help = { Home = 0.75, "Home@Gone/free" = 0.0625 }

[[persona]]
name = "Runner"
like = "Walker"
weight = 2
[persona.transitions."In/free"]
Home = { Help = 0.375 }
"#;
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

/// What is said, which is one line.
fn fault(text: &str) -> String {
    let message = SimulationFile::from_toml(text).expect_err(text).to_string();
    assert_eq!(message.lines().count(), 1, "{message}");
    message
}

fn assert_faults(faults: &[(String, &str)]) {
    for (text, expected) in faults {
        let message = fault(text);
        assert!(message.contains(expected), "\nexpected {expected}\n   found {message}");
    }
}

#[test]
fn the_file_without_a_change_is_read() {
    assert!(SimulationFile::from_toml(&file("", "")).is_ok());
}

#[test]
fn what_is_no_toml_is_told_with_line_and_column() {
    assert_faults(&[
        (file("users = 100", "users = "), "line 1, column 9: "),
        (file("[pages]", "[pages"), "line 3, column 7: "),
        (file("alpha = 60", "alpha = 60\nalpha = 61"), "line 9, column 1: duplicate key"),
        ("[".repeat(100_000), "line 1, column "),
        (format!("a = {}", "[".repeat(100_000)), "line 1, column "),
    ]);
}

#[test]
fn unknown_keys_are_told_with_the_key_that_was_meant() {
    assert_faults(&[
        (
            file("users", "user"),
            "line 1: `user` is not a known key, expected one of the keys here: did you mean `users`?",
        ),
        (
            file("users", "xyz"),
            "line 1: `xyz` is not a known key, expected one of the keys here: users, days, seed,",
        ),
        (
            file("beta", "bta"),
            "line 9: `persona[0].bta` is not a known key, expected one of the keys here: did you mean `beta`?",
        ),
        (file("weight = 2", "wait = 2"), "line 27: `persona[1].wait` is not a known key"),
        (
            file("\"GET 200\"", "{ methd = \"GET\", status = 200 }"),
            "line 4: `pages.Home.methd` is not a known key, expected one of the keys here: did you mean `method`?",
        ),
    ]);
}

#[test]
fn missing_keys_are_told_with_the_table() {
    assert_faults(&[
        (file("name = \"Walker\"\n", ""), "line 6: `persona[0].name` is missing, expected a name"),
        (
            file("alpha = 60\n", ""),
            "line 6: `persona[0].alpha` is missing, expected seconds between two pages, or `like`",
        ),
        (file("auths", "#"), "line 6: `persona[0].auths` is missing"),
        (file("newcomer", "#"), "line 6: `persona[0].newcomer` is missing"),
        (
            file("[persona.starts]", "[pages.Foo]\nstatus = 3\n[unknown]"),
            "line 17: `unknown` is not a known key",
        ),
        (file("like = \"Walker\"", ""), "line 24: `persona[1].alpha` is missing"),
        (
            file("\"GET 200\"", "{ method = \"GET\" }"),
            "line 4: `pages.Home.status` is missing, expected an HTTP status",
        ),
    ]);
}

#[test]
fn values_of_the_wrong_kind_are_told_with_what_was_expected() {
    assert_faults(&[
        (file("100", "0"), "line 1: `users` is 0, expected a whole number of 1 or more"),
        (file("100", "-3"), "line 1: `users` is -3, expected a whole number of 1 or more"),
        (file("100", "1.5"), "line 1: `users` is 1.5, expected a whole number of 1 or more"),
        (file("100", "5_000_000_000"), "line 1: `users` is 5_000_000_000, expected a whole number"),
        (
            file("100", "99999999999999999999999999999999999999999999"),
            "line 1: `users` is 9999999999999999999999999999999999999999…, expected",
        ),
        (file("users = 100", "days = 0"), "line 1: `days` is 0"),
        (
            file("users = 100", "seed = -1"),
            "line 1: `seed` is -1, expected a whole number of 0 or more",
        ),
        (
            file("users = 100", "growth = -0.5"),
            "line 1: `growth` is -0.5, expected a number of 0 or more",
        ),
        (
            file("users = 100", "growth = inf"),
            "line 1: `growth` is inf, expected a number of 0 or more",
        ),
        (file("2018-10-01", "'soon'"), "line 2: `start` is 'soon', expected a date, as 2018-10-01"),
        (file("2018-10-01", "12:00:00"), "line 2: `start` is 12:00:00, expected a date"),
        (
            file("\"GET 200\"", "\"GET\""),
            "line 4: `pages.Home` is \"GET\", expected a method and a status, as \"GET 200\"",
        ),
        (
            file("\"GET 200\"", "{ status = 99999 }"),
            "line 4: `pages.Home.status` is 99999, expected an HTTP status",
        ),
        (file("alpha = 60", "alpha = 'x'"), "line 8: `persona[0].alpha` is 'x', expected a number"),
        (
            file("{ free = 1 }", "['free']"),
            "line 11: `persona[0].levels` is a list, expected a table",
        ),
        (
            file("[\"Guest\"]", "\"Guest\""),
            "line 13: `persona[0].hidden` is \"Guest\", expected a list",
        ),
        (
            file("{ Home = 3 }", "{ Home = -3 }"),
            "line 17: `persona[0].starts.\"In/free\".Home` is -3, expected a weight",
        ),
        (
            file("weight = 2", "weight = 0.5"),
            "line 27: `persona[1].weight` is 0.5, expected a whole number",
        ),
        ("persona = 3".into(), "line 1: `persona` is 3, expected a list"),
        (
            "[persona]\nname = 'Horn'".into(),
            "line 1: `persona` is a table, expected a list of personas: write `[[persona]]`",
        ),
        ("pages = 3".into(), "line 1: `pages` is 3, expected a table"),
    ]);
}

#[test]
fn unknown_names_are_told_with_the_name_that_was_meant() {
    assert_faults(&[
        (
            file("Help = 0.125", "Hlp = 0.125"),
            "line 21: `persona[0].transitions.\"In/free\".Home.Hlp` is for the unknown page `Hlp`, expected a page of `[pages]`: did you mean `Help`?",
        ),
        (
            file("\"Home@In/free\"", "\"Hom@In/free\""),
            "line 19: `persona[0].transitions.\"Guest/free\".Home.\"Hom@In/free\"` is for the unknown page `Hom`",
        ),
        (
            file("Help = { Home", "Halp = { Home"),
            "line 22: `persona[0].transitions.\"In/free\".Halp` is for the unknown page `Halp`",
        ),
        (
            file("{ Home = 1 }", "{ Xyzzy = 1 }"),
            "line 16: `persona[0].starts.\"Guest/free\".Xyzzy` is for the unknown page `Xyzzy`, expected a page of `[pages]`: Help, Home",
        ),
        (
            file("like = \"Walker\"", "like = \"Walkr\""),
            "line 26: `persona[1].like` is \"Walkr\", expected a persona above this one, or one of the crate: did you mean `Walker`?",
        ),
        (
            file("like = \"Walker\"", "like = \"Runner\""),
            "line 26: `persona[1].like` is \"Runner\", expected a persona above this one",
        ),
        (
            file("name = \"Runner\"", "name = \"Walker\""),
            "line 25: `persona[1].name` is \"Walker\", expected a name that no persona above it has",
        ),
        (
            file("[\"Guest\"]", "[\"Gest\"]"),
            "line 13: `persona[0].hidden[0]` is \"Gest\", expected an authentication of a page: did you mean `Guest`?",
        ),
        (
            file("\"Gone\"", "\"Gnoe\""),
            "line 14: `persona[0].churned` is \"Gnoe\", expected an authentication of a page: did you mean `Gone`?",
        ),
        (
            "[[persona]]\nname = 'Hron'".into(),
            "line 2: `persona[0].name` is 'Hron', expected a persona that comes with the crate, or `like`: did you mean `Horn`?",
        ),
        ("[[persona]]\nname = 'Hron'".into(), "line 2"),
        (
            "[[persona]]\nname = 'X'\nlike = 'Horn'\nfactors = { Advrt = 2 }".into(),
            "line 4: `persona[0].factors.Advrt` is for the unknown page `Advrt`, expected a page of",
        ),
    ]);
}

#[test]
fn faults_of_a_whole_persona_are_told_with_the_key_that_makes_them() {
    assert_faults(&[
        (
            file("Help = 0.125", "Help = 1.5"),
            "line 21: `persona[0].transitions.\"In/free\".Home.Help`: persona `Walker`: from Home (In, free, GET 200) to Help (In, free, GET 200) with probability 1.5, expected 0 to 1",
        ),
        (
            file("Help = 0.125", "Help = nan"),
            "line 21: `persona[0].transitions.\"In/free\".Home.Help`: persona `Walker`: from Home (In, free, GET 200) to Help (In, free, GET 200) with probability NaN",
        ),
        (file("Help = 0.125", "Help = -0.5"), "with probability -0.5, expected 0 to 1"),
        (
            file("Help = 0.125", "Help = 0.75"),
            "line 21: `persona[0].transitions.\"In/free\".Home.Help`: persona `Walker`: the probabilities of leaving Home (In, free, GET 200) sum to 1.25, expected at most 1",
        ),
        (
            file("Help = 0.375", "Help = 0.75"),
            "line 29: `persona[1].transitions.\"In/free\".Home.Help`: persona `Runner`: the probabilities of leaving Home (In, free, GET 200) sum to 1.25, expected at most 1",
        ),
        (
            file("alpha = 60", "alpha = -60"),
            "line 8: `persona[0].alpha`: persona `Walker`: alpha is -60, expected 1 to 1e9 seconds",
        ),
        (
            file("weight = 2", "damping = nan"),
            "line 27: `persona[1].damping`: persona `Runner`: damping is NaN, expected 0 to 1",
        ),
        (
            file("Guest = 1, In = 9", "Guest = 0, In = 0"),
            "line 10: `persona[0].auths`: persona `Walker`: the weights of the initial authentications are all zero",
        ),
        (
            file("levels = { free = 1 }", "levels = {}"),
            "line 11: `persona[0].levels`: persona `Walker`: the weights of the initial levels are all zero",
        ),
        (
            file("{ free = 1 }", "{ fre = 1 }"),
            "line 11: `persona[0].levels`: persona `Walker`: no first page of positive weight for users who are Guest, fre",
        ),
        (
            file("Guest = 1, In = 9", "Gest = 1, In = 9"),
            "line 10: `persona[0].auths`: persona `Walker`: no first page of positive weight for users who are Gest, free",
        ),
        (
            file("newcomer = \"Guest/free\"", "newcomer = \"Guest\""),
            "line 12: `persona[0].newcomer`: persona `Walker`: no first page",
        ),
        (
            file("\"In/free\" = { Home = 3 }", ""),
            "line 19: `persona[0].transitions.\"Guest/free\".Home.\"Home@In/free\"`: persona `Walker`: no first page of positive weight for users who are In, free",
        ),
        (
            file("Home = 3", "Home = 0"),
            "line 17: `persona[0].starts.\"In/free\".Home`: persona `Walker`: no first page",
        ),
        (
            file("{ Home = 3 }", "{ Home = 3, Help = 1 }")
                .replacen("Home = 0.5, Help = 0.125", "Home = 0.5", 1)
                .replacen("Help = { Home = 0.75,", "Home = { Home = 0.75,", 1)
                .replacen("Home = { Home = 0.5 }\n", "", 1),
            "line 17: `persona[0].starts.\"In/free\".Help`: persona `Walker`: sessions start at Help (In, free, GET 200), expected a page that a transition names",
        ),
        (
            file(
                "Help = 0.125",
                "Help = 0.125 }\n[persona.transitions.\"Inn/free\"]\nHome = { Home = 0.5",
            ),
            "line 23: `persona[0].transitions.\"Inn/free\".Home.Home`: persona `Walker`: no first page",
        ),
        (
            file(", Help = 0.125", ""),
            "line 22: `persona[0].transitions.\"In/free\".Help.\"Home@Gone/free\"`: persona `Walker`: nothing leads to Help (In, free, GET 200)",
        ),
        (
            file("[\"Guest\"]", "[\"Guest\", \"In\", \"Gone\"]"),
            "line 13: `persona[0].hidden`: persona `Walker`: users come to hidden pages only",
        ),
        (
            file("weight = 2", "weight = 0").replacen("alpha", "weight = 0\nalpha", 1),
            "line 6: `persona` is a list without a positive `weight`, expected one at least",
        ),
    ]);
}

#[test]
fn factors_that_make_no_sense_are_told() {
    let factors = |factors: &str| file("weight = 2", &format!("factors = {factors}"));
    assert_faults(&[
        (
            factors("{ Help = -1 }"),
            "line 27: `persona[1].factors.Help` is -1, expected a number of 0 or more",
        ),
        (
            factors("{ Help = nan }"),
            "line 27: `persona[1].factors.Help` is nan, expected a number of 0 or more",
        ),
        (
            factors("{ Help = 6 }"),
            "line 27: `persona[1].factors` is too much for Home (In, free, GET 200): 0.75 of 0.625 that lead to any page, expected smaller factors",
        ),
        (factors("{ Hlp = 2 }"), "line 27: `persona[1].factors.Hlp` is for the unknown page `Hlp`"),
        (
            file("alpha = 60", "factors = { Help = 2 }\nalpha = 60"),
            "line 8: `persona[0].factors` is given without `like`, expected a persona to be like",
        ),
        (
            file("Help = \"GET 200\"", "Help = \"GET 200\"\nRare = \"GET 200\"")
                .replace("weight = 2", "factors = { Rare = 2 }"),
            "line 28: `persona[1].factors.Rare` is for `Rare`, expected a page that some page leads to",
        ),
    ]);
}

#[test]
fn a_page_that_a_built_in_knows_otherwise_is_refused() {
    let text =
        "[pages]\nNew = 'GET 200'\nCancel = 'GET 200'\n[[persona]]\nname = 'X'\nlike = 'Horn'";
    let expected =
        "line 3: `pages.Cancel` is 'GET 200', expected \"PUT 307\" as in `Horn`, or another name";
    assert_eq!(fault(text), expected);
}
