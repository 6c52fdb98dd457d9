//! Layout of rows by entity and time.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::mem;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::log::attribute::{Attribute, AttributeType, MISSING_CODE, Storage, TextColumn, Values};
use crate::log::builder::{EventLogBuilder, Origin, Part, Ties};
use crate::log::interner::{Interner, Merged};
use crate::log::rows::{Chunk, Record, RecordLayout, rank};
use crate::log::session_gaps::number_sessions;
use crate::log::{Columns, EventLog};
use crate::{Calendar, Code, Span, Time, TimeRange};

/// Tasks per thread when entities are shared out: a busy entity delays one of many.
const TASKS_PER_THREAD: usize = 8;

/// Rows that stay in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    All,
    AllWithOrigins,
    FirstOfEqual,
    FirstOfKey,
}

/// A log, and what else came of laying it out.
pub(crate) struct LaidOut {
    pub(crate) log: EventLog,
    /// Input positions of the rows left out, ascending.
    pub(crate) dropped: Vec<u32>,
    /// Of each event, where they were asked for.
    pub(crate) origins: Vec<Origin>,
}

/// Rows and interners of all parts, ready to be laid out.
pub(crate) struct Layout {
    attributes: Vec<(String, AttributeType)>,
    record: RecordLayout,
    /// All rows in input order; each chunk with the part its codes come from.
    chunks: Vec<(usize, Chunk)>,
    /// Input position of each chunk's first row.
    first_positions: Vec<u32>,
    entities: Merged,
    kinds: Merged,
    sessions: Merged,
    /// One per attribute; those of numbers stay empty.
    texts: Vec<Merged>,
    ties: Ties,
    observed: Option<TimeRange>,
    calendar: Calendar,
    session_gap: Option<Span>,
}

/// A row on its way to its place.
#[derive(Debug, Clone, Copy)]
struct Entry {
    time: Time,
    chunk: u32,
    row: u32,
}

/// Entries of some chunks, grouped by entity and in input order within each.
struct Grouped {
    offsets: Vec<u32>,
    entries: Vec<Entry>,
    /// Columns with one value in every entity, as far as these entries go.
    constant: Constant,
}

impl Grouped {
    fn of(&self, entity: usize) -> &[Entry] {
        &self.entries[self.offsets[entity] as usize..self.offsets[entity + 1] as usize]
    }
}

/// The rows of some entities in the order of the log.
struct Ordered {
    /// Start of each entity's rows, from 0; one more at the end.
    offsets: Vec<usize>,
    rows: Vec<(u32, u32)>,
    dropped: Vec<u32>,
}

/// Columns with one value in every entity.
#[derive(Debug, Clone)]
struct Constant {
    registration: bool,
    attributes: Vec<bool>,
}

impl Constant {
    fn new(n_attributes: usize) -> Constant {
        Constant { registration: true, attributes: vec![true; n_attributes] }
    }
}

impl Layout {
    pub(crate) fn new(builder: EventLogBuilder) -> Layout {
        let EventLogBuilder {
            attributes,
            record,
            mut parts,
            ties,
            observed,
            calendar,
            session_gap,
            ..
        } = builder;
        let mut chunks: Vec<(usize, Chunk)> = Vec::new();
        for (part_idx, part) in parts.iter_mut().enumerate() {
            chunks.extend(mem::take(&mut part.chunks).into_iter().map(|chunk| (part_idx, chunk)));
        }
        // Stable: of one run the earlier part comes first, and a part's chunks keep their order.
        chunks.sort_by_key(|(_, chunk)| chunk.run);
        // `start_run` leaves an empty chunk behind where nothing was pushed.
        chunks.retain(|(_, chunk)| chunk.n_rows() > 0);
        let mut n_rows = 0;
        let first_positions = chunks.iter().map(|(_, chunk)| {
            let first = n_rows;
            n_rows += chunk.n_rows() as u32;
            first
        });
        let first_positions = first_positions.collect();
        let mut merged = merge_interners(&parts, attributes.len()).into_iter();
        let mut next = || merged.next().expect("one for each interner of a part");
        Layout {
            entities: next(),
            kinds: next(),
            sessions: next(),
            texts: attributes.iter().map(|_| next()).collect(),
            attributes,
            record,
            chunks,
            first_positions,
            ties,
            observed,
            calendar,
            session_gap,
        }
    }

