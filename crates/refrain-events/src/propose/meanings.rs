//! Meanings of attributes: the plan, the duration, the item and its maker.

use refrain_core::AttributeType;

use super::attributes::ColumnUse;
use super::dependency::determines;
use super::money::Money;
use super::name_words::{has_any, words};
use super::table::{Column, ColumnIdx, Table};
use super::toml_text::{list, quoted};
use crate::schema::Meaning;

/// Distinct values up to which a column can be the plan.
const MAX_PLANS: u64 = 12;

/// Distinct values up to which what an entity has one of describes it.
const MAX_PROFILE_VALUES: u64 = 50;

const PLAN_NAMES: [&str; 10] = [
    "plan",
    "level",
    "tier",
    "subscription",
    "membership",
    "package",
    "licence",
    "license",
    "edition",
    "tariff",
];

const FREE_PLANS: [&str; 8] =
    ["free", "trial", "freemium", "none", "guest", "demo", "unpaid", "community"];

const PAID_PLANS: [&str; 17] = [
    "paid",
    "pro",
    "professional",
    "basic",
    "premium",
    "plus",
    "enterprise",
    "business",
    "team",
    "starter",
    "standard",
    "gold",
    "silver",
    "bronze",
    "platinum",
    "family",
    "unlimited",
];

/// Values of a column named `level` that is one of log messages.
const MESSAGE_LEVELS: [&str; 5] = ["info", "warn", "warning", "debug", "error"];

const DURATION_NAMES: [&str; 8] =
    ["length", "duration", "second", "sec", "elapsed", "dwell", "runtime", "playtime"];

const OTHER_UNITS: [&str; 10] =
    ["ms", "msec", "millis", "milliseconds", "minute", "minutes", "min", "mins", "hours", "us"];

const ITEM_NAMES: [&str; 18] = [
    "song", "track", "film", "movie", "video", "episode", "article", "book", "course", "lesson",
    "game", "sku", "product", "item", "title", "content", "document", "listing",
];

const CREATOR_NAMES: [&str; 13] = [
    "artist",
    "author",
    "creator",
    "studio",
    "channel",
    "publisher",
    "seller",
    "vendor",
    "brand",
    "director",
    "instructor",
    "host",
    "maker",
];

/// Words of what a product or an artist has, rather than is.
const QUALITIES: [&str; 12] = [
    "type", "category", "price", "count", "quantity", "genre", "status", "country", "url", "year",
    "rank", "rating",
];

/// Meanings of the attributes, a reason for each line, and lines that are commented out.
#[derive(Debug, Default)]
pub(super) struct Meanings {
    pub(super) meaning: Meaning,
    pub(super) reasons: Vec<(&'static str, String)>,
    pub(super) open: Vec<(String, String)>,
}

impl Meanings {
    pub(super) fn reason(&self, key: &str) -> Option<&str> {
        self.reasons.iter().find(|(own, _)| *own == key).map(|(_, reason)| reason.as_str())
    }
}

pub(super) fn meanings(
    table: &Table,
    uses: &[ColumnUse],
    entity: ColumnIdx,
    money: &Money,
) -> Meanings {
    let kept: Vec<(&str, AttributeType, &Column)> = uses
        .iter()
        .filter_map(|u| Some((u.kept()?, &table.columns[u.column])))
        .map(|(spec, column)| (spec.name.as_str(), spec.kind, column))
        .collect();
    let of_type = |wanted: AttributeType| {
        let matching = kept.iter().filter(move |(_, kind, _)| *kind == wanted);
        matching.map(|(name, _, column)| (*name, *column)).collect::<Vec<_>>()
    };
    let texts = of_type(AttributeType::Text);
    let mut meanings = Meanings::default();
    meanings.find_plan(&texts);
    meanings.find_duration(&of_type(AttributeType::Number));
    meanings.meaning.item = meanings.find_by_name("item", &texts, &ITEM_NAMES);
    meanings.meaning.creator = meanings.find_by_name("creator", &texts, &CREATOR_NAMES);
    meanings.find_profile(&texts, &table.columns[entity]);
    meanings.find_agent_and_place(&texts);
    meanings.take_money(money);
    meanings
}

impl Meanings {
    fn find_plan(&mut self, texts: &[(&str, &Column)]) {
        let scored = texts.iter().map(|(name, column)| (plan_score(column), *name, *column));
        // Of equal ones the first: `max_by_key` would take the last.
        let best = scored.rev().max_by_key(|(score, ..)| *score);
        let Some((score, name, column)) = best.filter(|(score, ..)| *score > 0) else { return };
        let values: Vec<String> = column.distinct().filter_map(|code| column.text(code)).collect();
        let why = match score {
            3 => "the name and the values say so",
            2 => "the name says so",
            _ => "the values say so",
        };
        self.reasons.push(("plan", format!("{}: {why}.", list(&values))));
        self.meaning.plan = Some(name.to_owned());
        self.find_paid_plans(values);
    }

    fn find_paid_plans(&mut self, values: Vec<String>) {
        // Without a word that is known either way, which plans are paid for would be a guess.
        let are_known = values.iter().any(|value| is_of(value, &FREE_PLANS))
            || values.iter().all(|value| is_of(value, &PAID_PLANS));
        // Names of paid plans are endless (gold, pro, family), those of free ones are few.
        let paid = values.into_iter().filter(|value| !is_of(value, &FREE_PLANS));
        let paid: Vec<String> = paid.collect();
        if are_known {
            let reason = "Every plan but those named as free; check it.".to_owned();
            self.reasons.push(("paid_plans", reason));
            self.meaning.paid_plans = paid;
        } else {
            let line = format!("paid_plans = {}", list(&paid));
            self.open.push(("Which of these are paid for?".to_owned(), line));
        }
    }

