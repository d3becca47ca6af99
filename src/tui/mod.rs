//! The terminal: one thread, one wait, one draw for all waiting keys.
//!
//! A key goes to the top layer, else to the registry of commands, else nowhere with the reason said. Tabs and
//! layers answer with effects; only `update` changes the model and the book, only `shell` the terminal.
//!
//! **Invariant:** nothing outside this folder says ratatui or crossterm.

pub mod app;
pub mod command;
pub mod desk;
pub mod editor;
pub mod effect;
pub mod frame;
pub mod input;
pub mod layers;
pub mod model;
mod moving;
pub mod msg;
pub mod shell;
pub mod tabs;
pub mod terminal;
#[cfg(test)]
pub(crate) mod testing;
pub mod theme;
pub mod update;
pub mod view;
pub mod wake;
pub mod widgets;
