//! A line of Sparkify's log, all 18 fields of it, for libraries that speak serde.

use std::borrow::Cow;

use serde::Deserialize;

/// Texts are borrowed from the line unless they must be unescaped.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Row<'a> {
    pub ts: Option<i64>,
    #[serde(borrow)]
    pub user_id: Option<Text<'a>>,
    pub session_id: Option<i64>,
    #[serde(borrow)]
    pub page: Option<Text<'a>>,
    #[serde(borrow)]
    pub auth: Option<Text<'a>>,
    #[serde(borrow)]
    pub method: Option<Text<'a>>,
    pub status: Option<i64>,
    #[serde(borrow)]
    pub level: Option<Text<'a>>,
    pub item_in_session: Option<i64>,
    #[serde(borrow)]
    pub location: Option<Text<'a>>,
    #[serde(borrow)]
    pub user_agent: Option<Text<'a>>,
    #[serde(borrow)]
    pub last_name: Option<Text<'a>>,
    #[serde(borrow)]
    pub first_name: Option<Text<'a>>,
    pub registration: Option<i64>,
    #[serde(borrow)]
    pub gender: Option<Text<'a>>,
    #[serde(borrow)]
    pub artist: Option<Text<'a>>,
    #[serde(borrow)]
    pub song: Option<Text<'a>>,
    pub length: Option<f64>,
}

/// Serde borrows a `Cow` only where it stands bare: inside of an `Option` it would own the text.
#[derive(Debug, Deserialize)]
pub struct Text<'a>(#[serde(borrow)] pub Cow<'a, str>);