    pub(crate) fn finish(mut self, kept: Kept) -> LaidOut {
        let grouped = self.group();
        let constant = self.joined_constant(&grouped);
        let shares = shares(&grouped, rayon::current_num_threads() * TASKS_PER_THREAD);
        let ordered: Vec<Ordered> =
            tasks(shares).map(|entities| self.order(&grouped, entities, kept)).collect();
        // No longer needed, and the columns need the room.
        drop(grouped);
        let mut dropped: Vec<u32> = Vec::new();
        ordered.iter().for_each(|part| dropped.extend_from_slice(&part.dropped));
        // They came by entity, and are told in the order of the input.
        dropped.sort_unstable();
        let origins = match kept {
            Kept::AllWithOrigins => self.origins(&ordered),
            Kept::All | Kept::FirstOfEqual | Kept::FirstOfKey => Vec::new(),
        };
        let columns = self.columns(&ordered, &constant);
        LaidOut { log: EventLog::new(columns, self.observed, self.calendar), dropped, origins }
    }

    fn origins(&self, ordered: &[Ordered]) -> Vec<Origin> {
        let rows = ordered.iter().flat_map(|part| &part.rows);
        let origin = |(chunk, row): &(u32, u32)| {
            let record = self.row(*chunk, *row).1;
            let position = self.first_positions[*chunk as usize] + row;
            Origin { position, sequence: record.given_sequence(), key: record.key() }
        };
        rows.map(origin).collect()
    }

    /// Groups all rows by entity, each thread those of some chunks that follow each other.
    fn group(&self) -> Vec<Grouped> {
        let n_chunks = self.chunks.len();
        let per_task = n_chunks.div_ceil(rayon::current_num_threads());
        let starts = (0..n_chunks).step_by(per_task.max(1));
        let chunks = starts.map(|start| start..(start + per_task).min(n_chunks)).collect();
        tasks(chunks).map(|chunks| self.group_chunks(chunks)).collect()
    }

    fn group_chunks(&self, chunks: Range<usize>) -> Grouped {
        let mut offsets = vec![0u32; self.entities.strings.len() + 1];
        for (part, chunk) in &self.chunks[chunks.clone()] {
            let ranks = &self.entities.ranks[*part];
            for record in chunk.records(&self.record) {
                offsets[ranks[record.entity() as usize] as usize + 1] += 1;
            }
        }
        for entity in 1..offsets.len() {
            offsets[entity] += offsets[entity - 1];
        }
        let vacant = Entry { time: Time::MIN, chunk: 0, row: 0 };
        let mut entries = vec![vacant; offsets[offsets.len() - 1] as usize];
        let mut next = offsets.clone();
        let mut constant = Constant::new(self.attributes.len());
        for chunk_idx in chunks {
            let (part, chunk) = &self.chunks[chunk_idx];
            let ranks = &self.entities.ranks[*part];
            for (row, record) in chunk.records(&self.record).enumerate() {
                let entity = ranks[record.entity() as usize] as usize;
                let slot = &mut next[entity];
                // The rows lie one after the other here, and not yet far apart as an entity's do.
                if *slot > offsets[entity] {
                    let first = &entries[offsets[entity] as usize];
                    self.narrow(&mut constant, self.row(first.chunk, first.row), (*part, record));
                }
                entries[*slot as usize] =
                    Entry { time: record.time(), chunk: chunk_idx as u32, row: row as u32 };
                *slot += 1;
            }
        }
        Grouped { offsets, entries, constant }
    }

    /// Orders the rows of some entities.
    fn order(&self, grouped: &[Grouped], entities: Range<usize>, kept: Kept) -> Ordered {
        let mut ordered = Ordered { offsets: vec![0], rows: Vec::new(), dropped: Vec::new() };
        let mut entries = Vec::new();
        for entity in entities {
            entries.clear();
            grouped.iter().for_each(|group| entries.extend_from_slice(group.of(entity)));
            // Most logs are written in the order of time, and a check is cheaper than a sort.
            if !entries.is_sorted_by(|left, right| left.time < right.time) {
                entries.sort_by(|left, right| self.compare(left, right));
            }
            match kept {
                Kept::All | Kept::AllWithOrigins => {
                    ordered.rows.extend(entries.iter().map(|e| (e.chunk, e.row)))
                }
                Kept::FirstOfEqual => self.keep_first_of_equal(&entries, &mut ordered),
                Kept::FirstOfKey => self.keep_first_of_key(&entries, &mut ordered),
            }
            ordered.offsets.push(ordered.rows.len());
        }
        ordered
    }

