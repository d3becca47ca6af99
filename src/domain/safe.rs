//! The one place that makes text from outside safe to show: screen, command line, errors, logs.
//!
//! The book keeps what came in, byte for byte; only what is shown passes here.
//!
//! **Invariant:** nothing that comes out can move the cursor, reorder its neighbours or hide itself;
//! cleaning twice changes nothing more.

use std::borrow::Cow;

/// Combining marks shown on one letter; more are a flood, not a script.
const MARKS_PER_BASE: usize = 4;
/// Joins inside one emoji; the longest family takes three, flags with extras a few more.
const JOINS_PER_EMOJI: usize = 5;

/// One line, safe to show; line breaks and tabs become spaces.
pub fn one_line(text: &str) -> Cow<'_, str> {
    clean(text, For::Line)
}

/// Several lines, safe to show; line breaks stay (`\r\n` as `\n`), tabs become four spaces.
pub fn lines(text: &str) -> Cow<'_, str> {
    clean(text, For::Lines)
}

/// Text for a table, a calendar or a mailing list: as on the screen, with tabs and line ends as they are.
///
/// What shapes the letters of a name stays: joiners between letters that join, marks in the number that scripts use, and
/// the selector of a variant after its ideograph. The whole book as JSON is the export that keeps the rest.
pub fn in_file(text: &str) -> Cow<'_, str> {
    clean(text, For::Table)
}

/// Text for a contact card, from which [`from_card`] has it back: what [`in_file`] would drop is named (`<U+202E>`), and
/// control characters are their pictures (`␛`).
pub fn in_card(text: &str) -> Cow<'_, str> {
    clean(text, For::Card)
}

/// Whether the text has pictures that [`in_card`] writes.
pub fn has_pictures(text: &str) -> bool {
    text.contains("<U+") || text.contains(|c| matches!(c, '\u{2400}'..='\u{241f}' | '\u{2421}'))
}

/// The text that [`in_card`] wrote so; for a text without pictures of its own.
pub fn from_card(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some((named, after)) = named_character(rest) {
            out.push(named);
            rest = after;
            continue;
        }
        out.push(match c {
            '\u{2400}'..='\u{241f}' => char::from_u32(u32::from(c) - 0x2400).unwrap_or(c),
            '\u{2421}' => '\x7f',
            c => c,
        });
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    out
}

/// The character that a text begins with by its number, and what follows it; only one that is never written as itself.
fn named_character(text: &str) -> Option<(char, &str)> {
    let rest = text.strip_prefix("<U+")?;
    // Six digits at most: a long text without an end is not searched for one at every beginning.
    let length = rest.bytes().take(7).position(|byte| byte == b'>').filter(|length| *length >= 4)?;
    let (hex, after) = rest.split_at_checked(length)?;
    let named = char::from_u32(u32::from_str_radix(hex, 16).ok()?).filter(|c| is_special(*c))?;
    Some((named, after.strip_prefix('>')?))
}

/// JSON text that cannot move a cursor or hide: such characters as escapes, which every reader turns back.
pub fn in_json(text: &str) -> Cow<'_, str> {
    let is_loud = |c: char| {
        matches!(c, '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}'
            | '\u{17b5}' | '\u{3164}' | '\u{ffa0}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
    };
    if !text.contains(is_loud) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_loud(c) {
            let mut units = [0_u16; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// What a text is made safe for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum For {
    /// One line of the screen.
    Line,
    /// Several.
    Lines,
    /// A cell of a file: its tabs and line ends are its own.
    Table,
    /// A line of a contact card: nothing is lost.
    Card,
}

impl For {
    fn keeps(self, c: char) -> bool {
        match self {
            Self::Line => false,
            Self::Lines => c == '\n',
            Self::Table | Self::Card => matches!(c, '\t' | '\n' | '\r'),
        }
    }
}

fn clean(text: &str, what: For) -> Cow<'_, str> {
    if text.chars().all(|c| !is_special(c) || what.keeps(c)) {
        return Cow::Borrowed(text);
    }
    let out = String::with_capacity(text.len());
    let mut cleaner = Cleaner { out, what, last: None, marks: 0, joins: 0 };
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        cleaner.take(c, next);
    }
    if cleaner.out == text { Cow::Borrowed(text) } else { Cow::Owned(cleaner.out) }
}

struct Cleaner {
    out: String,
    what: For,
    /// The last character that was let through as itself.
    last: Option<char>,
    /// Combining marks since the last base.
    marks: usize,
    /// Joins since the emoji began.
    joins: usize,
}

