use refrain::base::{Calendar, Span, Time};
use refrain::eval::{Protocol, TestCutoffs};
use refrain::events::{EventSchema, Input, LogReader};
use refrain::features::Vocabulary;
use refrain::labels::Schedule;
use refrain::sim::SimulationFile;
use refrain::{parse_cutoffs, parse_outcomes, parse_rule, parse_tenures};

#[test]
fn dates_are_midnights_and_times_are_rfc_3339() {
    let midnight = Time::from_millis(1_541_030_400_000);
    assert_eq!("2018-11-01".parse::<Time>().unwrap(), midnight);
    assert_eq!("2018-11-01T00:00:00".parse::<Time>().unwrap(), midnight);
    assert_eq!("2018-11-01T02:00:00+02:00".parse::<Time>().unwrap(), midnight);
    assert_eq!(
        "2018-11-01T00:00:00.250Z".parse::<Time>().unwrap(),
        midnight + Span::from_millis(250)
    );
}

#[test]
fn what_is_no_time_is_said_to_be_none() {
    for text in ["", "yesterday", "2018-13-01", "1541030400000"] {
        let message = text.parse::<Time>().unwrap_err().to_string();
        assert!(message.starts_with(&format!("`{text}` is not a time")), "{message}");
    }
}

/// Texts of times, and their milliseconds.
const TIMES: [(&str, i64); 7] = [
    ("2018-11-01", 1_541_030_400_000),
    ("2018-11-01T12:00:00", 1_541_073_600_000),
    ("2018-11-01T12:00:00Z", 1_541_073_600_000),
    ("2018-11-01T12:00:00+02:00", 1_541_066_400_000),
    ("2018-11-01T12:00:00-08:00", 1_541_102_400_000),
    ("2018-11-01T12:00:00.0009Z", 1_541_073_600_000),
    ("2018-10-31T23:59:59.9995Z", 1_541_030_399_999),
];

/// The time of the only event of a log that has it as text.
fn time_in_a_log(text: &str) -> Time {
    let schema =
        "[roles]\nentity = \"id\"\ntime = \"at\"\nkind = \"kind\"\n[time]\nunit = \"rfc3339\"\n";
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("log.jsonl");
    let row = format!("{{\"id\":\"a\",\"at\":\"{text}\",\"kind\":\"visit\"}}\n");
    std::fs::write(&path, row).unwrap();
    let reader = LogReader::new(EventSchema::from_toml(schema).unwrap());
    reader.read(&[Input::parse(path.to_str().unwrap())]).unwrap().log.range().start
}

#[test]
fn times_read_alike_in_cutoffs_protocols_simulations_and_logs() {
    for (text, millis) in TIMES {
        let time = Time::from_millis(millis);
        assert_eq!(text.parse::<Time>().unwrap(), time, "{text}");
        assert_eq!(
            parse_cutoffs(text, &Calendar::utc()).unwrap(),
            Schedule::Dates(vec![time]),
            "{text}"
        );
        let protocol: Protocol = format!("rolling-origin:test={text}").parse().unwrap();
        assert_eq!(protocol.test_cutoffs, TestCutoffs::At(vec![time]), "{text}");
        let simulation = SimulationFile::from_toml(&format!("start = \"{text}\"\n")).unwrap();
        assert_eq!(simulation.start, Some(time), "{text}");
        assert_eq!(time_in_a_log(text), time, "{text}");
    }
}

#[test]
fn cutoffs_are_the_end_or_dates() {
    assert_eq!(parse_cutoffs("end", &Calendar::utc()).unwrap(), Schedule::End);
    let two = parse_cutoffs("2018-11-08, 2018-11-01", &Calendar::utc()).unwrap();
    let times = ["2018-11-08", "2018-11-01"].map(|text| text.parse::<Time>().unwrap());
    assert_eq!(two, Schedule::Dates(times.to_vec()));
    assert!(parse_cutoffs("end,2018-11-01", &Calendar::utc()).is_err());
}

#[test]
fn rules_are_known_by_name() {
    let schema = EventSchema::sparkify();
    assert_eq!(parse_rule("cancel", &schema).unwrap().name(), "cancel");
    assert_eq!(parse_rule("cancel:Logout", &schema).unwrap().name(), "cancel");
    assert_eq!(parse_rule("inactive:14d", &schema).unwrap().name(), "inactive:14d");
    for text in ["downgrade", "upgrade", "any:cancel+inactive:14d", "any:downgrade"] {
        assert_eq!(parse_rule(text, &schema).unwrap().name(), text);
    }
    let wrong = [
        "",
        "cancel:",
        "inactive",
        "inactive:two weeks",
        "inactive:0d",
        "any",
        "any:",
        "any:cancel+",
    ];
    for text in wrong {
        assert!(parse_rule(text, &schema).is_err(), "{text}");
    }
}