    /// The order of two rows of one entity. The sort is stable and begins in input order.
    fn compare(&self, left: &Entry, right: &Entry) -> Ordering {
        left.time.cmp(&right.time).then_with(|| match self.ties {
            Ties::Sequence => self.compare_at_one_instant(left, right),
            Ties::Position => self.compare_positions(left, right),
            Ties::Input => Ordering::Equal,
        })
    }

    fn row(&self, chunk: u32, row: u32) -> (usize, Record<'_>) {
        let (part, chunk) = &self.chunks[chunk as usize];
        (*part, chunk.record(&self.record, row as usize))
    }

    fn compare_at_one_instant(&self, left: &Entry, right: &Entry) -> Ordering {
        let left = self.row(left.chunk, left.row);
        let right = self.row(right.chunk, right.row);
        let by_sequence = || match self.ties {
            Ties::Position => Ordering::Equal,
            Ties::Input | Ties::Sequence => left.1.sequence().cmp(&right.1.sequence()),
        };
        self.compare_sessions(left, right)
            .then_with(by_sequence)
            .then_with(|| self.compare_content(left, right))
    }

    fn compare_positions(&self, left: &Entry, right: &Entry) -> Ordering {
        let position = |entry: &Entry| self.row(entry.chunk, entry.row).1.sequence();
        position(left).cmp(&position(right))
    }

    fn compare_sessions(&self, left: (usize, Record<'_>), right: (usize, Record<'_>)) -> Ordering {
        let session = |(part, record): (usize, Record<'_>)| {
            rank(&self.sessions.ranks[part], record.session())
        };
        let (left, right) = (session(left), session(right));
        // Events without a session come first, whatever the sessions are called.
        if left == right || left == MISSING_CODE || right == MISSING_CODE {
            return (left != MISSING_CODE).cmp(&(right != MISSING_CODE));
        }
        let key = |code: u32| {
            let id = self.sessions.strings.get(code).expect("ranks are of this set");
            let number = id.parse::<i64>().ok();
            (number.is_none(), number, id)
        };
        key(left).cmp(&key(right))
    }

