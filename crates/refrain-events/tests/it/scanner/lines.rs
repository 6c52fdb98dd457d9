//! Random lines over the columns of a schema: most are as they should be, some are odd.

use std::ops::Range;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use refrain_events::EventSchema;

use crate::support::{FULL, START, bare_schema};

/// What a log is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogKind {
    Sparkify,
    /// All times in seconds.
    Seconds,
    /// RFC 3339, registrations in seconds; guests told by a column with no other use.
    Rfc3339,
    Bare,
    /// Columns inside of objects.
    Nested,
    /// A kind for rows that state none, and durations, some of them below zero.
    Derived,
    /// One kind for all rows.
    Constant,
}

pub(crate) const ALL_LOGS: [LogKind; 7] = [
    LogKind::Sparkify,
    LogKind::Seconds,
    LogKind::Rfc3339,
    LogKind::Bare,
    LogKind::Nested,
    LogKind::Derived,
    LogKind::Constant,
];

/// Columns of the row, of objects, and of objects in objects.
const NESTED: &str = r#"
[roles]
entity = "actor.id"
time = "at"
kind = "what"

[[attributes]]
name = "tag"
type = "text"

[[attributes]]
name = "name"
column = "actor.about.name"
type = "text"

[[attributes]]
name = "n"
column = "props.n"
type = "number"
"#;

impl LogKind {
    pub(crate) fn schema(self) -> EventSchema {
        let times = match self {
            LogKind::Sparkify => return EventSchema::sparkify(),
            LogKind::Bare => return bare_schema(),
            LogKind::Nested => return EventSchema::from_toml(NESTED).unwrap(),
            LogKind::Derived => {
                let kind = "kind = { column = \"what\", otherwise = \"view\" }";
                let roles = FULL.replace("kind = \"what\"", kind);
                let text = format!("{roles}\n[meaning]\nduration = \"n\"\n");
                return EventSchema::from_toml(&text).unwrap();
            }
            LogKind::Constant => {
                let roles = FULL.replace("\"what\"", "{ constant = \"buy\" }");
                return EventSchema::from_toml(&roles).unwrap();
            }
            LogKind::Seconds => "[time]\nunit = \"s\"\n[text]\nrepair = true\n",
            LogKind::Rfc3339 => {
                "[time]\nunit = \"rfc3339\"\nregistration_unit = \"s\"\n\
                 [guests]\nmissing = [\"plan\"]\nvalues = { auth = [\"Guest\", \"7\", \"true\"] }\n"
            }
        };
        EventSchema::from_toml(&format!("{FULL}\n{times}")).unwrap()
    }

    /// The keys of a line and what stands there as a rule; not all are asked for.
    fn columns(self) -> Vec<(&'static str, BoxedStrategy<String>)> {
        match self {
            LogKind::Sparkify => sparkify_columns(),
            LogKind::Seconds => full_columns(seconds(), seconds()),
            LogKind::Rfc3339 => full_columns(rfc3339(), seconds()),
            LogKind::Bare | LogKind::Constant => full_columns(millis(), millis()),
            LogKind::Derived => {
                let mut columns = full_columns(millis(), millis());
                columns[2].1 = one_of(&["\"visit\"", "null", "\"\"", "\" \"", "3"]);
                columns
            }
            LogKind::Nested => nested_columns(),
        }
    }
}

/// A Sparkify schema of few columns: most of what stands in a line is skipped.
pub(crate) fn few_columns() -> EventSchema {
    let mut spec = EventSchema::sparkify().into_spec();
    spec.attributes.retain(|attribute| attribute.name == "song");
    spec.roles.session = None;
    spec.meaning = Default::default();
    EventSchema::new(spec).unwrap()
}

