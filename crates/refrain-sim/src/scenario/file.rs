//! Files of scenarios alone.

use crate::config::item::Item;
use crate::config::toml_tree;
use crate::scenario::table::scenarios;
use crate::{Error, Persona, Scenario};

impl Scenario {
    /// Reads scenarios from TOML that holds nothing else: the tables `[[scenario]]` of a
    /// [`SimulationFile`](crate::SimulationFile#form), for users of the personas that come with the
    /// crate. Users of other personas have their scenarios in the file that describes them.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Malformed`](crate::ErrorKind::Malformed) as from
    /// [`SimulationFile::from_toml`](crate::SimulationFile::from_toml), also if a scenario is for a
    /// page or a transition that no built-in persona has, or if there is no scenario.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_sim::{Rate, Scenario, Treated};
    ///
    /// let scenarios = Scenario::all_from_toml(r#"
    ///     [[scenario]]
    ///     name = "offer"
    ///     from = 2018-11-01
    ///     share = 0.5
    ///     factors = { Cancel = 0.5, "Roll Advert" = 0 }
    ///     beta-factor = 0.8
    ///     [[scenario.transition]]
    ///     page = "Error"
    ///     after = "NextSong"
    ///     level = "paid"
    ///     factor = 2
    /// "#)?;
    /// assert_eq!(scenarios[0].treated, Treated::Share(0.5));
    /// assert_eq!(scenarios[0].changes[0].rate, Rate::to("Cancel"));
    /// assert_eq!(scenarios[0].changes.len(), 4);
    ///
    /// let text = "[[scenario]]\nname = \"offer\"\nfrom = 2018-11-01\nshare = 1.5";
    /// let error = Scenario::all_from_toml(text).unwrap_err();
    /// let expected = "line 4: `scenario[0].share` is 1.5, expected a share from 0 to 1";
    /// assert_eq!(error.to_string(), expected);
    /// # Ok::<(), refrain_sim::Error>(())
    /// ```
    pub fn all_from_toml(text: &str) -> Result<Vec<Scenario>, Error> {
        let tree = toml_tree::parse(text)?;
        let root = Item::root(text, &tree);
        let fields = root.fields()?;
        fields.check_known(&["scenario"])?;
        fields.required("scenario", "`[[scenario]]`")?;
        let personas: Vec<&Persona> = Persona::built_in().iter().collect();
        scenarios(&fields, &personas)
    }
}