    fn compare_content(
        &self,
        (left_part, left): (usize, Record<'_>),
        (right_part, right): (usize, Record<'_>),
    ) -> Ordering {
        // Ranks are in the order of the strings; a missing one comes before all.
        let place = |ranks: &[u32], code: u32| rank(ranks, code).wrapping_add(1);
        let kind = |part: usize, record: Record<'_>| rank(&self.kinds.ranks[part], record.kind());
        let by_attribute = |attribute: usize| match self.attributes[attribute].1 {
            AttributeType::Text => {
                let ranks = &self.texts[attribute].ranks;
                let left = place(&ranks[left_part], left.code(attribute));
                left.cmp(&place(&ranks[right_part], right.code(attribute)))
            }
            // A total order, so that equal events lie side by side even with NaN.
            AttributeType::Number => left.number(attribute).total_cmp(&right.number(attribute)),
        };
        let by_attributes = || {
            let mut orders = (0..self.attributes.len()).map(by_attribute);
            orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        };
        left.registration()
            .cmp(&right.registration())
            .then_with(|| kind(left_part, left).cmp(&kind(right_part, right)))
            .then_with(by_attributes)
    }

    /// Keeps one entity's rows but for the later ones of equal rows.
    fn keep_first_of_equal(&self, entries: &[Entry], ordered: &mut Ordered) {
        for instant in entries.chunk_by(|left, right| left.time == right.time) {
            let repeated = self.repeated(instant);
            for entry in instant {
                let position = self.position(entry);
                match repeated.binary_search(&position) {
                    Ok(_) => ordered.dropped.push(position),
                    Err(_) => ordered.rows.push((entry.chunk, entry.row)),
                }
            }
        }
    }

    /// Keeps one entity's rows but for the later ones of one key.
    fn keep_first_of_key(&self, entries: &[Entry], ordered: &mut Ordered) {
        let mut keys = HashSet::new();
        for entry in entries {
            let key = self.row(entry.chunk, entry.row).1.key();
            match key.is_none_or(|key| keys.insert(key)) {
                true => ordered.rows.push((entry.chunk, entry.row)),
                false => ordered.dropped.push(self.position(entry)),
            }
        }
    }

    /// Input positions of the rows of one instant that equal one earlier in the input, ascending.
    fn repeated(&self, instant: &[Entry]) -> Vec<u32> {
        if instant.len() == 1 {
            return Vec::new();
        }
        let mut by_content = instant.to_vec();
        by_content.sort_unstable_by(|left, right| {
            let by_position = || self.position(left).cmp(&self.position(right));
            self.compare_at_one_instant(left, right).then_with(by_position)
        });
        let equal = |pair: &&[Entry]| self.compare_at_one_instant(&pair[0], &pair[1]).is_eq();
        let twins = by_content.windows(2).filter(equal);
        let mut repeated: Vec<u32> = twins.map(|pair| self.position(&pair[1])).collect();
        repeated.sort_unstable();
        repeated
    }

    fn position(&self, entry: &Entry) -> u32 {
        self.first_positions[entry.chunk as usize] + entry.row
    }

    /// Columns with one value in every entity.
    fn joined_constant(&self, grouped: &[Grouped]) -> Constant {
        let mut joined = grouped[0].constant.clone();
        for group in &grouped[1..] {
            joined.registration &= group.constant.registration;
            for (all, one) in joined.attributes.iter_mut().zip(&group.constant.attributes) {
                *all &= one;
            }
        }
        for entity in 0..self.entities.strings.len() {
            let firsts = grouped.iter().filter_map(|group| group.of(entity).first());
            let mut firsts = firsts.map(|entry| self.row(entry.chunk, entry.row));
            let Some(first) = firsts.next() else { continue };
            firsts.for_each(|other| self.narrow(&mut joined, first, other));
        }
        joined
    }

    /// Strikes out the columns in which two rows of one entity differ.
    #[inline]
    fn narrow(
        &self,
        constant: &mut Constant,
        first: (usize, Record<'_>),
        other: (usize, Record<'_>),
    ) {
        constant.registration &= first.1.registration() == other.1.registration();
        for (attribute, is_constant) in constant.attributes.iter_mut().enumerate() {
            *is_constant = *is_constant && self.same_cell(attribute, first, other);
        }
    }

    fn same_cell(
        &self,
        attribute: usize,
        (left_part, left): (usize, Record<'_>),
        (right_part, right): (usize, Record<'_>),
    ) -> bool {
        match self.attributes[attribute].1 {
            AttributeType::Text if left_part == right_part => {
                left.code(attribute) == right.code(attribute)
            }
            AttributeType::Text => {
                let ranks = &self.texts[attribute].ranks;
                let left = rank(&ranks[left_part], left.code(attribute));
                left == rank(&ranks[right_part], right.code(attribute))
            }
            AttributeType::Number => {
                // By bits, so that missing numbers, which are NaN, equal each other.
                left.number(attribute).to_bits() == right.number(attribute).to_bits()
            }
        }
    }

    fn columns(&mut self, ordered: &[Ordered], constant: &Constant) -> Columns {
        let offsets = joined_offsets(ordered);
        let n_events = offsets[offsets.len() - 1];
        let mut targets = Targets::new(n_events, constant, &self.attributes);
        let shares: Vec<_> = targets.split(ordered).into_iter().zip(ordered).collect();
        tasks(shares).for_each(|(share, ordered)| self.fill(share, ordered));
        if let Some(gap) = self.session_gap {
            self.sessions.strings =
                number_sessions(&targets.time, &offsets, gap, &mut targets.session);
        }
        let storage = Stored { layout: self, ordered, constant };
        let registration = storage.registration(mem::take(&mut targets.registration));
        let values: Vec<_> = mem::take(&mut targets.attributes)
            .into_iter()
            .enumerate()
            .map(|(attribute, column)| storage.attribute(attribute, column))
            .collect();
        let attributes = self.named(values);
        Columns {
            entities: Arc::new(mem::take(&mut self.entities.strings)),
            offsets,
            time: targets.time,
            kind: targets.kind,
            session: targets.session,
            registration,
            kinds: mem::take(&mut self.kinds.strings),
            sessions: mem::take(&mut self.sessions.strings),
            attributes,
        }
    }

    /// Gives the stored attributes their names and, to text, its strings.
    fn named(&mut self, values: Vec<StoredValues>) -> Vec<Attribute> {
        let texts = mem::take(&mut self.texts).into_iter();
        let named = values.into_iter().zip(texts).zip(&self.attributes);
        let attribute = |((values, texts), (name, _)): ((_, Merged), &(String, _))| Attribute {
            name: name.clone(),
            values: match values {
                StoredValues::Codes(codes) => {
                    Values::Text(TextColumn { strings: texts.strings, codes })
                }
                StoredValues::Numbers(numbers) => Values::Number(numbers),
            },
        };
        named.map(attribute).collect()
    }

    /// Writes the rows of some entities into their part of the columns.
    fn fill(&self, share: TargetShare<'_>, ordered: &Ordered) {
        let TargetShare { time, kind, session, mut registration, mut attributes } = share;
        for (at, (chunk, row)) in ordered.rows.iter().enumerate() {
            let (part, record) = self.row(*chunk, *row);
            time[at] = record.time();
            kind[at] = Code(self.kinds.ranks[part][record.kind() as usize]);
            session[at] = Code(rank(&self.sessions.ranks[part], record.session()));
            if let Some(registration) = &mut registration {
                registration[at] = record.registration();
            }
            for (attribute, column) in attributes.iter_mut().enumerate() {
                match column {
                    Column::Codes(codes) => {
                        codes[at] = self.text_rank(attribute, part, &record);
                    }
                    Column::Numbers(numbers) => numbers[at] = record.number(attribute),
                    Column::Constant => {}
                }
            }
        }
    }

    fn text_rank(&self, attribute: usize, part: usize, record: &Record<'_>) -> u32 {
        rank(&self.texts[attribute].ranks[part], record.code(attribute))
    }
}

/// A column per event, or nothing where the values are kept once per entity.
#[derive(Debug)]
enum Column<C, N> {
    Codes(C),
    Numbers(N),
    Constant,
}

/// The columns of the log while they are filled.
struct Targets {
    time: Vec<Time>,
    kind: Vec<Code>,
    session: Vec<Code>,
    registration: Option<Vec<Time>>,
    attributes: Vec<Column<Vec<u32>, Vec<f64>>>,
}

/// The part of the columns that belongs to some entities.
struct TargetShare<'t> {
    time: &'t mut [Time],
    kind: &'t mut [Code],
    session: &'t mut [Code],
    registration: Option<&'t mut [Time]>,
    attributes: Vec<Column<&'t mut [u32], &'t mut [f64]>>,
}

impl Targets {
    fn new(n: usize, constant: &Constant, attributes: &[(String, AttributeType)]) -> Targets {
        let column = |(is_constant, (_, kind)): (&bool, &(String, AttributeType))| match kind {
            _ if *is_constant => Column::Constant,
            AttributeType::Text => Column::Codes(vec![0; n]),
            AttributeType::Number => Column::Numbers(vec![0.0; n]),
        };
        Targets {
            time: vec![Time::from_millis(0); n],
            kind: vec![Code(0); n],
            session: vec![Code(0); n],
            registration: (!constant.registration).then(|| vec![Time::from_millis(0); n]),
            attributes: constant.attributes.iter().zip(attributes).map(column).collect(),
        }
    }

    /// Divides the columns as the entities are divided.
    fn split(&mut self, ordered: &[Ordered]) -> Vec<TargetShare<'_>> {
        let mut rest = TargetShare {
            time: &mut self.time,
            kind: &mut self.kind,
            session: &mut self.session,
            registration: self.registration.as_deref_mut(),
            attributes: self.attributes.iter_mut().map(Column::slices).collect(),
        };
        ordered.iter().map(|part| rest.take(part.rows.len())).collect()
    }
}

impl Column<Vec<u32>, Vec<f64>> {
    fn slices(&mut self) -> Column<&mut [u32], &mut [f64]> {
        match self {
            Column::Codes(codes) => Column::Codes(codes),
            Column::Numbers(numbers) => Column::Numbers(numbers),
            Column::Constant => Column::Constant,
        }
    }
}

impl<'t> TargetShare<'t> {
    /// Takes the first `n` events off.
    fn take(&mut self, n: usize) -> TargetShare<'t> {
        let attribute = |column: &mut Column<&'t mut [u32], &'t mut [f64]>| match column {
            Column::Codes(codes) => Column::Codes(take(codes, n)),
            Column::Numbers(numbers) => Column::Numbers(take(numbers, n)),
            Column::Constant => Column::Constant,
        };
        TargetShare {
            time: take(&mut self.time, n),
            kind: take(&mut self.kind, n),
            session: take(&mut self.session, n),
            registration: self.registration.as_mut().map(|column| take(column, n)),
            attributes: self.attributes.iter_mut().map(attribute).collect(),
        }
    }
}

fn take<'t, T>(column: &mut &'t mut [T], n: usize) -> &'t mut [T] {
    column.split_off_mut(..n).expect("the shares together are the column")
}

/// Turns filled columns into storage, those of constant values by a look at each first row.
struct Stored<'l> {
    layout: &'l Layout,
    ordered: &'l [Ordered],
    constant: &'l Constant,
}