/// Lines with their ends; the last one is sound, so that there is always a row to keep.
pub(crate) fn log(kind: LogKind, n_lines: Range<usize>) -> BoxedStrategy<Vec<String>> {
    let style = select(vec![Style { comma: ",", colon: ":" }, Style { comma: ", ", colon: ": " }]);
    let beginning = prop_oneof![9 => Just(""), 1 => Just("\u{feff}"), 1 => Just("\n \r\n")];
    let lines = style.prop_flat_map(move |style| {
        (prop::collection::vec(line(kind, style), n_lines.clone()), object(kind, style, ODD_NEVER))
    });
    let joined = |(beginning, (mut lines, good)): (&str, (Vec<String>, String))| {
        lines.insert(0, beginning.to_owned());
        lines.push(good);
        lines
    };
    (beginning, lines).prop_map(joined).boxed()
}

/// What a producer writes between tokens.
#[derive(Debug, Clone, Copy)]
struct Style {
    comma: &'static str,
    colon: &'static str,
}

/// How often, in a thousand, a field is odd.
const ODD_NEVER: u32 = 0;
const ODD_AT_TIMES: u32 = 12;
const ODD_OFTEN: u32 = 150;

fn line(kind: LogKind, style: Style) -> impl Strategy<Value = String> {
    let content = prop_oneof![
        30 => object(kind, style, ODD_AT_TIMES),
        3 => object(kind, style, ODD_OFTEN),
        2 => object(kind, Style { comma: " ,\t", colon: "\r: " }, ODD_AT_TIMES),
        1 => spaced(kind),
        1 => cut(object(kind, style, ODD_AT_TIMES)),
        1 => select(JUNK.to_vec()).prop_map(str::to_owned),
    ];
    let end = prop_oneof![
        30 => Just("\n"),
        3 => Just("\r\n"),
        1 => select(vec!["\r\r\n", " \n", "\n\n", "\t\r\n", "\r", "", "\u{a0}\n", "}\n", ",\n"]),
    ];
    (content, end).prop_map(|(content, end)| content + end)
}

/// Lines that are none, or none of this log.
const JUNK: [&str; 14] = [
    "",
    " ",
    "\t\r",
    "{}",
    "{ }",
    "[]",
    "null",
    "7",
    "\"user\"",
    "{\"user\":1}",
    "{\"a\":{\"user\":1}}",
    "{\r\"a\":\",é\"}",
    "{\r\"a\":\"}x\"}",
    "{\r\"a\":\"}",
];

/// An object whose fields are odd so often, and at times reordered, missing or there twice.
fn object(kind: LogKind, style: Style, odd: u32) -> BoxedStrategy<String> {
    let fields: Vec<BoxedStrategy<Vec<String>>> =
        kind.columns().into_iter().map(|(name, good)| field(name, good, style, odd)).collect();
    let n_fields = fields.len();
    let fields = fields.prop_map(|fields| fields.concat());
    let moved = match odd {
        ODD_NEVER => fields.boxed(),
        _ => prop_oneof![
            30 => fields.clone(),
            1 => fields.clone().prop_shuffle(),
            1 => fields.prop_flat_map(move |fields| {
                let n_kept = fields.len().min(n_fields) / 2..=fields.len();
                subsequence(fields, n_kept)
            }),
        ]
        .boxed(),
    };
    moved.prop_map(move |fields| format!("{{{}}}", fields.join(style.comma))).boxed()
}

/// An object with white space in odd places.
fn spaced(kind: LogKind) -> impl Strategy<Value = String> {
    let space = select(vec!["", " ", "\t", "  ", "\r", "\r ", "\u{b}", "\u{2028}"]);
    let style = (space.clone(), space).prop_map(|(comma, colon)| (format!("{comma},"), colon));
    (style, object(kind, Style { comma: ",", colon: ":" }, ODD_NEVER)).prop_map(
        |((comma, colon), object)| {
            object
                .replace("\":", &format!("\"{colon}:{colon}"))
                .replace(",\"", &format!("{comma}\""))
        },
    )
}

fn cut(object: BoxedStrategy<String>) -> impl Strategy<Value = String> {
    (object, any::<prop::sample::Index>()).prop_map(|(mut object, index)| {
        let mut end = index.index(object.len());
        while !object.is_char_boundary(end) {
            end -= 1;
        }
        object.truncate(end);
        object
    })
}

