use refrain_core::{Span, Time, TimeRange};
use refrain_sim::{CorruptionOptions, Error, ErrorKind};

fn refusal(text: &str) -> Error {
    CorruptionOptions::parse(text).err().unwrap()
}

#[test]
fn every_piece_sets_its_option() {
    let new = CorruptionOptions::new;
    let midnight = Time::from_millis(1_538_870_400_000);
    let gap = |start, hours| TimeRange::new(start, start + Span::from_hours(hours));
    for (text, expected) in [
        ("seed=18446744073709551615", new().seed(u64::MAX)),
        ("gap=2018-10-07..2018-10-08", new().gap(gap(midnight, 24))),
        ("gap=2018-10-07T00:00:00..2018-10-07T01:00:00Z", new().gap(gap(midnight, 1))),
        ("gap=2018-10-07T02:00:00+02:00..2018-10-07T02:00", new().gap(gap(midnight, 2))),
        ("gaps=3:6h", new().drawn_gaps(3, Span::from_hours(6))),
        ("numeric-ids", new().numeric_ids()),
        ("guest-id=1261737", new().guest_id(1_261_737)),
        ("double-encoded", new().double_encoded(1)),
        ("double-encoded=2", new().double_encoded(2)),
        ("rounded=0.05", new().rounded(0.05)),
        ("truncated=1e-3", new().truncated(0.001)),
        ("corrupt=1", new().corrupt(1.0)),
        ("duplicates=0.01", new().duplicates(0.01, 10)),
        ("duplicates=0.01:50", new().duplicates(0.01, 50)),
        ("late=0.02:2d", new().late(0.02, Span::from_days(2))),
        ("shuffle=1000", new().shuffle(1000)),
    ] {
        assert_eq!(CorruptionOptions::parse(text).unwrap(), expected, "{text}");
    }
}

#[test]
fn pieces_are_divided_by_commas_and_blanks_do_not_count() {
    let expected = CorruptionOptions::new().shuffle(1000).corrupt(0.001).numeric_ids();
    let text = " shuffle = 1000 ,corrupt=0.001,\tnumeric-ids";
    assert_eq!(CorruptionOptions::parse(text).unwrap(), expected);
}

#[test]
fn gaps_may_be_given_again_and_nothing_else() {
    let text = "gap=2018-10-07..2018-10-08,gap=2018-11-07..2018-11-08";
    assert!(CorruptionOptions::parse(text).is_ok());
    let error = refusal("corrupt=0.1,shuffle=10,corrupt=0.1");
    assert_eq!(error.kind(), ErrorKind::Argument);
    assert_eq!(error.to_string(), "`corrupt` is given twice");
}

#[test]
fn an_unknown_piece_is_refused_with_the_names_there_are() {
    for (text, name) in [("noise=0.1", "noise"), ("corrupt=0.1,", ""), ("", ""), ("Late=1", "Late")]
    {
        let error = refusal(text);
        assert_eq!(error.kind(), ErrorKind::Argument);
        let expected = format!("no corruption is named `{name}`; there are seed, ");
        assert!(error.to_string().starts_with(&expected), "{error}");
    }
    let expected = "no corruption is named `noise`; there are seed, gap, gaps, numeric-ids, ";
    assert!(refusal("noise").to_string().starts_with(expected));
}

#[test]
fn a_piece_that_cannot_be_read_is_named_with_what_is_expected() {
    for piece in [
        "seed",
        "seed=-1",
        "gap=2018-10-07",
        "gap=2018-10-07..soon",
        "gap=2018-13-07..2018-10-08",
        "gaps=3",
        "gaps=3:6",
        "gaps=x:6h",
        "numeric-ids=yes",
        "guest-id=",
        "guest-id=guest",
        "double-encoded=twice",
        "rounded=5%",
        "truncated",
        "corrupt=much",
        "duplicates=0.1:x",
        "duplicates=:1",
        "late=0.1",
        "late=0.1:2",
        "shuffle=1.5",
    ] {
        let name = piece.split('=').next().unwrap();
        let error =
            refusal(&format!("corrupt=0.1,{piece}").replace("corrupt=0.1,corrupt", "corrupt"));
        assert_eq!(error.kind(), ErrorKind::Argument);
        let expected = format!("`{piece}` cannot be read: expected `{name}");
        assert!(error.to_string().starts_with(&expected), "{error}");
    }
    assert_eq!(
        refusal("shuffle=10,rounded=5%").to_string(),
        "`rounded=5%` cannot be read: expected `rounded=SHARE`, such as 0.05"
    );
}
