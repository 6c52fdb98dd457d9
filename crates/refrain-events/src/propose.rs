//! A schema for a log that nobody has described yet.

mod attributes;
mod candidate;
mod code;
mod dependency;
mod duplicates;
mod entity_role;
mod event_key;
mod guests;
mod histories;
mod kind_meanings;
mod kind_names;
mod kind_origin;
mod kind_pairs;
mod kind_role;
mod meanings;
mod money;
mod name_words;
mod named_fields;
mod named_row;
pub(crate) mod named_rows;
mod no_column;
mod nothing;
mod phrase;
mod places;
mod profile;
mod read_sample;
mod registration_role;
mod sample;
mod sequence_role;
mod session_role;
mod table;
mod time_form;
mod time_role;
mod toml_text;

pub(crate) use profile::{is_number as is_plain_number, states_nothing};
pub(crate) use time_form::{is_clock_text, states_offset};

pub use candidate::{Alternative, Confidence, RoleProposal};
pub use profile::ColumnProfile;
pub use sample::{RowSample, sample_rows};

use std::collections::BTreeMap;

use refrain_core::Error;

use attributes::{ColumnUse, attributes};
use duplicates::{DuplicateAdvice, Duplicates, duplicates};
use event_key::EventKey;
use guests::{Guests, guests};
use histories::Histories;
use kind_meanings::{KindMeanings, kind_meanings};
use kind_names::kind_names;
use kind_origin::KindOrigin;
use kind_pairs::{KindPairs, kind_pairs};
use meanings::{Meanings, meanings};
use money::money;
use no_column::NoColumnForRole;
use phrase::percent;
use registration_role::{Registration, registration};
use table::{ColumnIdx, Table};
use time_form::TimeForm;
use time_role::{EventTime, event_time};

use crate::rows::repair::repair_text;
use crate::schema::{
    AttributeSpec, DecimalMark, Duplicates as Treatment, EventSchema, Roles, SchemaSpec, TimeSpec,
};

/// A schema proposed for a log from a sample of its rows, with the reasons.
///
/// Roles are guessed from the names of the columns, their types and their statistics: what
/// ascends is a time, what is settled by the session and settles the registration is the entity,
/// what changes from row to row and settles which other columns are there is the kind. English
/// names help; none is needed.
///
/// It is a draft to be edited and not an answer: a sample of the log's beginning does not show
/// what happens later, and nothing in a log says what its owner counts as leaving.
///
/// # Determinism
///
/// The same rows in the same order give the same proposal.
///
/// # Examples
///
/// ```
/// use refrain_events::{EventSchema, RowSample, SchemaProposal};
/// # let directory = tempfile::tempdir()?;
/// # let log = directory.path().join("log.jsonl");
/// # let mut lines = String::new();
/// # for row in 0..60 {
/// #     let (user, at, kind) = (row % 4, 1_700_000_000 + 37 * row, ["play", "search"][row / 4 % 2]);
/// #     lines += &format!("{{\"user\":\"u{user}\",\"at\":{at},\"action\":\"{kind}\"}}\n");
/// # }
/// # std::fs::write(&log, lines)?;
///
/// // Lines such as {"user":"u1","at":1700000037,"action":"play"}.
/// let sample = RowSample::read(&[refrain_events::Input::Path(log)], 20_000)?;
/// let proposal = SchemaProposal::new(&sample)?;
/// println!("{}", proposal.role("time").expect("a required role"));
/// assert_eq!(proposal.schema().time().unit.name(), "s");
///
/// let text = proposal.to_toml();
/// assert_eq!(&EventSchema::from_toml(&text)?, proposal.schema());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct SchemaProposal {
    schema: EventSchema,
    roles: Vec<RoleProposal>,
    doubtful: Vec<RoleProposal>,
    profiles: Vec<ColumnProfile>,
    n_rows: u64,
    n_unreadable: u64,
    guest_reasons: Vec<String>,
    nobody: BTreeMap<String, Vec<String>>,
    repaired: Option<String>,
    duplicates: Duplicates,
    /// The key of an event and the reason.
    key: Option<(String, String)>,
    kind: KindNotes,
    pairs: KindPairs,
    product: Option<AttributeSpec>,
    time_notes: Vec<String>,
    uses: Vec<(String, ColumnUse)>,
    kind_meanings: KindMeanings,
    meanings: Meanings,
}