#[test]
fn rule_in_any_keeps_its_kinds() {
    let schema = EventSchema::sparkify();
    let named = |text: &str| parse_rule(text, &schema).unwrap().name();
    for text in [
        "lapsed:60d",
        "inactive:NextSong:60d",
        "inactive:NextSong+Home:60d",
        "lapsed:a:b+c:60d",
        "any:cancel+inactive:NextSong+Home:60d",
        "any:inactive:NextSong+Home:60d+cancel",
        "any:cancel+lapsed:60d+downgrade",
    ] {
        assert_eq!(named(text), text);
    }
    let kinds = |text: &str| parse_rule(text, &schema).unwrap().kinds();
    let cancelled = "Cancellation Confirmation";
    assert_eq!(kinds("any:cancel+inactive:a + b:60d+cancel:c"), [cancelled, "a", "b", "c"]);
    for text in ["inactive:a+:60d", "inactive::60d", "lapsed:a", "any:inactive:a+b"] {
        assert!(parse_rule(text, &schema).is_err(), "{text}");
    }
}

#[test]
fn kind_that_the_schema_names_may_hold_the_sign_between_two() {
    let roles = "[roles]\nentity = \"user\"\ntime = \"at\"\nkind = \"what\"\n";
    let schema = format!("{roles}[kinds]\ncounted = [\"buy + pay\"]\n");
    let schema = EventSchema::from_toml(&schema).unwrap();
    let rule = parse_rule("inactive:buy + pay:60d", &schema).unwrap();
    assert_eq!(rule.kinds(), ["buy + pay"]);
}

#[test]
fn a_command_takes_one_meaning_of_silence() {
    let schema = EventSchema::sparkify();
    let message = "a command takes one meaning of silence: inactive:60d asks what follows the \
                   cutoff, lapsed:30d when the silent days had passed";
    let any = parse_rule("any:inactive:60d+lapsed:30d", &schema).map(|_| ()).unwrap_err();
    assert_eq!(any.to_string(), message);
    let outcomes = parse_outcomes("cancel,a=lapsed:30d,b=inactive:60d", &schema);
    assert_eq!(outcomes.unwrap_err().to_string(), message);
    assert!(parse_rule("any:inactive:60d+inactive:60d", &schema).is_ok());
}

#[test]
fn rules_about_plans_need_what_the_schema_says_of_them() {
    let roles = "[roles]\nentity = \"user\"\ntime = \"at\"\nkind = \"what\"\n";
    let plan = "[[attributes]]\nname = \"plan\"\ntype = \"text\"\n";
    let schema = |rest: &str| EventSchema::from_toml(&format!("{roles}{plan}{rest}")).unwrap();
    let refused = |rest: &str| {
        let refused = parse_rule("downgrade", &schema(rest)).map(|_| ()).unwrap_err();
        refused.to_string()
    };
    let needs = |key, part| {
        format!(
            "the rule downgrade needs `{key}` in the schema's `[{part}]`, which does not say it"
        )
    };
    assert_eq!(refused(""), needs("downgrade", "kinds"));
    let kinds = "[kinds]\ndowngrade = [\"down\"]\n";
    assert_eq!(refused(kinds), needs("plan", "meaning"));
    assert_eq!(
        refused(&format!("{kinds}[meaning]\nplan = \"plan\"\n")),
        needs("paid_plans", "meaning")
    );
    let whole = format!("{kinds}[meaning]\nplan = \"plan\"\npaid_plans = [\"gold\"]\n");
    assert!(parse_rule("downgrade", &schema(&whole)).is_ok());
}

#[test]
fn outcomes_are_named_by_their_rule_or_otherwise() {
    let schema = EventSchema::sparkify();
    let outcomes =
        parse_outcomes("cancel, downgrade,silent=inactive:7d,cancel:a=b", &schema).unwrap();
    assert_eq!(outcomes.names(), ["cancel", "downgrade", "silent", "cancel:a=b"]);
    for text in ["", "cancel,cancel", "stay=cancel", "cancel,nothing", "left="] {
        assert!(parse_outcomes(text, &schema).is_err(), "{text}");
    }
}

#[test]
fn tenures_are_spans() {
    let two = parse_tenures("30d, 60d").unwrap();
    assert_eq!(two, Schedule::Tenures([30, 60].map(Span::from_days).to_vec()));
    assert!(parse_tenures("30d,").is_err());
}

#[test]
fn sparkifys_schema_gives_sparkifys_words() {
    assert_eq!(EventSchema::sparkify().vocabulary(), Vocabulary::sparkify());
}

#[test]
fn dates_of_cutoffs_are_in_the_calendar() {
    let berlin = Calendar::zone("Europe/Berlin").unwrap();
    let cutoffs = parse_cutoffs("2024-07-01, 2024-07-02T00:00:00Z, 2024-01-01 12:00", &berlin);
    let expected = ["2024-06-30T22:00:00Z", "2024-07-02T00:00:00Z", "2024-01-01T11:00:00Z"];
    let expected = expected.map(|time| time.parse::<Time>().unwrap());
    assert_eq!(cutoffs.unwrap(), Schedule::Dates(expected.to_vec()));
}
