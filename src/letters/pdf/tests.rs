//! What stands on the pages, and where.

use super::{fonts::installed, *};

const WIDE: f32 = 0.6;

fn fonts() -> Fonts {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/fonts");
    Fonts::new(vec![folder.into()], "ja").unwrap()
}

fn sheet(title: &str) -> Sheet<'_> {
    Sheet { title, language: "en", paper: A4 }
}

fn laid(markdown: &str) -> Vec<Page> {
    laid_out(&sheet("Title"), markdown, &mut fonts()).unwrap()
}

/// All that pages say, without blanks, in the order it is drawn.
fn said(pages: &[Page]) -> String {
    let runs = pages.iter().flat_map(|page| &page.runs);
    runs.flat_map(|placed| placed.run.text.chars()).filter(|sign| !sign.is_whitespace()).collect()
}

/// A long document: every kind of block, words longer than a line, tables over pages.
fn long() -> String {
    let mut text = String::from("# A long one\n\n");
    for number in 0..60 {
        text.push_str(&format!("## Part {number}\n\n"));
        let words = (0..number * 3).map(|k| format!("word{k}")).collect::<Vec<_>>().join(" ");
        text.push_str(&format!("Begin {words} **heavy** *slanted* Ångström Čapek Łódź €.\n\n"));
        text.push_str(&format!("- item\n  - below {}\n\n> quoted {words}\n\n", "x".repeat(300)));
        text.push_str("| Name | What |\n|---|---|\n");
        for row in 0..number % 7 {
            text.push_str(&format!("| row {row} | {words} {} |\n", "y".repeat(120)));
        }
        text.push_str("\n---\n\n");
    }
    text
}

#[test]
fn nothing_stands_outside_the_margins() {
    let pages = laid(&long());
    assert!(pages.len() > 10);
    for page in &pages {
        for placed in &page.runs {
            let right = placed.x + placed.run.width;
            assert!(placed.x >= SIDE - WIDE && right <= A4.width - SIDE + WIDE, "{placed:?}");
            let is_foot = (placed.y - (A4.height - BOTTOM / 2.0)).abs() < 0.1;
            assert!(is_foot || placed.y > TOP && placed.y <= A4.height - BOTTOM + WIDE, "{placed:?}");
        }
        for stroke in &page.strokes {
            assert!(stroke.from.0 >= SIDE - WIDE && stroke.to.0 <= A4.width - SIDE + WIDE, "{stroke:?}");
            assert!(stroke.from.1 >= TOP && stroke.to.1 <= A4.height - BOTTOM + 12.0, "{stroke:?}");
        }
    }
}

#[test]
fn a_heading_has_a_line_under_it_on_its_page() {
    for page in laid(&long()) {
        for heading in page.runs.iter().filter(|placed| placed.heading) {
            let below = page.runs.iter().filter(|placed| {
                !placed.heading && placed.y > heading.y && placed.y < A4.height - BOTTOM + WIDE
            });
            assert!(below.count() > 0, "{heading:?}");
        }
    }
}

#[test]
fn all_that_the_text_says_stands_on_the_pages_and_every_page_has_its_number() {
    let text = long();
    let pages = laid(&text);
    let all = said(&pages);
    for block in blocks(&text) {
        for word in block.text().split_whitespace() {
            assert!(all.contains(word) || word.len() > 60, "{word}");
        }
    }
    let count = pages.len();
    for (number, page) in pages.iter().enumerate() {
        assert!(said(std::slice::from_ref(page)).ends_with(&format!("{}/{count}", number + 1)));
        assert!(page.runs.iter().flat_map(|placed| &placed.run.glyphs).all(|(glyph, ..)| *glyph != 0));
    }
}