impl Cleaner {
    fn take(&mut self, c: char, next: Option<char>) {
        match c {
            _ if self.what.keeps(c) => self.base(c),
            '\r' if next == Some('\n') => {}
            '\n' | '\r' => self.base(if self.what == For::Lines { '\n' } else { ' ' }),
            '\t' if self.what == For::Lines => self.show("    "),
            '\t' => self.base(' '),
            '\0'..='\x1f' => self.base(picture(c)),
            '\x7f' => self.base('\u{2421}'),
            '\u{200d}' => self.join(next),
            '\u{200c}' => self.part(next),
            '\u{fe0e}' | '\u{fe0f}' => self.select(c),
            '\u{e0100}'..='\u{e01ef}' => self.vary(c),
            _ if is_mark(c) && !is_invisible(c) => self.mark(c),
            _ if self.what == For::Card && is_special(c) => self.left_out(c),
            // Line and paragraph separators, and fillers that look like nothing at all.
            '\u{2028}' | '\u{2029}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => self.base(' '),
            '\u{80}'..='\u{9f}' | '\u{fff9}'..='\u{fffb}' => self.show(&format!("<U+{:04X}>", u32::from(c))),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => self.show(direction(c)),
            _ if is_invisible(c) => {}
            _ => self.base(c),
        }
    }

    /// What is not let through: dropped, or named where nothing may be lost. It counts for nothing beside it.
    fn left_out(&mut self, c: char) {
        if self.what == For::Card {
            self.out.push_str(&format!("<U+{:04X}>", u32::from(c)));
        }
    }

    fn base(&mut self, c: char) {
        if self.last != Some('\u{200d}') {
            self.joins = 0;
        }
        self.marks = 0;
        self.last = Some(c);
        self.out.push(c);
    }

    fn show(&mut self, tag: &str) {
        self.marks = 0;
        self.joins = 0;
        self.last = tag.chars().last();
        self.out.push_str(tag);
    }

    fn mark(&mut self, c: char) {
        if self.marks >= MARKS_PER_BASE {
            return self.left_out(c);
        }
        // A mark without a base would sit on whatever stands before this text.
        if self.what != For::Card && self.last.is_none_or(char::is_whitespace) {
            self.base('\u{25cc}');
        }
        self.marks = self.marks.saturating_add(1);
        self.last = Some(c);
        self.out.push(c);
    }

    /// A joiner holds emoji together and shapes some scripts; anywhere else it only hides.
    fn join(&mut self, next: Option<char>) {
        let emoji = self.last.is_some_and(|last| is_pictograph(last) || last == '\u{fe0f}')
            && next.is_some_and(is_pictograph)
            && self.joins < JOINS_PER_EMOJI;
        let script = self.last.is_some_and(is_shaping) && next.is_some_and(is_shaping);
        if emoji || script {
            self.joins = self.joins.saturating_add(1);
            self.last = Some('\u{200d}');
            self.out.push('\u{200d}');
        } else {
            self.left_out('\u{200d}');
        }
    }

    /// A non-joiner is spelling in Persian and in the scripts of India.
    fn part(&mut self, next: Option<char>) {
        if self.last.is_some_and(is_shaping) && next.is_some_and(is_shaping) {
            self.last = Some('\u{200c}');
            self.out.push('\u{200c}');
        } else {
            self.left_out('\u{200c}');
        }
    }

    /// One presentation selector, on something that can carry it.
    fn select(&mut self, c: char) {
        let carries = |last: char| is_pictograph(last) || last.is_ascii_digit() || matches!(last, '#' | '*');
        if self.last.is_some_and(carries) {
            self.last = Some(c);
            self.out.push(c);
        } else {
            self.left_out(c);
        }
    }

    /// Which variant of an ideograph a name is written with; a terminal has only one of them.
    fn vary(&mut self, c: char) {
        let in_file = matches!(self.what, For::Table | For::Card);
        if in_file && self.last.is_some_and(is_ideograph) {
            self.last = Some(c);
            self.out.push(c);
        } else {
            self.left_out(c);
        }
    }
}

/// Whether a character needs a look; everything else is shown as it is.
fn is_special(c: char) -> bool {
    match c {
        ' '..='~' => false,
        _ if c.is_control() => true,
        '\u{115f}'
        | '\u{1160}'
        | '\u{3164}'
        | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' => true,
        _ => is_invisible(c) || is_mark(c),
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fff8}' | '\u{e0000}'..='\u{e0fff}')
}

