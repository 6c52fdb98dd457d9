//! Simulated logs as Arrow record batches.

use std::sync::Arc;

use refrain_events::arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch};
use refrain_events::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use refrain_sim::{CodedEvent, Customer, PageState, Simulation, Song};

use super::coded_texts::CodedTexts;

/// Turns a simulated log into record batches, for Polars, DataFusion, a Python process or a file.
///
/// They hold the events of [`Simulation::events`] in their order, `rows_per_batch` at a time and in
/// the last batch what is left, made while they are asked for. The columns are those of Sparkify's
/// log, by the names and in the order of its JSON. Texts are dictionaries of `Int32` to `Utf8`,
/// whose values all batches share; whole numbers are `Int64`, `ts` and `registration` among them,
/// which are milliseconds since the epoch; `length` is `Float64` and in seconds.
///
/// `userId` is empty, and the rest of what the log says about a user null, where the log does not
/// name the user; `artist`, `song` and `length` are null on all pages but `NextSong`.
///
/// # Panics
///
/// If `rows_per_batch` is 0.
///
/// # Examples
///
/// ```
/// use refrain::sim::{Simulation, SimulationOptions};
/// use refrain::simulated_batches;
///
/// let simulation = Simulation::new(SimulationOptions::new().users(10).days(14).seed(7))?;
/// let mut n_rows = 0;
/// for batch in simulated_batches(&simulation, 1_000) {
///     assert_eq!(batch.num_columns(), 18);
///     n_rows += batch.num_rows();
/// }
/// assert_eq!(n_rows, simulation.events().count());
/// # Ok::<(), refrain::Error>(())
/// ```
pub fn simulated_batches(
    simulation: &Simulation,
    rows_per_batch: usize,
) -> impl Iterator<Item = RecordBatch> + Send {
    assert!(rows_per_batch > 0, "a batch holds at least a row");
    let batches = BatchMaker::new(simulation);
    let mut events = simulation.coded_events();
    std::iter::from_fn(move || {
        let events: Vec<CodedEvent> = events.by_ref().take(rows_per_batch).collect();
        (!events.is_empty()).then(|| batches.batch(&events))
    })
}

/// The columns of [`simulated_batches`].
pub(super) fn log_schema() -> SchemaRef {
    let text = || DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let always = |name, data_type| Field::new(name, data_type, false);
    let sometimes = |name, data_type| Field::new(name, data_type, true);
    Arc::new(Schema::new(vec![
        always("ts", DataType::Int64),
        always("userId", text()),
        always("sessionId", DataType::Int64),
        always("page", text()),
        always("auth", text()),
        always("method", text()),
        always("status", DataType::Int64),
        always("level", text()),
        always("itemInSession", DataType::Int64),
        sometimes("location", text()),
        sometimes("userAgent", text()),
        sometimes("lastName", text()),
        sometimes("firstName", text()),
        sometimes("registration", DataType::Int64),
        sometimes("gender", text()),
        sometimes("artist", text()),
        sometimes("song", text()),
        sometimes("length", DataType::Float64),
    ]))
}

/// Columns of the log by page state, customer and song.
struct BatchMaker {
    schema: SchemaRef,
    page_states: PageStates,
    customers: Customers,
    songs: Songs,
}

struct PageStates {
    pages: CodedTexts,
    auths: CodedTexts,
    methods: CodedTexts,
    statuses: Vec<i64>,
    levels: CodedTexts,
}

struct Customers {
    /// The last one is that of nobody.
    ids: CodedTexts,
    nobody: u32,
    locations: CodedTexts,
    user_agents: CodedTexts,
    last_names: CodedTexts,
    first_names: CodedTexts,
    registrations: Vec<i64>,
    genders: CodedTexts,
}

struct Songs {
    artists: CodedTexts,
    titles: CodedTexts,
    lengths: Vec<f64>,
}

