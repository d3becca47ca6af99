//! The one registry of commands: keys, footer, help, palette and the keymap document all read it.
//!
//! **Invariant:** a key is looked up here and nowhere else; what a command does is never said in two places.

pub mod chord;
pub mod keymap;
pub mod registry;
pub mod table;

pub use keymap::Keymap;
pub use registry::{
    Availability, Looked, Scope, Spec, keymap_json, keymap_markdown, keymap_rows, look_up, strip_of,
    strip_title,
};
pub use table::{Command, table};
