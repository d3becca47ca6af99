//! The practice: for now the standing of the book by tier, each figure with the rows behind it.
//!
//! **Invariant:** a figure is the number of the rows it opens.

use super::{Book, standing::ClientLine};
use crate::domain::{cadence::State, rejection::Rejection, standing::PartName};

/// One figure: how many, and which.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figure {
    /// The relationships behind it.
    pub relationships: Vec<i64>,
}

/// A row of figures, one by each state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureRow {
    /// What the row is: a tier, a part, or the whole.
    pub name: String,
    /// By state, in the order of [`STATES`].
    pub figures: [Figure; 4],
}

/// The order of a row's figures.
pub const STATES: [State; 4] = [State::Good, State::Due, State::Broken, State::Unknown];

/// The standing of the book.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BookStanding {
    /// One row per tier, those without a tier last.
    pub tiers: Vec<FigureRow>,
    /// One row per part of standing.
    pub parts: Vec<FigureRow>,
    /// Managed clients counted.
    pub clients: usize,
    /// Client hours planned by their tiers; clients without a tier are not in it.
    pub planned_hours: i64,
    /// Client hours available a year.
    pub client_hours: i64,
    /// Clients without a tier.
    pub without_tier: usize,
}

impl Book {
    /// The tiers in force: the default ones with the book's own laid over them.
    pub fn tiers(&self) -> Result<Vec<crate::store::Tier>, Rejection> {
        self.db().tiers()
    }

    /// The standing of the book by tier and by part.
    pub fn book_standing(&self) -> Result<BookStanding, Rejection> {
        let practice = self.practice()?;
        let lines: Vec<ClientLine> = self
            .standings(None)?
            .into_iter()
            .filter(|line| {
                line.line.kind == "client"
                    && crate::domain::records::relationship::is_managed(&line.line.stage)
            })
            .collect();
        let mut names: Vec<String> = practice.tiers.iter().map(|tier| tier.name.clone()).collect();
        let without_tier = lines.iter().filter(|line| line.line.tier.is_none()).count();
        if without_tier > 0 {
            names.push("no tier".to_owned());
        }
        let tiers = names
            .into_iter()
            .map(|name| {
                let row = figures(&lines, |line| {
                    let tier = line.line.tier.as_deref().unwrap_or("no tier");
                    (tier == name).then(|| line.state())
                });
                FigureRow { name, figures: row }
            })
            .collect();
        let parts = PartName::SHOWN
            .into_iter()
            .map(|part| FigureRow {
                name: part.word().to_owned(),
                figures: figures(&lines, |line| line.standing.part(part).map(|part| part.state)),
            })
            .filter(|row| row.figures.iter().any(|figure| !figure.relationships.is_empty()))
            .collect();
        let hours = |tier: Option<&str>| {
            let tier = practice.tiers.iter().find(|known| Some(known.name.as_str()) == tier)?;
            tier.planned_hours
        };
        let planned_hours = lines.iter().filter_map(|line| hours(line.line.tier.as_deref())).sum();
        let client_hours = self.db().setting("client_hours")?.parse().unwrap_or(0);
        Ok(BookStanding { tiers, parts, clients: lines.len(), planned_hours, client_hours, without_tier })
    }
}

fn figures(lines: &[ClientLine], state_of: impl Fn(&ClientLine) -> Option<State>) -> [Figure; 4] {
    STATES.map(|state| Figure {
        relationships: lines
            .iter()
            .filter(|line| state_of(line) == Some(state))
            .map(|line| line.line.id)
            .collect(),
    })
}