impl SchemaProposal {
    /// Proposes a schema for the log that the sample is of.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if no column can be the time, the entity or the
    /// kind.
    pub fn new(sample: &RowSample) -> Result<SchemaProposal, Error> {
        let table = Table::new(sample);
        // From what is surest to what rests on it: the time needs no other column, the entity needs
        // the time, the kind both.
        let found = FoundRoles::new(&table)?;
        let guests = found.guests(&table);
        let taken = found.taken();
        let key = EventKey::find(&table, &taken, found.entity.0);
        let uses = attributes(&table, &taken, &found.kind.kinds);
        let money = money(&table, &uses);
        let (kinds, pairs) = found.kind_meanings(&table, &guests);
        let meanings = meanings(&table, &uses, found.entity.0, &money);
        let repaired = repair_example(&table, &uses);
        let lines = money.revenue.is_some() && found.has_lines_of_one_instant(&table);
        let duplicates = duplicates(&table, &taken, &uses, key.as_ref(), lines);
        let mut spec = found.spec(&table);
        spec.table = sample.form().table.clone();
        spec.json = sample.form().json.clone();
        spec.rows.nothing = table.nothing.clone();
        if table.has_decimal_commas {
            spec.table.decimal = DecimalMark::Comma;
        }
        spec.guests = guests.rule;
        spec.text.repair = repaired.is_some();
        spec.attributes = uses.iter().filter_map(|used| used.kept().cloned()).collect();
        spec.attributes.extend(money.product.clone());
        spec.kinds = kinds.kinds.clone();
        spec.meaning = meanings.meaning.clone();
        if let Some(key) = key.as_ref().filter(|key| key.is_sure) {
            spec.rows.deduplicate_by = vec![table.name(key.column).to_owned()];
        }
        if duplicates.advice == DuplicateAdvice::Keep {
            spec.rows.duplicates = Treatment::Keep;
        }
        let names = uses.iter().map(|used| table.name(used.column).to_owned()).collect::<Vec<_>>();
        let schema = EventSchema::new(spec)?;
        let time_notes = found.time_notes(&table);
        let key = key.map(|key| (table.name(key.column).to_owned(), key.reason(&table)));
        let (roles, doubtful, kind) = found.into_proposals();
        Ok(SchemaProposal {
            schema,
            roles,
            doubtful,
            n_rows: table.n_rows as u64,
            n_unreadable: sample.n_unreadable(),
            guest_reasons: guests.reasons,
            nobody: guests.nobody,
            repaired,
            duplicates,
            key,
            kind,
            pairs,
            product: money.product,
            time_notes,
            uses: names.into_iter().zip(uses).collect(),
            kind_meanings: kinds,
            meanings,
            profiles: table.columns.into_iter().map(|column| column.profile).collect(),
        })
    }

    /// Returns the schema, without the reasons.
    pub fn schema(&self) -> &EventSchema {
        &self.schema
    }

    /// Returns the roles for which a column was found.
    pub fn roles(&self) -> &[RoleProposal] {
        &self.roles
    }

    /// Returns the optional roles for which a column was found that may as well have none; the
    /// schema does without them.
    pub fn doubtful_roles(&self) -> &[RoleProposal] {
        &self.doubtful
    }

    /// Returns the column found for a role, by the role's name in schema files.
    pub fn role(&self, role: &str) -> Option<&RoleProposal> {
        self.roles.iter().find(|proposal| proposal.role == role)
    }

    /// Returns what each column of the sample holds.
    pub fn profiles(&self) -> &[ColumnProfile] {
        &self.profiles
    }

    /// Writes a schema file with the reasons as comments, ready to be edited.
    ///
    /// What is uncertain is commented out. [`EventSchema::from_toml`] reads it as
    /// [`schema`](Self::schema).
    pub fn to_toml(&self) -> String {
        toml_text::write(self)
    }
}

/// Reasons for a kind that no column has, and lines that are commented out.
#[derive(Debug)]
struct KindNotes {
    reasons: Vec<String>,
    open: Vec<(String, String)>,
}

