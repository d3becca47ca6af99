//! Time as TIME.md says it: every vector by its name, ten thousand repeats against a table computed elsewhere,
//! five zones, and a clock that is set back and forward.

mod book;
mod calendar;
mod table;
mod vectors;
mod zones;