impl BatchMaker {
    fn new(simulation: &Simulation) -> BatchMaker {
        BatchMaker {
            schema: log_schema(),
            page_states: PageStates::new(&simulation.page_states().collect::<Vec<_>>()),
            customers: Customers::new(&simulation.customers().collect::<Vec<_>>()),
            songs: Songs::new(&simulation.songs().collect::<Vec<_>>()),
        }
    }

    fn batch(&self, events: &[CodedEvent]) -> RecordBatch {
        let BatchMaker { page_states, customers, songs, .. } = self;
        let state = || events.iter().map(|event| event.page_state_idx);
        let user = || events.iter().map(|event| customers.named(event).unwrap_or(customers.nobody));
        let customer = || events.iter().map(|event| customers.named(event));
        let song = || events.iter().map(|event| event.song_idx);
        let registration = |user: u32| customers.registrations[user as usize];
        let length = |song: u32| songs.lengths[song as usize];
        let arrays = vec![
            whole_numbers(events, |event| event.time.millis()),
            customers.ids.column(user()),
            whole_numbers(events, |event| event.session_id as i64),
            page_states.pages.column(state()),
            page_states.auths.column(state()),
            page_states.methods.column(state()),
            whole_numbers(events, |event| page_states.statuses[event.page_state_idx as usize]),
            page_states.levels.column(state()),
            whole_numbers(events, |event| event.item_in_session.into()),
            customers.locations.nullable_column(customer()),
            customers.user_agents.nullable_column(customer()),
            customers.last_names.nullable_column(customer()),
            customers.first_names.nullable_column(customer()),
            Arc::new(Int64Array::from_iter(customer().map(|user| user.map(registration)))),
            customers.genders.nullable_column(customer()),
            songs.artists.nullable_column(song()),
            songs.titles.nullable_column(song()),
            Arc::new(Float64Array::from_iter(song().map(|song| song.map(length)))),
        ];
        RecordBatch::try_new(Arc::clone(&self.schema), arrays)
            .expect("columns of one length and of the types of the schema")
    }
}

fn whole_numbers(events: &[CodedEvent], number: impl Fn(&CodedEvent) -> i64) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(events.iter().map(number)))
}

impl PageStates {
    fn new(states: &[&PageState]) -> PageStates {
        let states = || states.iter();
        PageStates {
            pages: CodedTexts::new(states().map(|state| state.page.as_str())),
            auths: CodedTexts::new(states().map(|state| state.auth.as_str())),
            methods: CodedTexts::new(states().map(|state| state.method.as_str())),
            statuses: states().map(|state| state.status.into()).collect(),
            levels: CodedTexts::new(states().map(|state| state.level.as_str())),
        }
    }
}

impl Customers {
    fn new(customers: &[Customer<'_>]) -> Customers {
        let ids: Vec<String> = customers.iter().map(|one| one.user_id.to_string()).collect();
        let ids = ids.iter().map(String::as_str).chain([""]);
        let customers = || customers.iter();
        Customers {
            ids: CodedTexts::new(ids),
            nobody: customers().len() as u32,
            locations: CodedTexts::new(customers().map(|one| one.location)),
            user_agents: CodedTexts::new(customers().map(|one| one.user_agent)),
            last_names: CodedTexts::new(customers().map(|one| one.last_name)),
            first_names: CodedTexts::new(customers().map(|one| one.first_name)),
            registrations: customers().map(|one| one.registration.millis()).collect(),
            genders: CodedTexts::new(customers().map(|one| one.gender)),
        }
    }

    fn named(&self, event: &CodedEvent) -> Option<u32> {
        event.names_user.then_some(event.user_idx)
    }
}

impl Songs {
    fn new(songs: &[Song<'_>]) -> Songs {
        let songs = || songs.iter();
        Songs {
            artists: CodedTexts::new(songs().map(|song| song.artist)),
            titles: CodedTexts::new(songs().map(|song| song.title)),
            lengths: songs().map(|song| song.length_seconds).collect(),
        }
    }
}