/// The columns with roles, as they are found one after the other.
#[derive(Debug)]
struct FoundRoles {
    time: EventTime,
    entity: (ColumnIdx, RoleProposal),
    kind: KindOrigin,
    session: Option<(ColumnIdx, RoleProposal)>,
    sequence: Option<(ColumnIdx, RoleProposal)>,
    registration: Option<Registration>,
    doubtful: Vec<RoleProposal>,
}

impl FoundRoles {
    fn new(table: &Table) -> Result<FoundRoles, Error> {
        let none = |role| no_column(role, table);
        let time = event_time(table).ok_or_else(|| none("time"))?;
        let entity = entity_role::entity(table, &time).ok_or_else(|| none("entity"))?;
        let histories = Histories::new(&table.columns[entity.0], &time.instants, None);
        // Each role is looked for among the columns that those before have left.
        let taken = [entity.0, time.column];
        let kind = KindOrigin::new(table, &taken, entity.0, &histories);
        let mut found = FoundRoles {
            time,
            entity,
            kind,
            session: None,
            sequence: None,
            registration: None,
            doubtful: Vec::new(),
        };
        found.find_registration(table);
        found.find_session(table, &histories);
        found.find_sequence(table, &histories);
        Ok(found)
    }

    fn find_registration(&mut self, table: &Table) {
        let found = registration(table, &self.taken(), self.entity.0, &self.time.instants);
        self.registration = found.filter(|found| self.is_sure(&found.proposal));
    }

    fn find_session(&mut self, table: &Table, histories: &Histories) {
        let instants = &self.time.instants;
        let found = session_role::session(table, &self.taken(), histories, instants);
        self.session = found.filter(|(_, proposal)| self.is_sure(proposal));
    }

    fn find_sequence(&mut self, table: &Table, histories: &Histories) {
        let (taken, instants) = (self.taken(), &self.time.instants);
        let session = self.session.as_ref().map(|(column, _)| *column);
        let found = sequence_role::sequence(table, &taken, histories, instants, session);
        self.sequence = found.filter(|(_, proposal)| self.is_sure(proposal));
    }

    /// Tells whether an optional role is more than a guess; a guess is put aside.
    fn is_sure(&mut self, proposal: &RoleProposal) -> bool {
        let is_sure = proposal.confidence > Confidence::Guess;
        self.doubtful.extend((!is_sure).then(|| proposal.clone()));
        is_sure
    }

    /// The entity first.
    fn taken(&self) -> Vec<ColumnIdx> {
        let mut taken = vec![self.entity.0, self.time.column];
        taken.extend(self.kind.column);
        taken.extend(self.session.iter().chain(&self.sequence).map(|(column, _)| *column));
        taken.extend(self.registration.iter().map(|found| found.column));
        taken
    }

    fn guests(&self, table: &Table) -> Guests {
        let registration = self.registration.as_ref().map(|found| found.column);
        guests(table, self.entity.0, registration, &self.taken())
    }

    fn kind_meanings(&self, table: &Table, guests: &Guests) -> (KindMeanings, KindPairs) {
        // Histories once more, now with the sequence: the last event must be the last within its
        // instant too.
        let sequence = self.sequence.as_ref().map(|(column, _)| &table.columns[*column]);
        let entity = &table.columns[self.entity.0];
        let histories = Histories::new(entity, &self.time.instants, sequence);
        let column = &self.kind.kinds;
        let mut meanings = kind_meanings(column, &histories, &guests.is_guest);
        let pairs = kind_pairs(column, &histories, &self.time.instants, &meanings.kinds);
        meanings.kinds.exposures = pairs.exposures.clone();
        meanings.kinds.submissions = pairs.submissions.clone();
        meanings.kinds.opposites = pairs.opposites.clone();
        meanings.kinds.names = kind_names(&meanings.kinds);
        (meanings, pairs)
    }

    fn spec(&self, table: &Table) -> SchemaSpec {
        let name = |column: ColumnIdx| table.name(column).to_owned();
        let optional =
            |found: &Option<(ColumnIdx, RoleProposal)>| found.as_ref().map(|(c, _)| name(*c));
        let mut roles =
            Roles::new(name(self.entity.0), name(self.time.column), self.kind.source.clone());
        roles.session = optional(&self.session);
        roles.sequence = optional(&self.sequence);
        roles.registration = self.registration.as_ref().map(|found| name(found.column));
        let mut spec = SchemaSpec::new(roles);
        spec.time = self.time_spec();
        spec
    }

