//! Typed columns with interned texts, filled row by row: the same for all libraries.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::answer::{Answer, Sum};
use crate::row::{Row, Text};

const MISSING_CODE: u32 = u32::MAX;
const MISSING_NUMBER: i64 = i64::MIN;

pub const NUMBERS: [&str; 5] = ["ts", "sessionId", "status", "itemInSession", "registration"];

pub const TEXTS: [&str; 12] = [
    "userId",
    "page",
    "auth",
    "method",
    "level",
    "location",
    "userAgent",
    "lastName",
    "firstName",
    "gender",
    "artist",
    "song",
];

#[derive(Default)]
pub struct Columns {
    numbers: [Vec<i64>; NUMBERS.len()],
    texts: [TextColumn; TEXTS.len()],
    /// Missing ones are NaN, which no JSON number is.
    length: Vec<f64>,
}

#[derive(Default)]
struct TextColumn {
    codes: Vec<u32>,
    strings: Vec<Box<str>>,
    interned: HashMap<Box<str>, u32, RandomState>,
}

impl Columns {
    #[inline]
    pub fn push(&mut self, row: &Row<'_>) {
        let numbers = [row.ts, row.session_id, row.status, row.item_in_session, row.registration];
        for (column, number) in self.numbers.iter_mut().zip(numbers) {
            column.push(number.unwrap_or(MISSING_NUMBER));
        }
        let texts = [
            &row.user_id,
            &row.page,
            &row.auth,
            &row.method,
            &row.level,
            &row.location,
            &row.user_agent,
            &row.last_name,
            &row.first_name,
            &row.gender,
            &row.artist,
            &row.song,
        ];
        for (column, text) in self.texts.iter_mut().zip(texts) {
            column.push(text.as_ref());
        }
        self.length.push(row.length.unwrap_or(f64::NAN));
    }

    pub fn answer(&self) -> Answer {
        let mut answer = Answer::default();
        for (name, column) in NUMBERS.iter().zip(&self.numbers) {
            let present = column.iter().filter(|number| **number != MISSING_NUMBER);
            answer.set(name, present.fold(Sum::default(), |sum, number| sum.number(*number)));
        }
        for (name, column) in TEXTS.iter().zip(&self.texts) {
            answer.set(name, column.sum());
        }
        let lengths = self.length.iter().filter(|length| !length.is_nan());
        answer.set("length", lengths.fold(Sum::default(), |sum, length| sum.float(*length)));
        answer
    }
}

impl TextColumn {
    #[inline]
    fn push(&mut self, text: Option<&Text<'_>>) {
        let code = match text {
            None => MISSING_CODE,
            Some(Text(text)) => match self.interned.get(text.as_ref()) {
                Some(code) => *code,
                None => self.intern(text),
            },
        };
        self.codes.push(code);
    }

    #[cold]
    fn intern(&mut self, text: &str) -> u32 {
        let code = self.strings.len() as u32;
        self.strings.push(text.into());
        self.interned.insert(text.into(), code);
        code
    }

    fn sum(&self) -> Sum {
        let present = self.codes.iter().filter(|code| **code != MISSING_CODE);
        present.fold(Sum::default(), |sum, code| sum.text(&self.strings[*code as usize]))
    }
}
