//! What screens are made of: text, lines, lists, pages, fields, rules and the footer.
//!
//! **Invariant:** a widget never executes, never reads a clock or the book; it is given what it shows.

pub mod area;
pub mod chart;
pub mod field;
pub mod footer;
pub mod hits;
pub mod line;
pub mod list;
mod list_draw;
mod list_keep;
mod list_moves;
mod list_row;
pub mod page;
mod page_sections;
pub mod pen;
pub mod rule;
pub mod table;
pub mod text;
pub mod tops;