    fn find_duration(&mut self, numbers: &[(&str, &Column)]) {
        let is_duration = |column: &Column| {
            let is_named = has_any(&column.words, &DURATION_NAMES)
                || has_any(&column.words, &["ms", "msec", "millis", "minute"]);
            is_named && column.profile.min >= Some(0.0)
        };
        let Some((name, column)) = numbers.iter().find(|(_, column)| is_duration(column)) else {
            return;
        };
        let range = format!(
            "{} to {}",
            column.profile.min.unwrap_or_default(),
            column.profile.max.unwrap_or_default()
        );
        // Durations are seconds to later stages; minutes taken for them would be wrong without a
        // word.
        if has_any(&column.words, &OTHER_UNITS) {
            let reason =
                format!("`{name}` ({range}) is not in seconds; convert it to seconds to use it.");
            self.open.push((reason, format!("duration = {}", quoted(name))));
        } else {
            self.reasons.push(("duration", format!("By its name; are {range} seconds?")));
            self.meaning.duration = Some((*name).to_owned());
        }
    }

    /// What an entity has one value of describes it, unless it has another meaning.
    fn find_profile(&mut self, texts: &[(&str, &Column)], entity: &Column) {
        let taken = [&self.meaning.plan, &self.meaning.item, &self.meaning.creator];
        let is_free = |name: &str| taken.iter().all(|own| own.as_deref() != Some(name));
        let is_known = entity.profile.rows_per_value() >= 1.5 && entity.profile.n_distinct >= 5;
        let describes = |(name, column): &&(&str, &Column)| {
            let n_distinct = column.profile.n_distinct;
            is_free(name)
                && (2..=MAX_PROFILE_VALUES).contains(&n_distinct)
                && column.profile.is_words()
                && !is_agent(column)
                && !is_place(column)
                && determines(entity, column)
        };
        let profile: Vec<String> =
            texts.iter().filter(describes).map(|(name, _)| (*name).to_owned()).collect();
        if is_known && !profile.is_empty() {
            self.reasons.push(("profile", "An entity has one value of each.".to_owned()));
            self.meaning.profile = profile;
        }
    }

    fn find_agent_and_place(&mut self, texts: &[(&str, &Column)]) {
        let agent = texts.iter().find(|(_, column)| is_agent(column));
        if let Some((name, _)) = agent {
            self.reasons.push(("user_agent", "By its name.".to_owned()));
            self.meaning.user_agent = Some((*name).to_owned());
        }
        if let Some((name, _)) = texts.iter().find(|(_, column)| is_place(column)) {
            self.reasons.push(("location", "Its values are places such as these.".to_owned()));
            self.meaning.location = Some((*name).to_owned());
        }
    }

    fn take_money(&mut self, money: &Money) {
        if let Some((name, reason)) = &money.revenue {
            self.reasons.push(("revenue", reason.clone()));
            self.meaning.revenue = Some(name.clone());
        }
        if let Some(name) = &money.quantity {
            self.reasons.push(("quantity", "By its name.".to_owned()));
            self.meaning.quantity = Some(name.clone());
        }
    }

    /// The attribute whose name has the first of the words that any has.
    fn find_by_name(
        &mut self,
        key: &'static str,
        texts: &[(&str, &Column)],
        wanted: &[&str],
    ) -> Option<String> {
        let fits = |word: &str, column: &Column| {
            has_any(&column.words, &[word]) && !has_any(&column.words, &QUALITIES)
        };
        let found = wanted.iter().find_map(|word| texts.iter().find(|(_, c)| fits(word, c)));
        let (name, _) = found?;
        self.reasons.push((key, "By its name.".to_owned()));
        Some((*name).to_owned())
    }
}

fn is_agent(column: &Column) -> bool {
    let values = || column.distinct().take(20).filter_map(|code| column.text(code));
    has_any(&column.words, &["agent", "ua", "useragent"])
        && values().any(|text| text.contains("Mozilla/"))
}

/// Tells whether nearly all values are places in the United States: `Bakersfield, CA`.
fn is_place(column: &Column) -> bool {
    let is_state = |code: &str| {
        code.split('-')
            .all(|state| state.len() == 2 && state.bytes().all(|b| b.is_ascii_uppercase()))
    };
    let is_one = |text: &String| text.rsplit_once(", ").is_some_and(|(_, state)| is_state(state));
    let texts = column.distinct().filter_map(|code| column.text(code));
    let n_places = texts.filter(is_one).count() as u64;
    n_places > 1 && 10 * n_places >= 9 * column.profile.n_distinct
}

/// 2 for the name and 1 for the values.
fn plan_score(column: &Column) -> u8 {
    let values: Vec<String> = column.distinct().filter_map(|code| column.text(code)).collect();
    // `level` is a plan in one log and the severity of messages in another; the values tell.
    let is_list = column.profile.n_distinct <= MAX_PLANS && column.profile.n_bools == 0;
    if !is_list || values.iter().any(|value| is_of(value, &MESSAGE_LEVELS)) {
        return 0;
    }
    let is_plan = |value: &&String| is_of(value, &FREE_PLANS) || is_of(value, &PAID_PLANS);
    let n_plans = values.iter().filter(is_plan).count();
    let by_name = has_any(&column.words, &PLAN_NAMES) && !has_any(&column.words, &QUALITIES);
    let by_values = 2 * n_plans > values.len();
    2 * u8::from(by_name) + u8::from(by_values)
}

fn is_of(value: &str, list: &[&str]) -> bool {
    words(value).iter().any(|word| list.contains(&word.as_str()))
}