    fn time_spec(&self) -> TimeSpec {
        let mut spec = TimeSpec::default();
        match &self.time.form {
            TimeForm::Unit(unit) => spec.unit = *unit,
            TimeForm::Format(format) => spec.format = Some(format.clone()),
        }
        // Said only where it differs, as a person would write it.
        match self.registration.as_ref().map(|found| &found.form) {
            Some(form) if *form == self.time.form => {}
            Some(TimeForm::Unit(unit)) => spec.registration_unit = Some(*unit),
            Some(TimeForm::Format(format)) => spec.registration_format = Some(format.clone()),
            None => {}
        }
        spec
    }

    /// Tells whether most rows share their instant with another one of the entity, as the lines of
    /// a receipt do.
    fn has_lines_of_one_instant(&self, table: &Table) -> bool {
        let instants = &self.time.instants;
        let histories = Histories::new(&table.columns[self.entity.0], instants, None);
        let n_rows: usize = histories.iter().map(<[usize]>::len).sum();
        let is_shared = |(before, after): &(usize, usize)| instants[*before] == instants[*after];
        2 * histories.pairs().filter(is_shared).count() > n_rows
    }

    /// What a reader of the times should know.
    fn time_notes(&self, table: &Table) -> Vec<String> {
        let column = &table.columns[self.time.column];
        let profile = &column.profile;
        let mut notes = Vec::new();
        let is_text = self.time.form.is_text() && profile.n_texts > 0;
        if is_text && profile.n_offsets == 0 {
            notes.push(
                "No time states an offset: they are read as UTC. If they are local, say in which \
                 zone."
                    .to_owned(),
            );
        } else if is_text && profile.n_offsets < profile.n_present {
            let share = percent(1.0 - profile.n_offsets as f64 / profile.n_present as f64);
            notes.push(format!("{share} of the times state no offset: these are read as UTC."));
        }
        let is_day = |time: &i64| time.rem_euclid(86_400_000) == 0;
        if self.time.instants.iter().flatten().all(is_day) {
            notes.push(
                "Every time is a midnight: events of one day have no order, and hours of the day \
                 say nothing."
                    .to_owned(),
            );
        }
        notes
    }

    /// The roles that are found, those that are doubtful, and what is said of the kind.
    fn into_proposals(self) -> (Vec<RoleProposal>, Vec<RoleProposal>, KindNotes) {
        let KindOrigin { proposal, reasons, open, .. } = self.kind;
        let required = [self.entity.1, self.time.proposal].into_iter().chain(proposal);
        let optional = self.session.into_iter().chain(self.sequence).map(|(_, proposal)| proposal);
        let registration = self.registration.map(|found| found.proposal);
        let roles = required.chain(optional).chain(registration).collect();
        (roles, self.doubtful, KindNotes { reasons, open })
    }
}

fn no_column(role: &'static str, table: &Table) -> Error {
    let columns = table.columns.iter().map(|column| column.profile.to_string()).collect();
    let ambiguous = table.columns.iter().find(|column| column.profile.time_formats.len() > 1);
    let hint = ambiguous.filter(|_| role == "time").map(|column| ambiguous_date(&column.profile));
    NoColumnForRole { role, n_rows: table.n_rows as u64, columns, hint }.into()
}

/// The sentence on a date that can be read in two ways.
fn ambiguous_date(profile: &ColumnProfile) -> String {
    let formats = profile.time_formats.iter().map(|format| format!("format = {format:?}"));
    let example = profile.most_frequent.first().map_or("", |(value, _)| value.as_str());
    format!(
        "`{}` ({example}) is a date, and no row tells whether the day or the month comes first: \
         say {} under [time]",
        profile.name,
        formats.collect::<Vec<_>>().join(" or "),
    )
}

/// The first text of a kept column that was encoded twice.
fn repair_example(table: &Table, uses: &[ColumnUse]) -> Option<String> {
    let kept = uses.iter().filter(|used| used.kept().is_some()).map(|used| used.column);
    let mut damaged = kept.filter(|column| table.columns[*column].profile.n_repairable > 0);
    let column = &table.columns[damaged.next()?];
    column.distinct().find_map(|code| {
        let text = column.text(code)?;
        let repaired = repair_text(&text)?;
        Some(format!("`{}` holds {text:?} for {repaired:?}", column.profile.name))
    })
}
