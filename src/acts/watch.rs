//! Work that takes longer than a key: how far it is, and whether it is to stop.
//!
//! **Invariant:** work that was stopped has written nothing.

use std::{
    fmt,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
};

use crate::domain::rejection::Rejection;

/// So many times a piece of work says how far it is.
const CALLS: usize = 100;

/// What the one who works and the one who waits share.
#[derive(Default)]
pub struct Watch {
    done: AtomicUsize,
    of: AtomicUsize,
    stopped: AtomicBool,
    call: Option<Box<dyn Fn() + Send + Sync>>,
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("done", &self.done).field("of", &self.of).finish_non_exhaustive()
    }
}

impl Watch {
    /// A watch that calls whoever waits now and then.
    pub fn calling(call: impl Fn() + Send + Sync + 'static) -> Self {
        Self { call: Some(Box::new(call)), ..Self::default() }
    }

    /// Begins a piece of work of so many steps.
    pub fn begin(&self, steps: usize) {
        self.done.store(0, Ordering::Relaxed);
        self.of.store(steps, Ordering::Relaxed);
    }

    /// One step is done; refuses to go on when the work is to stop.
    pub fn step(&self) -> Result<(), Rejection> {
        let done = self.done.fetch_add(1, Ordering::Relaxed).saturating_add(1);
        let part = (self.of.load(Ordering::Relaxed) / CALLS).max(1);
        if done.is_multiple_of(part) {
            self.call();
        }
        self.go_on()
    }

    /// Refuses to go on when the work is to stop.
    pub fn go_on(&self) -> Result<(), Rejection> {
        if self.stopped.load(Ordering::Relaxed) {
            return Err(Rejection::rule("Stopped, as you asked. Nothing was written."));
        }
        Ok(())
    }

    /// Asks the work to stop.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Whether it was asked to stop.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Wakes whoever waits.
    pub fn call(&self) {
        if let Some(call) = &self.call {
            call();
        }
    }

    /// Steps done, and how many there are; 0 of 0 while that is not known.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        let of = self.of.load(Ordering::Relaxed);
        (self.done.load(Ordering::Relaxed).min(of), of)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn who_waits_is_called_now_and_then_and_a_stop_ends_the_work() {
        let calls = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&calls);
        let watch = Watch::calling(move || {
            counted.fetch_add(1, Ordering::Relaxed);
        });
        assert_eq!(watch.progress(), (0, 0));
        watch.begin(1_000);
        for _ in 0..500 {
            watch.step().unwrap();
        }
        assert_eq!((watch.progress(), calls.load(Ordering::Relaxed)), ((500, 1_000), 50));
        watch.stop();
        assert!(watch.step().unwrap_err().message.ends_with("Nothing was written."));
    }
}