/// A field: once, or where it is odd also never or twice.
fn field(
    name: &'static str,
    good: BoxedStrategy<String>,
    style: Style,
    odd: u32,
) -> BoxedStrategy<Vec<String>> {
    let written = move |name: &str, value: &str| format!("\"{name}\"{}{value}", style.colon);
    let sound = good.clone().prop_map(move |value| vec![written(name, &value)]);
    if odd == ODD_NEVER {
        return sound.boxed();
    }
    let odd_name = select(ODD_NAMES.to_vec());
    let odd_field = prop_oneof![
        8 => value().prop_map(move |value| vec![written(name, &value)]),
        2 => Just(Vec::new()),
        1 => (good.clone(), value()).prop_map(move |(first, second)| {
            vec![written(name, &first), written(name, &second)]
        }),
        1 => (odd_name, value()).prop_map(move |(name, value)| vec![written(name, &value)]),
        1 => good.prop_map(move |value| {
            let (first, rest) = name.split_at(1);
            let escaped = format!("\\u{:04x}{rest}", first.as_bytes()[0]);
            vec![written(&escaped, &value)]
        }),
    ];
    prop_oneof![1_000 - odd => sound, odd => odd_field].boxed()
}

/// Keys that hardly a schema here asks for.
const ODD_NAMES: [&str; 10] = [
    "",
    "actor",
    "actor.id",
    "x",
    "é",
    "a\\\"b",
    "a\\q",
    "a:b,",
    "tagtag",
    "a key that is far longer than the padding behind a text",
];

/// Any value, sound or not.
fn value() -> BoxedStrategy<String> {
    prop_oneof![
        4 => text(),
        3 => select(NUMBERS.to_vec()).prop_map(str::to_owned),
        2 => select(NUMBERS.to_vec()).prop_map(|number| format!("\"{number}\"")),
        2 => select(OTHER_VALUES.to_vec()).prop_map(str::to_owned),
        1 => any::<i64>().prop_map(|number| number.to_string()),
        1 => any::<f64>().prop_map(|number| number.to_string()),
        1 => "-?[0-9]{1,20}\\.[0-9]{1,20}",
        1 => "-?[0-9]{1,19}",
        1 => millis(),
        1 => rfc3339(),
    ]
    .boxed()
}

const NUMBERS: [&str; 42] = [
    "0",
    "-0",
    "-0.0",
    "1",
    "-1",
    "01",
    "-01",
    "00",
    "1.0",
    "1.",
    ".5",
    "+1",
    "-",
    "1e5",
    "1E5",
    "1e+5",
    "1e-5",
    "1.5e3",
    "1e",
    "1e400",
    "-1e400",
    "1e-400",
    "0.1",
    "0.30000000000000004",
    "9007199254740991",
    "9007199254740992",
    "9007199254740993",
    "900719925474099.3",
    "123456789012345678",
    "999999999999999999",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "123456789012345678901",
    "0.12345678901234567890123456789",
    "1234567890123456789012345678901234567890.5",
    "1.54111E+12",
    "1577836800.25",
    "1577836800000.999",
    "277.89016",
];

const OTHER_VALUES: [&str; 25] = [
    "true",
    "false",
    "null",
    "\"\"",
    "\" \"",
    "\"true\"",
    "\"null\"",
    "[]",
    "{}",
    "[1,[2,{\"a\":\"\\q\"}]]",
    "{\"user\":1,\"ts\":2}",
    "[\"]\",\"}\"]",
    "{\"a\":1,\"a\":2}",
    "[1,]",
    "nul",
    "nulls",
    "truE",
    "falsey",
    "NaN",
    "Infinity",
    "'a'",
    "\"\" \"\"",
    "1 2",
    "\"open",
    "",
];

