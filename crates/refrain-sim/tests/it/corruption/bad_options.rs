use refrain_core::{Span, Time, TimeRange};
use refrain_sim::{Corruption, CorruptionOptions, Error, ErrorKind, Simulation, SimulationOptions};

use super::parsed;
use super::small;

fn refusal(options: CorruptionOptions) -> Error {
    Corruption::new(options).err().unwrap()
}

#[test]
fn a_share_that_is_none_is_refused() {
    for found in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
        let new = CorruptionOptions::new;
        for (options, expected) in [
            (new().rounded(found), "rounded"),
            (new().truncated(found), "truncated"),
            (new().corrupt(found), "corrupt"),
            (new().duplicates(found, 1), "duplicates"),
            (new().late(found, Span::from_days(1)), "late"),
        ] {
            let error = refusal(options);
            assert_eq!(error.kind(), ErrorKind::Argument);
            let message = format!("`{expected}` of {found} of the rows: give a share from 0 to 1");
            assert_eq!(error.to_string(), message);
        }
    }
}

#[test]
fn the_shares_at_both_ends_are_taken() {
    for share in [0.0, 1.0] {
        let options = CorruptionOptions::new().rounded(share).truncated(share).corrupt(share);
        assert!(
            Corruption::new(options.duplicates(share, 1).late(share, Span::MILLISECOND)).is_ok()
        );
    }
}

#[test]
fn numbers_out_of_bounds_are_refused() {
    let (day, new) = (Span::from_days(1), CorruptionOptions::new);
    for (options, expected) in [
        (new().shuffle(0), "`shuffle`: 0 lines in a block, give 2 to 1000000"),
        (new().shuffle(1), "`shuffle`: 1 lines in a block, give 2 to 1000000"),
        (new().shuffle(1_000_001), "`shuffle`: 1000001 lines in a block, give 2 to 1000000"),
        (new().duplicates(0.1, 0), "`duplicates`: 0 lines later, give 1 to 1000000"),
        (new().duplicates(0.1, 1_000_001), "`duplicates`: 1000001 lines later, give 1 to 1000000"),
        (new().double_encoded(0), "`double-encoded`: 0 rounds, give 1 to 2"),
        (new().double_encoded(3), "`double-encoded`: 3 rounds, give 1 to 2"),
        (new().drawn_gaps(0, day), "`gaps`: 0 gaps, give 1 to 1000"),
        (new().drawn_gaps(1_001, day), "`gaps`: 1001 gaps, give 1 to 1000"),
    ] {
        let error = refusal(options);
        assert_eq!(error.kind(), ErrorKind::Argument);
        assert_eq!(error.to_string(), expected);
    }
    let gap = TimeRange::new(Time::from_millis(0), Time::from_millis(1));
    let many = (0..1_001).fold(CorruptionOptions::new(), |options, _| options.gap(gap));
    assert_eq!(refusal(many).to_string(), "`gap`: 1001 gaps, give 0 to 1000");
}

#[test]
fn spans_of_zero_are_refused() {
    for (options, expected) in [
        (CorruptionOptions::new().late(0.1, Span::ZERO), "late"),
        (CorruptionOptions::new().drawn_gaps(1, Span::ZERO), "gaps"),
    ] {
        let message = format!("`{expected}` with a span of zero: give one such as `6h` or `2d`");
        assert_eq!(refusal(options).to_string(), message);
    }
}

#[test]
fn gaps_that_do_not_end_after_their_start_are_refused() {
    for text in ["gap=2018-10-08..2018-10-07", "gap=2018-10-08..2018-10-08"] {
        let error = refusal(parsed(text));
        assert_eq!(error.kind(), ErrorKind::Argument);
        assert!(error.to_string().starts_with("the gap [2018-10-08T00:00:00Z, "), "{error}");
    }
    assert_eq!(
        refusal(parsed("gap=2018-10-01..2018-10-02,gap=2018-10-08..2018-10-07")).to_string(),
        "the gap [2018-10-08T00:00:00Z, 2018-10-07T00:00:00Z) ends where it starts or before: \
         give its start first"
    );
}

#[test]
fn an_id_for_guests_that_is_a_users_is_refused_before_anything_is_written() {
    let simulation = small(1);
    let n_users = u64::from(simulation.n_users());
    for (id, is_refused) in [(0, false), (1, true), (n_users, true), (n_users + 1, false)] {
        let (mut log, mut manifest) = (Vec::new(), Vec::new());
        let corruption = Corruption::new(CorruptionOptions::new().guest_id(id)).unwrap();
        let result = corruption.write(&simulation, &mut log, &mut manifest);
        assert_eq!(result.is_err(), is_refused, "{id}");
        if let Err(error) = result {
            let expected = format!("guests cannot have the id {id}: users have 1 to {n_users}");
            let is_meant = error.to_string() == expected && error.kind() == ErrorKind::Argument;
            assert!(is_meant && log.is_empty() && manifest.is_empty(), "{error}");
        }
    }
}

/// What the check of the id for guests relies on.
#[test]
fn the_ids_of_users_are_1_to_their_number() {
    let options = SimulationOptions::new().users(20).days(60).growth_per_year(5.0);
    let simulation = Simulation::new(options).unwrap();
    let ids = || simulation.events().filter_map(|event| event.customer).map(|user| user.user_id);
    assert!(ids().all(|id| (1..=u64::from(simulation.n_users())).contains(&id)));
    assert!(ids().any(|id| id == 1) && ids().any(|id| id > 20));
}
