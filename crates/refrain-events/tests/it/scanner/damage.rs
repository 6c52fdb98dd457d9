//! A Sparkify log of a few hundred sound lines, and what disks, networks and people do to it.

use std::fmt;
use std::ops::Range;

use proptest::prelude::*;
use proptest::sample::{Index, select};

/// The bytes of a log, shown as text where a test fails.
#[derive(Clone)]
pub(crate) struct Bytes(pub(crate) Vec<u8>);

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.escape_ascii())
    }
}

/// A change of the bytes at one place.
#[derive(Debug, Clone)]
enum Damage {
    Flip(Index, u8),
    Delete(Index, usize),
    Insert(Index, Vec<u8>),
    /// The beginning of one line runs on into the middle of another.
    Splice(Index, Index),
    /// Everything from here on is lost.
    Cut(Index),
}

pub(crate) fn damaged_sparkify_log() -> impl Strategy<Value = Bytes> {
    let beginning = prop_oneof![9 => Just(""), 1 => Just("\u{feff}")];
    // Bytes that are not UTF-8 take a block from the scanner, so they are rare here.
    let damages = prop_oneof![9 => damages(0..0x80), 1 => damages(0..0xFF)];
    (beginning, 100..300_u32, any::<u32>(), damages).prop_map(
        |(beginning, n_lines, seed, damages)| {
            let mut bytes = (beginning.to_owned() + &sound_log(n_lines, seed)).into_bytes();
            damages.iter().for_each(|damage| damage.apply(&mut bytes));
            Bytes(bytes)
        },
    )
}

fn damages(bytes: Range<u8>) -> BoxedStrategy<Vec<Damage>> {
    let special = select(b"\"\\{}[],: \t\r\n0123456789-.eEunltrfa/\0".to_vec());
    let byte = prop_oneof![2 => special, 1 => bytes];
    let place = any::<Index>;
    let damage = prop_oneof![
        6 => (place(), byte.clone()).prop_map(|(at, byte)| Damage::Flip(at, byte)),
        3 => (place(), 1..6_usize).prop_map(|(at, n_bytes)| Damage::Delete(at, n_bytes)),
        1 => (place(), 6..400_usize).prop_map(|(at, n_bytes)| Damage::Delete(at, n_bytes)),
        3 => (place(), prop::collection::vec(byte, 1..4)).prop_map(|(at, b)| Damage::Insert(at, b)),
        2 => (place(), place()).prop_map(|(first, second)| Damage::Splice(first, second)),
    ];
    let cut = prop_oneof![9 => Just(None), 1 => place().prop_map(|at| Some(Damage::Cut(at)))];
    let joined = |(mut damages, cut): (Vec<Damage>, Option<Damage>)| {
        damages.extend(cut);
        damages
    };
    (prop::collection::vec(damage, 1..40), cut).prop_map(joined).boxed()
}

impl Damage {
    fn apply(&self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        match self {
            Damage::Flip(at, byte) => *at.get_mut(bytes) = *byte,
            Damage::Delete(at, n_bytes) => {
                let start = at.index(bytes.len());
                bytes.drain(start..bytes.len().min(start + n_bytes));
            }
            Damage::Insert(at, inserted) => {
                let start = at.index(bytes.len());
                bytes.splice(start..start, inserted.iter().copied());
            }
            Damage::Splice(first, second) => {
                let start = first.index(bytes.len());
                let n_bytes = second.index(bytes.len() - start).min(300);
                bytes.drain(start..start + n_bytes);
            }
            Damage::Cut(at) => bytes.truncate(at.index(bytes.len()).max(bytes.len() / 2)),
        }
    }
}

/// Lines as Sparkify's producer writes them: three forms, by who acts and what.
fn sound_log(n_lines: u32, seed: u32) -> String {
    let mut state = seed;
    let mut draw = |n: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % n
    };
    (0..n_lines).map(|line| sound_line(line, &mut draw)).collect()
}

fn sound_line(line: u32, draw: &mut impl FnMut(u32) -> u32) -> String {
    let ts = 1_538_352_000_000 + i64::from(line) * 7_000 + i64::from(draw(5));
    let user = draw(6);
    let status = [200, 307, 404][draw(3) as usize];
    if user == 0 {
        return format!(
            "{{\"ts\":{ts},\"userId\":\"\",\"sessionId\":{},\"page\":\"Home\",\"auth\":\"Logged Out\",\
             \"method\":\"GET\",\"status\":{status},\"level\":\"free\",\"itemInSession\":{}}}\n",
            draw(9),
            draw(40),
        );
    }
    let agent = ["\\\"Mozilla\\/5.0 (X11; rv:31.0)\\\"", "Mozilla/5.0 (iPad)"][(user % 2) as usize];
    let customer = format!(
        "{{\"ts\":{ts},\"userId\":\"{user}\",\"sessionId\":{},\"page\":\"{}\",\"auth\":\"Logged In\",\
         \"method\":\"PUT\",\"status\":{status},\"level\":\"paid\",\"itemInSession\":{line},\
         \"location\":\"Boston, MA\",\"userAgent\":\"{agent}\",\"lastName\":\"O'Neil\",\
         \"firstName\":\"Ren\u{c3}\u{a9}e\",\"registration\":15381733620{user:02},\"gender\":\"F\"",
        user + draw(3),
        ["NextSong", "Home", "Thumbs Up"][draw(3) as usize],
    );
    if draw(4) == 0 {
        return customer + "}\n";
    }
    let song = ["Rockpools", "Say \\\"Ah\\\"", "Al\u{c3}\u{83}\u{c2}\u{a9}", "Na\u{ef}ve"]
        [draw(4) as usize];
    format!(
        "{customer},\"artist\":\"A{}\",\"song\":\"{song}\",\"length\":{}.{}}}\n",
        draw(5),
        draw(500),
        draw(99_999)
    )
}
