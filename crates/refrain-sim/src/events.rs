//! The events of many users in the order of time.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::ops::Range;

use crate::event::SimEvent;
use crate::simulation::Simulation;
use crate::user::{Step, User};

/// The events of a simulation in the order of time, made by [`Simulation::events`].
///
/// It holds the state of the users and no event: memory depends on the number of users alone.
#[derive(Debug, Clone)]
pub struct Events<'a> {
    simulation: &'a Simulation,
    first_user: u32,
    sessions: Vec<Session>,
    /// When each user acts next, and its position among these users.
    agenda: BinaryHeap<Reverse<(i64, u32)>>,
    next_session_id: u64,
}

/// A user in a session.
#[derive(Debug, Clone)]
struct Session {
    id: u64,
    user: User,
}

impl<'a> Events<'a> {
    pub(crate) fn new(simulation: &'a Simulation, users: Range<u32>) -> Events<'a> {
        let first_user = users.start;
        let sessions: Vec<Session> = users
            .zip(1..)
            .map(|(user_idx, id)| Session { id, user: User::new(simulation, user_idx) })
            .collect();
        let due = sessions.iter().zip(0..).map(|(session, idx)| Reverse((session.user.at, idx)));
        let agenda = due.filter(|Reverse((at, _))| *at < simulation.end()).collect();
        let next_session_id = sessions.len() as u64 + 1;
        Events { simulation, first_user, sessions, agenda, next_session_id }
    }
}

impl Session {
    /// Takes the user to its next event and says when that is, `None` if the log has ended or
    /// the user has left by then.
    fn advance(&mut self, simulation: &Simulation, next_session_id: &mut u64) -> Option<i64> {
        match self.user.advance(simulation) {
            Step::Left => return None,
            Step::Continued => {}
            Step::Returned => {
                self.id = *next_session_id;
                *next_session_id += 1;
            }
        }
        Some(self.user.at).filter(|at| *at < simulation.end())
    }
}

impl<'a> Iterator for Events<'a> {
    type Item = SimEvent<'a>;

    fn next(&mut self) -> Option<SimEvent<'a>> {
        loop {
            let simulation = self.simulation;
            let mut top = self.agenda.peek_mut()?;
            let Reverse((at, idx)) = *top;
            let session = &mut self.sessions[idx as usize];
            // Users come to the log amid their sessions: what they do before it begins is lived
            // through and not told.
            let event = (at > simulation.start()).then(|| {
                SimEvent::new(simulation, self.first_user + idx, session.id, &session.user)
            });
            match session.advance(simulation, &mut self.next_session_id) {
                Some(at) => *top = Reverse((at, idx)),
                None => drop(PeekMut::pop(top)),
            }
            if event.is_some() {
                return event;
            }
        }
    }
}
