//! Locations as logs state them.

use std::collections::{BTreeMap, BTreeSet};

use super::{division, state};
use crate::shared_data::shared_file;

#[test]
fn location_of_several_states_lies_in_the_first() {
    let examples = [
        ("New York-Newark-Jersey City, NY-NJ-PA", "NY", "Middle Atlantic"),
        ("Washington-Arlington-Alexandria, DC-VA-MD-WV", "DC", "South Atlantic"),
        ("Boston-Cambridge-Newton, MA-NH", "MA", "New England"),
        ("Chicago-Naperville-Elgin, IL-IN-WI", "IL", "East North Central"),
        ("Kansas City, MO-KS", "MO", "West North Central"),
        ("Louisville/Jefferson County, KY-IN", "KY", "East South Central"),
        ("Dallas-Fort Worth-Arlington, TX", "TX", "West South Central"),
        ("Ca\u{f1}on City, CO", "CO", "Mountain"),
        ("Urban Honolulu, HI", "HI", "Pacific"),
        ("Saint Louis, City of, MO-IL", "MO", "West North Central"),
        ("Abilene,TX ", "TX", "West South Central"),
    ];
    for (location, of_state, of_division) in examples {
        let found = (state(location), division(location));
        assert_eq!(found, (Some(of_state), Some(of_division)), "{location}");
    }
}

#[test]
fn territory_is_a_state_of_no_division() {
    let location = "San Juan-Carolina-Caguas, PR";
    assert_eq!((state(location), division(location)), (Some("PR"), None));
}

#[test]
fn what_names_no_state_lies_nowhere() {
    for location in ["", "Berlin", "Toronto, ON", "NY", ", ", "Abilene, Texas", "Abilene, tx"] {
        assert_eq!((state(location), division(location)), (None, None), "{location}");
    }
}

/// The list gives each county its FIPS code, which is a thousand times the state's and some.
#[test]
fn states_of_the_generator_are_those_of_the_counties() {
    let Some(bytes) = shared_file("eventsim/data/CBSA-EST2013-alldata.csv") else { return };
    let text = String::from_utf8_lossy(&bytes);
    let mut names: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
    let mut n_areas = 0;
    // A name without a comma is a heading.
    for (before, name) in text.lines().filter_map(quoted_name) {
        let of_state = state(name).unwrap_or_else(|| panic!("no state of {name}"));
        assert!(division(name).is_some(), "{name}");
        match before.split(',').nth(2).and_then(|county| county.parse::<u32>().ok()) {
            None => n_areas += 1,
            Some(county) => _ = names.entry(county / 1_000).or_default().insert(of_state),
        }
    }
    assert!(n_areas > 900, "{n_areas}");
    assert!(names.values().all(|states| states.len() == 1), "{names:?}");
    let states: BTreeSet<&str> = names.values().flatten().copied().collect();
    assert_eq!((names.len(), states.len()), (51, 51));
}

/// The text before the first quoted field of a line, and that field.
fn quoted_name(line: &str) -> Option<(&str, &str)> {
    let (before, rest) = line.split_once('"')?;
    Some((before, rest.split_once('"')?.0))
}