/// Marks that stack on the letter before them.
fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c2}'
        | '\u{5c4}'..='\u{5c5}' | '\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}'..='\u{6e8}' | '\u{6ea}'..='\u{6ed}'
        | '\u{730}'..='\u{74a}' | '\u{7a6}'..='\u{7b0}' | '\u{900}'..='\u{903}' | '\u{93a}' | '\u{93c}'
        | '\u{941}'..='\u{948}' | '\u{94d}' | '\u{951}'..='\u{957}' | '\u{e31}' | '\u{e34}'..='\u{e3a}'
        | '\u{e47}'..='\u{e4e}' | '\u{eb1}' | '\u{eb4}'..='\u{ebc}' | '\u{ec8}'..='\u{ece}'
        | '\u{f71}'..='\u{f84}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{302a}'..='\u{302f}' | '\u{3099}'..='\u{309a}' | '\u{a66f}'..='\u{a672}' | '\u{fe20}'..='\u{fe2f}'
        | '\u{1d165}'..='\u{1d169}' | '\u{1d16d}'..='\u{1d172}')
}

fn is_pictograph(c: char) -> bool {
    matches!(c,
        '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2190}'..='\u{21ff}'
        | '\u{2300}'..='\u{23ff}' | '\u{25a0}'..='\u{27bf}' | '\u{2900}'..='\u{297f}' | '\u{2b00}'..='\u{2bff}'
        | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}' | '\u{1f000}'..='\u{1faff}')
}

