//! Schema files: what is written back is what was read.

#![no_main]

use libfuzzer_sys::fuzz_target;
use refrain_events::EventSchema;

fuzz_target!(|text: &str| {
    let Ok(schema) = EventSchema::from_toml(text) else { return };
    let written = schema.to_toml();
    let again = EventSchema::from_toml(&written).expect("what was written can be read");
    assert_eq!(again, schema);
    assert_eq!(again.to_toml(), written);
});