enum StoredValues {
    Codes(Storage<u32>),
    Numbers(Storage<f64>),
}

impl Stored<'_> {
    fn first_rows(&self) -> impl Iterator<Item = (usize, Record<'_>)> {
        self.ordered.iter().flat_map(|part| {
            let firsts = &part.offsets[..part.offsets.len() - 1];
            firsts.iter().map(|at| self.layout.row(part.rows[*at].0, part.rows[*at].1))
        })
    }

    fn registration(&self, column: Option<Vec<Time>>) -> Storage<Time> {
        debug_assert_eq!(column.is_none(), self.constant.registration);
        let per_entity = || self.first_rows().map(|(_, record)| record.registration()).collect();
        column.map_or_else(|| Storage::PerEntity(per_entity()), Storage::PerEvent)
    }

    fn attribute(&self, attribute: usize, column: Column<Vec<u32>, Vec<f64>>) -> StoredValues {
        let rows = self.first_rows();
        match (column, self.layout.attributes[attribute].1) {
            (Column::Codes(codes), _) => StoredValues::Codes(Storage::PerEvent(codes)),
            (Column::Numbers(numbers), _) => StoredValues::Numbers(Storage::PerEvent(numbers)),
            (Column::Constant, AttributeType::Text) => {
                let code =
                    |(part, record): (usize, _)| self.layout.text_rank(attribute, part, &record);
                StoredValues::Codes(Storage::PerEntity(rows.map(code).collect()))
            }
            (Column::Constant, AttributeType::Number) => {
                let number = |(_, record): (usize, Record<'_>)| record.number(attribute);
                StoredValues::Numbers(Storage::PerEntity(rows.map(number).collect()))
            }
        }
    }
}