/// A text of odd pieces.
fn text() -> BoxedStrategy<String> {
    let piece = prop_oneof![
        4 => "[ -!#-\\[\\]-~]{0,20}".boxed(),
        4 => select(PIECES.to_vec()).prop_map(str::to_owned).boxed(),
    ];
    prop::collection::vec(piece, 0..4).prop_map(|pieces| format!("\"{}\"", pieces.concat())).boxed()
}

const PIECES: [&str; 36] = [
    "\\\"",
    "\\\\",
    "\\/",
    "\\b\\f\\n\\r\\t",
    "\\u0000",
    "\\u001f",
    "\\u00e9",
    "\\u00c3\\u00a9",
    "\\u00C3\\u0083\\u00C2\\u00A9",
    "\\ud83d\\ude00",
    "\\uD83D\\uDE00",
    "\\ud83d",
    "\\ude00",
    "\\ude00\\ud83d",
    "\\ud83d\\u0041",
    "\\ud83dx",
    "\\u12",
    "\\u12g4",
    "\\u",
    "\\q",
    "\\U0041",
    "\\'",
    "\\x41",
    "\\",
    "é",
    "Bj\u{c3}\u{b6}rk",
    "Bj\u{c3}\u{83}\u{c2}\u{b6}rk",
    "\u{c3}\u{82}\u{c2}\u{9f}",
    "\u{ff}",
    "日本語",
    "😀",
    "\u{7f}",
    "\u{80}",
    "\t",
    "\u{1}",
    "\u{0}",
];

fn millis() -> BoxedStrategy<String> {
    (0..100_000_i64).prop_map(|millis| (START + millis).to_string()).boxed()
}

fn seconds() -> BoxedStrategy<String> {
    let whole = (0..100_i64).prop_map(|seconds| (START / 1_000 + seconds).to_string());
    let decimals = (0..100_000_i64)
        .prop_map(|millis| format!("{}.{:03}", START / 1_000 + millis / 1_000, millis % 1_000));
    prop_oneof![whole, decimals].boxed()
}

fn rfc3339() -> BoxedStrategy<String> {
    let (minute, second) = (0..60_u8, 0..60_u8);
    let zone = select(vec!["Z", "+02:00", "", ".123456Z"]);
    (minute, second, zone)
        .prop_map(|(minute, second, zone)| {
            format!("\"2020-01-01T00:{minute:02}:{second:02}{zone}\"")
        })
        .boxed()
}