#[test]
fn what_is_a_little_longer_than_a_page_is_set_smaller_to_stand_on_one_and_never_below_nine_points() {
    let smallest = |pages: &[Page]| {
        let runs =
            pages.iter().flat_map(|page| &page.runs).filter(|placed| placed.y < A4.height - BOTTOM + WIDE);
        runs.map(|placed| placed.size).fold(f32::MAX, f32::min)
    };
    let mut seen = std::collections::BTreeSet::new();
    for count in 20..80 {
        let text = "- one line of a list that says what was agreed\n".repeat(count);
        let pages = laid(&text);
        let size = smallest(&pages);
        assert!((9.0 - 0.01..=10.51).contains(&size) && (pages.len() == 1 || size > 10.4), "{count}: {size}");
        seen.insert((pages.len(), (size * 10.0).round() as i32));
        for placed in pages.iter().flat_map(|page| &page.runs) {
            assert!(placed.x >= SIDE - WIDE && placed.x + placed.run.width <= A4.width - SIDE + WIDE);
        }
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), [(1, 90), (1, 95), (1, 100), (1, 105), (2, 105)]);
}

#[test]
fn a_title_too_long_for_the_foot_says_that_it_goes_on() {
    let title = "What we did for you this year, the household of a very long name by the sea and of others by the lake";
    let pages = laid_out(&sheet(&title.repeat(2)), "Hello.\n", &mut fonts()).unwrap();
    assert!(said(&pages).contains('…') && said(&pages).ends_with("1/1"), "{}", said(&pages));
    assert!(!said(&laid("Hello.\n")).contains('…'));
}

#[test]
fn the_same_text_gives_the_same_bytes() {
    let make = || document(&sheet("Title"), &long(), &mut fonts()).unwrap();
    let first = make();
    assert!(first.starts_with(b"%PDF-") && first == make());
}

#[test]
fn japanese_is_drawn_with_an_installed_font_and_broken_between_signs() {
    let pages = laid(&format!("# 田中裕子様\n\n{}\n", "老後に毎月二十万円。".repeat(30)));
    assert!(said(&pages).contains("田中裕子様"));
    let lines: std::collections::BTreeSet<i32> =
        pages[0].runs.iter().filter(|placed| !placed.heading).map(|placed| placed.y as i32).collect();
    assert!(lines.len() > 5, "{lines:?}");
    let begins = |placed: &&Placed| (placed.x - SIDE).abs() < 0.1 && placed.run.text.starts_with('。');
    assert_eq!(pages[0].runs.iter().find(begins), None, "a full stop begins no line");
}

#[test]
fn a_character_that_no_font_draws_is_refused_by_name() {
    let no = |text: &str, folders: Vec<std::path::PathBuf>| {
        let mut fonts = Fonts::new(folders, "en").unwrap();
        document(&sheet("T"), text, &mut fonts).unwrap_err().message
    };
    let said = no("Dear 田中", vec![]);
    assert!(said.starts_with("The PDF cannot show 田 (U+7530): no font"), "{said}");
    assert!(said.ends_with("No PDF was made; HTML and Markdown show it."), "{said}");
    assert!(no("שלום", vec![]).contains("its script joins or turns letters"));
    assert!(installed(&["/no/such/folder".into()]).is_empty());
}

#[test]
fn a_long_name_to_sign_beside_stands_together_below_its_room() {
    let name = "Alder Street Planning of the very long name by the sea ".repeat(3);
    let line = r"\_\_\_\_\_\_\_\_";
    let text = format!("| Name | Signature | Date |\n|---|---|---|\n| {name} | {line} | {line} |\n");
    let page = &laid(&text)[0];
    let of_page = page.runs.iter().filter(|placed| placed.size > FOOT).map(|placed| placed.y);
    let mut lines: Vec<f32> = of_page.collect();
    lines.dedup();
    assert!(lines.len() > 3, "{lines:?}");
    for pair in lines[1..].windows(2) {
        assert!((10.0..16.0).contains(&(pair[1] - pair[0])), "{lines:?}");
    }
}