/// Merges the interners of all parts: entities, kinds, sessions, then one per attribute.
fn merge_interners(parts: &[Part], n_attributes: usize) -> Vec<Merged> {
    let columns: Vec<Vec<&Interner>> = (0..3 + n_attributes)
        .map(|index| parts.iter().map(|part| part.interner(index)).collect())
        .collect();
    let all: Vec<&Interner> = columns.iter().flatten().copied().collect();
    let sorted: Vec<Vec<u32>> = tasks(all).map(Interner::sorted_codes).collect();
    let mut sorted = sorted.into_iter();
    let columns = columns.into_iter().map(|interners| {
        let sorted: Vec<Vec<u32>> = sorted.by_ref().take(interners.len()).collect();
        (interners, sorted)
    });
    let columns: Vec<_> = columns.collect();
    tasks(columns).map(|(interners, sorted)| Merged::new(&interners, &sorted)).collect()
}

/// Iterates over tasks on the current rayon pool, each on its own: they are few and uneven.
fn tasks<T: Send>(tasks: Vec<T>) -> impl IndexedParallelIterator<Item = T> {
    tasks.into_par_iter().with_max_len(1)
}

/// Divides the entities into runs of about equal numbers of rows.
fn shares(grouped: &[Grouped], n_shares: usize) -> Vec<Range<usize>> {
    let n_entities = grouped[0].offsets.len() - 1;
    let rows_before =
        |entity: usize| grouped.iter().map(|group| group.offsets[entity] as usize).sum::<usize>();
    let n_rows = rows_before(n_entities);
    let mut shares = Vec::new();
    let mut start = 0;
    for share in 1..=n_shares {
        let target = n_rows * share / n_shares;
        // An entity is never divided, so a busy one may be more than a share.
        let mut end = start;
        while end < n_entities && rows_before(end) < target {
            end += 1;
        }
        if end > start {
            shares.push(start..end);
            start = end;
        }
    }
    shares
}

fn joined_offsets(ordered: &[Ordered]) -> Vec<usize> {
    let mut offsets = vec![0];
    let mut before = 0;
    for part in ordered {
        offsets.extend(part.offsets[1..].iter().map(|at| before + at));
        before += part.rows.len();
    }
    offsets
}