/// One of few, so that ties and duplicates are common.
fn one_of(values: &[&'static str]) -> BoxedStrategy<String> {
    select(values.to_vec()).prop_map(str::to_owned).boxed()
}

/// An id in one of its spellings, or what comes near to one.
fn odd_id() -> BoxedStrategy<String> {
    let number = select(vec![
        "1",
        "01",
        "-1",
        "9007199254740991",
        "9007199254740992",
        "900719925474099",
        "a",
        "é",
        "",
        "0",
    ]);
    let end = select(vec!["", ".", ".0", ".000", ".5", "e1", ".0e1", ".5E+1", ".0e400", ".2.3"]);
    let blank = || select(vec!["", "", "", " ", "\\t", "\u{a0}", "\u{3000}", "\u{feff}"]);
    (blank(), number, end, blank(), any::<bool>())
        .prop_map(|(before, number, end, after, is_text)| match is_text {
            true => format!("\"{before}{number}{end}{after}\""),
            false => format!("{number}{end}"),
        })
        .boxed()
}

fn small_number() -> BoxedStrategy<String> {
    (0..30_u32).prop_map(|number| number.to_string()).boxed()
}

fn full_columns(
    at: BoxedStrategy<String>,
    joined: BoxedStrategy<String>,
) -> Vec<(&'static str, BoxedStrategy<String>)> {
    vec![
        ("at", at),
        (
            "user",
            prop_oneof![20 => one_of(&["1", "\"1\"", "\"2\"", "\"anne\"", "\"\""]), 1 => odd_id()]
                .boxed(),
        ),
        ("what", prop_oneof![20 => one_of(&["\"visit\"", "\"play\"", "3"]), 1 => odd_id()].boxed()),
        ("other", text()),
        ("visit", prop_oneof![20 => one_of(&["1", "\"1\"", "null"]), 1 => odd_id()].boxed()),
        ("step", small_number()),
        ("auth", one_of(&["\"in\"", "\"in\"", "\"in\"", "\"Guest\"", "\" Guest\"", "\"7.0\""])),
        ("plan", one_of(&["\"paid\"", "\"free\"", "\"a\\\"b\""])),
        ("joined", joined),
        (
            "tag",
            prop_oneof![3 => one_of(&["\"x\"", "\"y \\\"z\\\"\"", "null", "7"]), 1 => text()]
                .boxed(),
        ),
        ("n", one_of(&["1", "2.5", "\"3\"", "-4.25", "null"])),
    ]
}

fn nested_columns() -> Vec<(&'static str, BoxedStrategy<String>)> {
    let plain = one_of(&["1", "\"2\"", "\"anne\""]);
    let id = prop_oneof![20 => plain, 2 => odd_id(), 1 => value()];
    let about = prop_oneof![
        text().prop_map(|name| format!("{{\"name\":{name}}}")),
        one_of(&["{}", "null", "7", "[1]", "[]", "{\"name\":{\"a\":1}}", "{\"name\":[]}"]),
    ];
    let actor = (id, about)
        .prop_map(|(id, about)| format!("{{\"id\":{id},\"about\":{about},\"about.name\":\"x\"}}"));
    let actors = prop_oneof![
        30 => actor,
        1 => one_of(&["null", "\"a\"", "{}", "[]", "[{\"id\":1}]", "{\"id\":1,\"id\":2}"]),
    ];
    vec![
        ("at", millis()),
        ("what", one_of(&["\"visit\"", "\"play\""])),
        ("actor", actors.boxed()),
        ("tag", one_of(&["\"x\"", "{\"a\":1}"])),
        ("props", one_of(&["{\"n\":1}", "{\"n\":\"2\",\"m\":{\"n\":3}}", "null"])),
    ]
}

fn sparkify_columns() -> Vec<(&'static str, BoxedStrategy<String>)> {
    vec![
        ("ts", millis()),
        ("userId", one_of(&["\"30\"", "\"7\"", "30", "\"\""])),
        ("sessionId", one_of(&["29", "8"])),
        ("page", one_of(&["\"NextSong\"", "\"Home\"", "\"Thumbs Up\""])),
        ("auth", one_of(&["\"Logged In\"", "\"Logged In\"", "\"Logged In\"", "\"Logged Out\""])),
        ("method", one_of(&["\"PUT\"", "\"GET\""])),
        ("status", one_of(&["200", "307"])),
        ("level", one_of(&["\"paid\"", "\"free\""])),
        ("itemInSession", small_number()),
        ("location", one_of(&["\"Bakersfield, CA\"", "\"Boston-Cambridge-Newton, MA-NH\""])),
        ("userAgent", one_of(&["\"\\\"Mozilla\\/5.0 (X11)\\\"\"", "\"Mozilla/5.0 (iPad)\""])),
        ("lastName", one_of(&["\"Freeman\"", "\"O\\u0027Neil\""])),
        ("firstName", one_of(&["\"Colin\"", "\"Ren\u{c3}\u{a9}e\""])),
        ("registration", one_of(&["1577836800000", "1538173362000"])),
        ("gender", one_of(&["\"M\"", "\"F\""])),
        ("artist", prop_oneof![3 => one_of(&["\"Martha Tilston\"", "null"]), 1 => text()].boxed()),
        (
            "song",
            one_of(&["\"Rockpools\"", "\"Al\u{c3}\u{83}\u{c2}\u{a9}\"", "\"Say \\\"Ah\\\"\""]),
        ),
        ("length", one_of(&["277.89016", "282.8273", "198", "\"12.5\""])),
    ]
}
