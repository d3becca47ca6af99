//! Frames as text, for tests.

use ratatui::buffer::Buffer;

/// The lines of a frame as one reads them; the second cell of a wide character is not repeated.
pub(crate) fn lines(buffer: &Buffer) -> Vec<String> {
    let mut out = Vec::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        let mut line = String::new();
        let mut skip = 0;
        for x in buffer.area.left()..buffer.area.right() {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = buffer[(x, y)].symbol();
            skip = super::widgets::text::width(symbol).saturating_sub(1);
            line.push_str(symbol);
        }
        out.push(line);
    }
    out
}
