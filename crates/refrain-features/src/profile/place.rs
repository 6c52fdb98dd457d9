//! State and census division of a location in the United States.

#[cfg(test)]
mod tests;

/// States by Census Bureau division.
///
/// "Census Regions and Divisions of the United States", Geography Division, U.S. Census Bureau.
const DIVISIONS: [(&str, &[&str]); 9] = [
    ("New England", &["CT", "MA", "ME", "NH", "RI", "VT"]),
    ("Middle Atlantic", &["NJ", "NY", "PA"]),
    ("East North Central", &["IL", "IN", "MI", "OH", "WI"]),
    ("West North Central", &["IA", "KS", "MN", "MO", "ND", "NE", "SD"]),
    ("South Atlantic", &["DC", "DE", "FL", "GA", "MD", "NC", "SC", "VA", "WV"]),
    ("East South Central", &["AL", "KY", "MS", "TN"]),
    ("West South Central", &["AR", "LA", "OK", "TX"]),
    ("Mountain", &["AZ", "CO", "ID", "MT", "NM", "NV", "UT", "WY"]),
    ("Pacific", &["AK", "CA", "HI", "OR", "WA"]),
];

/// Territories have a postal code and lie in no division.
const TERRITORIES: [&str; 5] = ["AS", "GU", "MP", "PR", "VI"];

/// Returns the postal code of the first state of a location: `NY` of
/// `New York-Newark-Jersey City, NY-NJ-PA`.
///
/// The District of Columbia and the territories count as states. `None` if no such code follows
/// the last comma.
pub(crate) fn state(location: &str) -> Option<&str> {
    let (_, states) = location.rsplit_once(',')?;
    let first = states.split('-').next()?.trim();
    let is_known = division_of_state(first).is_some() || TERRITORIES.contains(&first);
    is_known.then_some(first)
}

/// Returns the Census Bureau division of the first state of a location: `Middle Atlantic` of
/// `New York-Newark-Jersey City, NY-NJ-PA`.
///
/// `None` for territories, and where the location names no state.
pub(crate) fn division(location: &str) -> Option<&'static str> {
    division_of_state(state(location)?)
}

fn division_of_state(state: &str) -> Option<&'static str> {
    let division = DIVISIONS.iter().find(|(_, states)| states.contains(&state));
    division.map(|(name, _)| *name)
}