/// Letters of scripts in which a joiner or non-joiner changes what is read.
fn is_shaping(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{8ff}' | '\u{900}'..='\u{dff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{18aa}')
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The visible sign of a control character: `␛` for escape.
fn picture(c: char) -> char {
    u32::from(c).checked_add(0x2400).and_then(char::from_u32).unwrap_or('\u{fffd}')
}

fn direction(c: char) -> &'static str {
    match c {
        '\u{202a}' => "<LRE>",
        '\u{202b}' => "<RLE>",
        '\u{202c}' => "<PDF>",
        '\u{202d}' => "<LRO>",
        '\u{202e}' => "<RLO>",
        '\u{2066}' => "<LRI>",
        '\u{2067}' => "<RLI>",
        '\u{2068}' => "<FSI>",
        _ => "<PDI>",
    }
}

/// The bytes of a file as the text they are.
///
/// # Errors
/// The number of the line, and what is wrong in it, without a full stop.
pub fn utf8(bytes: Vec<u8>) -> Result<String, (usize, String)> {
    String::from_utf8(bytes).map_err(|no| {
        let at = no.utf8_error().valid_up_to();
        let before = no.as_bytes().get(..at).unwrap_or_default();
        let line = before.split(|byte| *byte == b'\n').count();
        let odd = no.as_bytes().get(at).copied().unwrap_or_default();
        (line, format!("byte {odd:#04x} there is no UTF-8; save the file as UTF-8"))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escapes_are_shown_and_not_obeyed() {
        assert_eq!(one_line("a\u{1b}[31mb\u{7}\u{7f}\0"), "a␛[31mb␇␡␀");
        assert_eq!(one_line("\u{9b}31m\u{85}"), "<U+009B>31m<U+0085>");
        assert_eq!(one_line("evil\u{202e}fdp.exe\u{2069}"), "evil<RLO>fdp.exe<PDI>");
    }

    #[test]
    fn line_breaks_are_spaces_in_one_line_and_stay_in_lines() {
        assert_eq!(one_line("a\r\nb\tc\u{2028}d\re"), "a b c d e");
        assert_eq!(lines("a\r\nb\tc\u{2029}d\re"), "a\nb    c d\ne");
        assert!(matches!(lines("a\nb"), Cow::Borrowed(_)));
    }

    #[test]
    fn hidden_characters_are_dropped() {
        assert_eq!(
            one_line("a\u{200b}b\u{feff}c\u{ad}d\u{e0041}\u{e007f}e\u{2060}f\u{200d}g\u{200e}"),
            "abcdefg"
        );
    }

    #[test]
    fn names_and_emoji_stay_whole_and_cost_nothing() {
        for text in [
            "Hélène Lefèvre",
            "Tanaka 田中",
            "👩‍👩‍👧‍👦 family",
            "❤️",
            "1️⃣",
            "e\u{301}",
            "👍🏽",
            "می‌خواهم",
            "क्‍ष",
            "🏳️‍🌈",
            "",
        ] {
            assert!(matches!(one_line(text), Cow::Borrowed(_)), "{text:?} became {:?}", one_line(text));
        }
    }

    #[test]
    fn a_flood_of_marks_or_joins_is_cut() {
        let flood = format!("a{}b", "\u{301}".repeat(1000));
        assert_eq!(one_line(&flood), "a\u{301}\u{301}\u{301}\u{301}b");
        let chain = vec!["👩"; 500].join("\u{200d}");
        assert!(one_line(&chain).matches('\u{200d}').count() <= 500);
        assert!(!one_line(&chain).contains(&["👩"; 8].join("\u{200d}")));
        assert_eq!(one_line("\u{301}a"), "\u{25cc}\u{301}a");
    }

    #[test]
    fn a_file_for_others_turns_nothing_round_hides_nothing_and_is_not_flooded() {
        assert_eq!(in_file("a\tb\r\nc\u{1b}]8;;x\u{7}\u{9b}"), "a\tb\r\nc␛]8;;x␇<U+009B>");
        assert_eq!(in_file("evil\u{202e}fdp\u{2069}"), "evil<RLO>fdp<PDI>");
        assert_eq!(in_file("A\u{200b}nn\u{200d}\u{feff} H\u{2060}a\u{e0041}\u{e007f}r\u{200e}t"), "Ann Hart");
        assert_eq!(in_file(&format!("a{}b", "\u{301}".repeat(500))), "a\u{301}\u{301}\u{301}\u{301}b");
        assert_eq!(in_file("a\u{2028}=1 Hid\u{34f}den"), "a =1 Hidden");
    }

    #[test]
    fn names_that_need_a_joiner_or_a_variant_leave_the_book_as_they_are() {
        for name in [
            "علی\u{200c}رضا",
            "می‌خواهم",
            "क्\u{200d}ष",
            "ශ්\u{200d}රී",
            "葛\u{e0100}城",
            "👩‍👩‍👧 family",
            "Nguyễn",
            "שָׁלוֹם",
        ] {
            for out in [in_file(name), in_card(name)] {
                assert!(matches!(out, Cow::Borrowed(_)), "{name:?} became {out:?}");
            }
        }
        assert_eq!(one_line("葛\u{e0100}城"), "葛城");
        assert_eq!(in_file("a\u{e0100}"), "a");
    }

    #[test]
    fn a_card_names_what_it_takes_out() {
        let text = format!("a\u{202e}b\u{200b}c{}\u{1b}\u{e0041}", "\u{301}".repeat(6));
        let out = in_card(&text);
        assert_eq!(out, "a<U+202E>b<U+200B>c\u{301}\u{301}\u{301}\u{301}<U+0301><U+0301>␛<U+E0041>");
        assert_eq!(from_card(&out), text);
        assert_eq!(from_card("<U+0041><U+><U+ZZZZ>"), "<U+0041><U+><U+ZZZZ>");
    }

    fn wild() -> impl Strategy<Value = String> {
        let odd = prop::sample::select(vec![
            '\u{1b}',
            '\n',
            '\r',
            '\t',
            '\u{85}',
            '\u{202e}',
            '\u{2066}',
            '\u{200b}',
            '\u{200c}',
            '\u{200d}',
            '\u{fe0f}',
            '\u{301}',
            '\u{94d}',
            '\u{e0041}',
            '\u{2028}',
            '👩',
            '❤',
            '🏽',
            'a',
            ' ',
            '1',
            'ی',
            '<',
        ]);
        prop::collection::vec(prop_oneof![odd, any::<char>()], 0..40)
            .prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #[test]
        fn nothing_dangerous_comes_out(text in wild()) {
            for (out, kept) in [(one_line(&text), false), (lines(&text), true)] {
                prop_assert!(out.chars().all(|c| !c.is_control() || (kept && c == '\n')));
                let banned = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
                    | '\u{2028}' | '\u{2029}' | '\u{e0000}'..='\u{e0fff}' | '\u{200b}');
                prop_assert!(!out.chars().any(banned));
            }
        }

        #[test]
        fn nothing_dangerous_leaves_in_a_file_and_a_card_loses_nothing(text in wild()) {
            for out in [in_file(&text), in_card(&text)] {
                let banned = |c: char| (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
                    || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}'
                        | '\u{e0000}'..='\u{e00ff}' | '\u{200b}');
                prop_assert!(!out.chars().any(banned));
            }
            let once = in_file(&text).into_owned();
            prop_assert_eq!(in_file(&once), once.as_str());
            if !has_pictures(&text) {
                prop_assert_eq!(from_card(&in_card(&text)), text);
            }
        }

        #[test]
        fn cleaning_twice_changes_nothing(text in wild()) {
            let once = one_line(&text).into_owned();
            prop_assert_eq!(one_line(&once), once.as_str());
            let many = lines(&text).into_owned();
            prop_assert_eq!(lines(&many), many.as_str());
        }

        #[test]
        fn plain_text_is_borrowed(text in "[ -~À-ſ一-龥]{0,40}") {
            prop_assert!(matches!(one_line(&text), Cow::Borrowed(_)));
        }
    }
}
