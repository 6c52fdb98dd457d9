//! All users of a simulation, taken through time together.

use std::ops::Range;

use rayon::prelude::*;

use crate::population::row::Row;
use crate::population::user::{Profile, Step, User};
use crate::simulation::Simulation;
use crate::time::seconds::NEVER;

/// The users, each at its next event.
///
/// They are divided into parts that are taken through a span of time side by side, for a user needs
/// nothing of another.
#[derive(Debug, Clone)]
pub(crate) struct Crowd {
    first_user: u32,
    parts: Vec<Part>,
    profiles: Vec<Profile>,
}

/// Users that one thread takes through a span of time.
#[derive(Debug, Clone)]
struct Part {
    first_user: u32,
    users: Vec<User>,
    rows: Vec<Row>,
}

/// Few enough to spread evenly over threads, and to stay in the cache.
const USERS_PER_PART: u32 = 256;

impl Crowd {
    pub(crate) fn new(simulation: &Simulation, users: Range<u32>) -> Crowd {
        // Divided by user numbers, not by threads: which part a user is in depends on nothing
        // else.
        let starts: Vec<u32> = users.clone().step_by(USERS_PER_PART as usize).collect();
        let part = |first_user: &u32| {
            let end = users.end.min(first_user.saturating_add(USERS_PER_PART));
            let (users, profiles) =
                (*first_user..end).map(|user_idx| User::new(simulation, user_idx)).unzip();
            (Part { first_user: *first_user, users, rows: Vec::new() }, profiles)
        };
        let (parts, profiles): (Vec<Part>, Vec<Vec<Profile>>) = starts.par_iter().map(part).unzip();
        Crowd { first_user: users.start, parts, profiles: profiles.concat() }
    }

    pub(crate) fn n_users(&self) -> usize {
        self.profiles.len()
    }

    pub(crate) fn users(&self) -> impl Iterator<Item = &User> {
        self.parts.iter().flat_map(|part| &part.users)
    }

    /// Returns what the log says of a user.
    pub(crate) fn profile(&self, user_idx: u32) -> &Profile {
        &self.profiles[(user_idx - self.first_user) as usize]
    }

    /// Takes everybody up to an instant and appends what they did on the way, in the order of time;
    /// users at the same instant come in the order of their numbers.
    pub(crate) fn live_until(&mut self, simulation: &Simulation, until: i64, rows: &mut Vec<Row>) {
        self.parts.par_iter_mut().for_each(|part| part.live_until(simulation, until));
        let first_new = rows.len();
        // In the order of parts, whichever was ready first.
        self.parts.iter().for_each(|part| rows.extend_from_slice(&part.rows));
        // Rows stand by user and, within one, by time: a stable sort keeps that order among equals.
        rows[first_new..].par_sort_by_key(|row| row.at);
    }

    /// Returns the second at which somebody acts next, [`NEVER`] if all have left.
    pub(crate) fn next_at(&self) -> i64 {
        self.users().map(|user| user.at).min().unwrap_or(NEVER)
    }
}

impl Part {
    fn live_until(&mut self, simulation: &Simulation, until: i64) {
        self.rows.clear();
        for (user, user_idx) in self.users.iter_mut().zip(self.first_user..) {
            while user.at < until {
                // Users come to the log amid their sessions: what they do before it begins is lived
                // through and not told.
                if user.at > simulation.start() {
                    self.rows.push(user.row(user_idx));
                }
                if user.advance(simulation) == Step::Left {
                    user.at = NEVER;
                }
            }
        }
    }
}
