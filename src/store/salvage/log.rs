//! The log beside a file, laid over its pages by hand: where the engine cannot, since the first page is unreadable.
//!
//! Written after the file format of SQLite (sqlite.org/fileformat2.html): header, frames, sums, the last frame of a
//! change.
//!
//! **Invariant:** only changes that were finished are laid over, and only up to the first frame whose sum is wrong.

/// Bytes of a page of every book.
const PAGE: usize = 4096;
/// Bytes before the first frame.
const HEAD: usize = 32;
/// Bytes before the page of a frame.
const FRAME: usize = 24;

/// In which order the bytes of a number stand that is summed.
#[derive(Clone, Copy)]
enum Order {
    Little,
    Big,
}

/// Lays the pages of all finished changes in `log` over those of a file.
pub(super) fn lay_over(file: &mut Vec<u8>, log: &[u8]) {
    let order = match word(log, 0) {
        Some(0x377F_0682) => Order::Little,
        Some(0x377F_0683) => Order::Big,
        _ => return,
    };
    let (Some(head), Some(salts)) = (log.get(..24), log.get(16..24)) else { return };
    let mut sum = summed((0, 0), head, order);
    if word(log, 24) != Some(sum.0) || word(log, 28) != Some(sum.1) {
        return;
    }
    let mut waiting: Vec<(usize, &[u8])> = Vec::new();
    for frame in log.get(HEAD..).unwrap_or_default().chunks_exact(FRAME + PAGE) {
        let (Some(first), Some(page)) = (frame.get(..8), frame.get(FRAME..)) else { return };
        sum = summed(summed(sum, first, order), page, order);
        let is_right = frame.get(8..16) == Some(salts)
            && word(frame, 16) == Some(sum.0)
            && word(frame, 20) == Some(sum.1);
        let (Some(number), Some(pages)) = (word(frame, 0), word(frame, 4)) else { return };
        if !is_right || number == 0 {
            return;
        }
        waiting.push((number as usize, page));
        if pages > 0 {
            file.resize(pages as usize * PAGE, 0);
            for (number, page) in waiting.drain(..) {
                if let Some(place) = file.get_mut((number - 1) * PAGE..number * PAGE) {
                    place.copy_from_slice(page);
                }
            }
        }
    }
}

fn summed((mut one, mut other): (u32, u32), bytes: &[u8], order: Order) -> (u32, u32) {
    let number = |four: &[u8]| {
        let four = <[u8; 4]>::try_from(four).unwrap_or_default();
        match order {
            Order::Little => u32::from_le_bytes(four),
            Order::Big => u32::from_be_bytes(four),
        }
    };
    for pair in bytes.chunks_exact(8) {
        let (first, second) = pair.split_at(4);
        one = one.wrapping_add(number(first)).wrapping_add(other);
        other = other.wrapping_add(number(second)).wrapping_add(one);
    }
    (one, other)
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
