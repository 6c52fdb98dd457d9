//! Sessions made from pauses.

use rayon::prelude::*;

use crate::log::strings::Strings;
use crate::{Code, Span, Time, TimeRange};

/// Numbers the sessions of each entity from 1: a pause longer than `gap` begins the next.
///
/// `offsets` has the first event of each entity and the number of all. Returns the set that the
/// codes are of: the numbers as text, shared between entities.
pub(crate) fn number_sessions(
    times: &[Time],
    offsets: &[usize],
    gap: Span,
    sessions: &mut [Code],
) -> Strings {
    let entities = offsets.windows(2).map(|bounds| bounds[0]..bounds[1]);
    let mut shares = Vec::with_capacity(offsets.len());
    let mut rest = sessions;
    for entity in entities {
        let (share, behind) = rest.split_at_mut(entity.len());
        shares.push((&times[entity], share));
        rest = behind;
    }
    let n_sessions = shares.par_iter_mut().map(|(times, share)| number(times, gap, share)).max();
    let numbers = (1..=n_sessions.unwrap_or(0)).map(|number| number.to_string());
    let (names, codes) = Strings::encode(numbers);
    shares.into_par_iter().for_each(|(_, share)| {
        // Codes are ranks of the numbers as text, where 10 comes before 2.
        share.iter_mut().for_each(|session| *session = Code(codes[session.0 as usize]));
    });
    names
}

/// Numbers the events of one entity by their sessions, from 0, and returns how many there are.
fn number(times: &[Time], gap: Span, sessions: &mut [Code]) -> u32 {
    let mut session = 0;
    for at in 0..times.len() {
        if at > 0 && TimeRange::new(times[at - 1], times[at]).span() > gap {
            session += 1;
        }
        sessions[at] = Code(session);
    }
    session + u32::from(!times.is_empty())
}
