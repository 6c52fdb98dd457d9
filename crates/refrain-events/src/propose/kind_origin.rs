//! Origin of the kind: a column, a column with a kind for the rows without one, or a constant.

use super::candidate::{Confidence, RoleProposal};
use super::histories::Histories;
use super::kind_role;
use super::name_words::{has, has_any};
use super::phrase::percent;
use super::table::{Column, ColumnIdx, Table};
use super::toml_text::quoted;
use crate::schema::KindSource;

/// Kinds from which on a column that is only a guess is taken for goods or places.
const MANY_GUESSED: u64 = 60;

/// Share of the rows up to which a column may leave the kind out.
const SPARSE: f64 = 0.95;

/// Fewest rows with a sparse kind, as a share.
const LEAST_SPARSE: f64 = 0.005;

/// Share of rows with a number below zero up to which these are returns.
const MAX_RETURNS: f64 = 0.05;

/// Words of names, the most telling first, with what one row of such a log is.
const ACTS: [(&str, &[&str]); 16] = [
    ("rating", &["rating", "stars"]),
    ("review", &["review", "reviewer"]),
    ("donation", &["donation", "donor"]),
    ("rental", &["rental"]),
    ("trip", &["trip", "pickup", "ride", "rideable"]),
    ("booking", &["booking", "reservation"]),
    (
        "purchase",
        &[
            "invoice",
            "order",
            "basket",
            "receipt",
            "sku",
            "sales",
            "purchase",
            "unitprice",
            "price",
            "quantity",
            "qty",
            "cart",
        ],
    ),
    ("payment", &["payment", "paid"]),
    ("transaction", &["transaction", "amount", "spend", "revenue"]),
    ("play", &["track", "song", "artist", "episode"]),
    ("message", &["message", "recipient", "receiver", "sender", "text", "tweet"]),
    ("view", &["movie", "film", "video", "article", "page", "url"]),
    ("commit", &["commit", "sha"]),
    ("connection", &["orig", "resp", "port", "src", "dst"]),
    ("visit", &["visit", "checkin", "venue", "session"]),
    ("call", &["call", "caller", "callee"]),
];

/// The kind of the rows of a log.
#[derive(Debug)]
pub(super) struct KindOrigin {
    pub(super) source: KindSource,
    /// The column with the role, if there is one.
    pub(super) column: Option<ColumnIdx>,
    pub(super) proposal: Option<RoleProposal>,
    /// Reasons where no column has the role.
    pub(super) reasons: Vec<String>,
    /// Other kinds, each with its reason, for lines that are commented out.
    pub(super) open: Vec<(String, String)>,
    /// The kind of each row.
    pub(super) kinds: Column,
}

impl KindOrigin {
    pub(super) fn new(
        table: &Table,
        taken: &[ColumnIdx],
        entity: ColumnIdx,
        histories: &Histories,
    ) -> KindOrigin {
        let found = kind_role::kind(table, taken, entity, histories);
        let (found, refused) = match found {
            Some(found) if is_convincing(table, &found, taken) => (Some(found), None),
            other => (None, other),
        };
        let varies = |idx: ColumnIdx| table.columns[idx].profile.n_distinct > 1;
        let mut origin = match (found, sparse_kind(table, taken)) {
            (Some((idx, proposal)), Some(sparse)) if !varies(idx) => {
                KindOrigin::sparse(table, sparse, Some((idx, &proposal)))
            }
            (Some((idx, proposal)), _) => KindOrigin::column(table, idx, proposal),
            (None, Some(sparse)) => KindOrigin::sparse(table, sparse, None),
            (None, None) => KindOrigin::constant(table, refused.as_ref()),
        };
        origin.open.extend(returns(table, taken, &origin.source));
        origin
    }

    fn column(table: &Table, idx: ColumnIdx, proposal: RoleProposal) -> KindOrigin {
        let column = &table.columns[idx];
        let coverage = column.profile.coverage();
        let source = match coverage < SPARSE {
            // Without it these rows would be dropped for want of a kind.
            true => {
                let otherwise = of_all(table).unwrap_or_else(|| word(table));
                KindSource::Or { column: table.name(idx).to_owned(), otherwise }
            }
            false => KindSource::Column(table.name(idx).to_owned()),
        };
        let kinds = match &source {
            KindSource::Or { otherwise, .. } => column.with_default(otherwise),
            _ => column.clone(),
        };
        let proposal = Some(proposal);
        let (reasons, open) = (Vec::new(), Vec::new());
        KindOrigin { source, column: Some(idx), proposal, reasons, open, kinds }
    }

