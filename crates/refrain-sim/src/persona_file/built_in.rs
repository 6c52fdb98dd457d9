//! The personas that come with the crate.

use std::sync::LazyLock;

use crate::config::item::Item;
use crate::config::toml_tree;
use crate::persona_file::table::{Reader, names};
use crate::{Error, ErrorKind, Persona, Problem};

/// Simulation files may name the built-in personas, so this text is read without them: whatever is
/// `like` another has it above.
const PERSONAS: &str = include_str!("../data/personas.toml");

static BUILT_IN: LazyLock<Vec<Persona>> =
    LazyLock::new(|| read(PERSONAS).expect("data/personas.toml is well-formed"));

impl Persona {
    /// Returns the personas that come with the crate.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_sim::Persona;
    ///
    /// assert_eq!(Persona::built_in().len(), 26);
    /// ```
    pub fn built_in() -> &'static [Persona] {
        &BUILT_IN
    }

    /// Returns the persona of this name that comes with the crate.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] if there is none.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_sim::Persona;
    ///
    /// assert_eq!(Persona::named("Zither")?.definition().name, "Zither");
    /// assert!(Persona::named("Theremin").is_err());
    /// # Ok::<(), refrain_sim::Error>(())
    /// ```
    pub fn named(name: &str) -> Result<&'static Persona, Error> {
        let found = BUILT_IN.iter().find(|persona| persona.definition().name == name);
        let unknown =
            || Unknown { found: name.to_owned(), known: names(Persona::built_in()).join(", ") };
        Ok(found.ok_or_else(unknown)?)
    }
}

/// A persona that does not come with the crate.
#[derive(Debug, thiserror::Error)]
#[error("no persona is named `{found}`; there are {known}")]
struct Unknown {
    found: String,
    known: String,
}

impl Problem for Unknown {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Argument
    }
}

fn read(text: &str) -> Result<Vec<Persona>, Error> {
    let tree = toml_tree::parse(text)?;
    let root = Item::root(text, &tree);
    let fields = root.fields()?;
    let mut reader = Reader::new(text, fields.get("pages").cloned(), &[])?;
    let tables = fields.required("persona", "personas")?.list()?;
    tables.iter().map(|table| Ok(reader.read(table)?.1)).collect()
}