    /// A column that only some rows have, such as a `subtype` beside a type that never varies.
    fn sparse(
        table: &Table,
        idx: ColumnIdx,
        beside: Option<(ColumnIdx, &RoleProposal)>,
    ) -> KindOrigin {
        let column = &table.columns[idx];
        let of_all = beside.and_then(|(idx, _)| table.columns[idx].distinct().next());
        let otherwise = match (beside, of_all) {
            (Some((idx, _)), Some(code)) => table.columns[idx].text(code),
            _ => None,
        };
        let otherwise = otherwise.unwrap_or_else(|| word(table));
        let share = percent(column.profile.coverage());
        let mut reasons =
            vec![format!("`{}` says in {share} of the rows what was done.", table.name(idx))];
        if let Some((idx, _)) = beside {
            reasons.push(format!("`{}` never varies.", table.name(idx)));
        }
        reasons.push(format!("The other rows are called {otherwise:?}; name them as you like."));
        let kinds = column.with_default(&otherwise);
        let source = KindSource::Or { column: table.name(idx).to_owned(), otherwise };
        KindOrigin { source, column: Some(idx), proposal: None, reasons, open: Vec::new(), kinds }
    }

    fn constant(table: &Table, refused: Option<&(ColumnIdx, RoleProposal)>) -> KindOrigin {
        let kind = word(table);
        let reasons = vec![format!(
            "No column says what was done: every row is one {kind:?}. Name it as you like."
        )];
        let open = refused.map(|(_, proposal)| {
            let reason = format!("Otherwise {proposal}");
            (reason, format!("kind = {}", quoted(&proposal.column)))
        });
        KindOrigin {
            kinds: Column::constant("kind", &kind, table.n_rows),
            source: KindSource::Constant(kind),
            column: None,
            proposal: None,
            reasons,
            open: open.into_iter().collect(),
        }
    }
}

/// The kind of all rows that a column names which never varies, such as `type` beside `subtype`.
fn of_all(table: &Table) -> Option<String> {
    let is_one = |column: &&Column| {
        column.profile.n_distinct == 1
            && column.profile.is_words()
            && column.profile.coverage() >= SPARSE
            && kind_role::name_points(column) >= 3.0
    };
    let column = table.columns.iter().find(is_one)?;
    column.text(column.distinct().next()?)
}

/// Tells whether a column says what was done: its name, its words, or what depends on it speak for
/// it, and not that it is a list alone.
fn is_convincing(table: &Table, found: &(ColumnIdx, RoleProposal), taken: &[ColumnIdx]) -> bool {
    let (idx, proposal) = found;
    let column = &table.columns[*idx];
    let is_named = kind_role::name_points(column) >= 1.5;
    let is_long = column.profile.n_distinct > MANY_GUESSED;
    // Goods and towns are lists of words too, and settle a price or a state as a kind does.
    if is_long && !is_named {
        return false;
    }
    let has_lead = proposal.confidence > Confidence::Guess;
    is_named
        || kind_role::are_acts(column)
        || (has_lead && !kind_role::explained(table, *idx, taken).is_empty())
}

/// A column that by its name is the kind and that many rows lack.
fn sparse_kind(table: &Table, taken: &[ColumnIdx]) -> Option<ColumnIdx> {
    let is_one = |(idx, column): &(ColumnIdx, &Column)| {
        let profile = &column.profile;
        !taken.contains(idx)
            && (LEAST_SPARSE..SPARSE).contains(&profile.coverage())
            && profile.is_words()
            && profile.n_distinct <= MANY_GUESSED
            && profile.rows_per_value() >= 2.0
            && kind_role::name_points(column) >= 3.0
    };
    table.columns.iter().enumerate().find(is_one).map(|(idx, _)| idx)
}

/// What one row of the log is, by the names of its columns.
fn word(table: &Table) -> String {
    let is_named =
        |words: &&[&str]| table.columns.iter().any(|column| has_any(&column.words, words));
    let act = ACTS.iter().find(|(_, words)| is_named(words));
    act.map_or("action", |(act, _)| *act).to_owned()
}

/// The line for a log in which a few quantities are below zero.
fn returns(table: &Table, taken: &[ColumnIdx], source: &KindSource) -> Option<(String, String)> {
    let KindSource::Constant(kind) = source else { return None };
    let words = ["quantity", "qty", "amount", "units", "total", "sales"];
    let is_one = |(idx, column): &(ColumnIdx, &Column)| {
        !taken.contains(idx)
            && column.profile.is_numeric()
            && words.iter().any(|w| has(&column.words, w))
    };
    let below = table.columns.iter().enumerate().filter(is_one).find_map(|(_, column)| {
        let share = column.share_below_zero();
        (share > 0.0 && share <= MAX_RETURNS).then_some((column, share))
    });
    let (column, share) = below?;
    let name = &column.profile.name;
    let reason = format!(
        "`{name}` is below zero in {} of the rows. If these are returns, put this line in the \
         place of the one above.",
        percent(share)
    );
    let line = format!(
        "kind = {{ otherwise = {}, cases = [{{ column = {}, below = 0, kind = \"return\" }}] }}",
        quoted(kind),
        quoted(name)
    );
    Some((reason, line))
}
