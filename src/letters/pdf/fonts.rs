//! The fonts of a PDF: the bundled Latin one, and for other scripts one that is installed.
//!
//! **Invariant:** a character that no font draws is refused by name; nothing is drawn as an empty box.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use krilla::text::Font;
use skrifa::{FontRef, MetadataProvider as _, instance::LocationRef, instance::Size};

use crate::{domain::rejection::Rejection, letters::blocks::Face};

/// Which font a character is drawn with; an index into [`Fonts`].
pub(super) type FontIndex = usize;

/// One sign of a font: its glyph and its width, in parts of the font's size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sign {
    /// The font.
    pub font: FontIndex,
    /// The glyph.
    pub glyph: u32,
    /// Its width at size 1.
    pub advance: f32,
}

const REGULAR: FontIndex = 0;
const BOLD: FontIndex = 1;
const ITALIC: FontIndex = 2;
const OTHER: FontIndex = 3;

/// Liberation Sans, under the SIL Open Font License (assets/fonts/OFL.txt).
const LATIN: [&[u8]; 3] = [
    include_bytes!("../../../assets/fonts/LiberationSans-Regular.ttf"),
    include_bytes!("../../../assets/fonts/LiberationSans-Bold.ttf"),
    include_bytes!("../../../assets/fonts/LiberationSans-Italic.ttf"),
];

/// The bytes of a font.
#[derive(Debug, Clone)]
enum Bytes {
    Bundled(&'static [u8]),
    Read(Arc<Vec<u8>>),
}

impl Bytes {
    fn get(&self) -> &[u8] {
        match self {
            Self::Bundled(bytes) => bytes,
            Self::Read(bytes) => bytes,
        }
    }
}

#[derive(Debug)]
struct OneFont {
    bytes: Bytes,
    index: u32,
    drawn: Font,
}

impl OneFont {
    fn new(bytes: Bytes, index: u32) -> Option<Self> {
        let drawn = match &bytes {
            Bytes::Bundled(bytes) => Font::new((*bytes).into(), index)?,
            Bytes::Read(bytes) => Font::new(Arc::clone(bytes).into(), index)?,
        };
        Some(Self { bytes, index, drawn })
    }

    fn sign(&self, font: FontIndex, letter: char) -> Option<Sign> {
        let face = FontRef::from_index(self.bytes.get(), self.index).ok()?;
        let glyph = face.charmap().map(letter).filter(|glyph| glyph.to_u32() != 0)?;
        let size = Size::new(1.0);
        let advance = face.glyph_metrics(size, LocationRef::default()).advance_width(glyph)?;
        Some(Sign { font, glyph: glyph.to_u32(), advance })
    }
}

/// The fonts there are, with what was looked up.
#[derive(Debug)]
pub struct Fonts {
    all: Vec<OneFont>,
    known: HashMap<(Face, char), Option<Sign>>,
    folders: Vec<PathBuf>,
    language: String,
    looked: bool,
}

impl Fonts {
    /// The bundled font; others are looked for in these folders once one is needed.
    pub fn new(folders: Vec<PathBuf>, language: &str) -> Result<Self, Rejection> {
        let read = |bytes: &'static [u8]| OneFont::new(Bytes::Bundled(bytes), 0);
        let fonts: Option<Vec<OneFont>> = LATIN.into_iter().map(read).collect();
        let no = || Rejection::fault("The font of this program cannot be read. No PDF was made.");
        let known = HashMap::new();
        Ok(Self { all: fonts.ok_or_else(no)?, known, folders, language: language.to_owned(), looked: false })
    }

    /// What is drawn for a character; nothing for what has no shape of its own.
    pub fn sign(&mut self, face: Face, letter: char) -> Result<Option<Sign>, Rejection> {
        if let Some(known) = self.known.get(&(face, letter)) {
            return Ok(*known);
        }
        let own = match face {
            Face::Regular => REGULAR,
            Face::Bold => BOLD,
            Face::Italic => ITALIC,
        };
        let mut found = self.all.get(own).and_then(|font| font.sign(own, letter));
        if is_shapeless(letter) {
            found = None;
        } else if is_joined(letter) {
            return Err(refused(
                letter,
                "its script joins or turns letters, which this program does not draw",
            ));
        } else if found.is_none() {
            self.look();
            found = self.all.get(OTHER).and_then(|font| font.sign(OTHER, letter));
            if found.is_none() {
                return Err(refused(letter, "no font of this computer that was looked at has it"));
            }
        }
        self.known.insert((face, letter), found);
        Ok(found)
    }

    /// The font as it is drawn with.
    pub(super) fn drawn(&self, font: FontIndex) -> Option<Font> {
        self.all.get(font).map(|font| font.drawn.clone())
    }

    /// Looks for an installed font, once.
    fn look(&mut self) {
        if self.looked {
            return;
        }
        self.looked = true;
        let found = installed(&self.folders).into_iter().find_map(|path| {
            let bytes = Bytes::Read(Arc::new(fs::read(&path).ok()?));
            let index = if is_collection(&path) { self.variant() } else { 0 };
            OneFont::new(bytes.clone(), index).or_else(|| OneFont::new(bytes, 0))
        });
        self.all.extend(found);
    }

    /// Which font of a collection draws the language as it is written there: Japanese, Korean, Chinese.
    fn variant(&self) -> u32 {
        match self.language.as_str() {
            "ko" => 1,
            "zh" => 2,
            _ => 0,
        }
    }
}

fn refused(letter: char, why: &str) -> Rejection {
    let code = u32::from(letter);
    Rejection::rule(format!(
        "The PDF cannot show {letter} (U+{code:04X}): {why}. No PDF was made; HTML and Markdown show it."
    ))
}

/// Whether a character has no shape: joiners, selectors, soft hyphens.
fn is_shapeless(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Whether a character belongs to a script whose letters change with their neighbours or run from the right.
fn is_joined(letter: char) -> bool {
    matches!(
        letter,
        '\u{590}'..='\u{8ff}' | '\u{900}'..='\u{109f}' | '\u{1780}'..='\u{18af}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}'
    )
}

fn is_collection(path: &Path) -> bool {
    path.extension().is_some_and(|ext| ext.eq_ignore_ascii_case("ttc"))
}

/// Names of fonts that have Chinese, Japanese and Korean, the best first; letters and digits only.
const WANTED: &[&str] = &[
    "notosanscjk",
    "notosansjp",
    "sourcehansans",
    "ipaexg",
    "ipag",
    "vlgothicregular",
    "droidsansfallback",
    "wqymicrohei",
    "wqyzenhei",
    "hiraginosansgb",
    "pingfang",
    "yugothr",
    "meiryo",
    "msgothic",
    "msyh",
    "simsun",
    "malgun",
    "applesdgothicneo",
    "nanumgothic",
    "unifont",
];

/// The most files that are looked at.
const MOST: usize = 20_000;

/// The installed fonts for other scripts, the best first.
pub(super) fn installed(folders: &[PathBuf]) -> Vec<PathBuf> {
    let mut found: Vec<(usize, PathBuf)> = Vec::new();
    let mut open: Vec<(PathBuf, u8)> = folders.iter().map(|folder| (folder.clone(), 0)).collect();
    let mut seen = 0;
    while let Some((folder, depth)) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            seen += 1;
            if seen > MOST {
                break;
            }
            let path = entry.path();
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && depth < 5 => open.push((path, depth + 1)),
                Ok(kind) if !kind.is_dir() => found.extend(rank(&path).map(|rank| (rank, path))),
                _ => {}
            }
        }
    }
    found.sort();
    found.into_iter().map(|(_, path)| path).collect()
}

/// The place of a file among the fonts that are wanted; none for any other file.
fn rank(path: &Path) -> Option<usize> {
    let is_font = ["ttf", "otf", "ttc"]
        .iter()
        .any(|ext| path.extension().is_some_and(|has| has.eq_ignore_ascii_case(ext)));
    let name: String = path.file_stem().filter(|_| is_font)?.to_str()?.to_lowercase();
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    if ["bold", "black", "light", "thin", "medium", "mono", "serif"].iter().any(|other| name.contains(other))
    {
        return None;
    }
    WANTED.iter().position(|wanted| name.contains(wanted))
}

/// The folders in which a system keeps its fonts.
#[must_use]
pub fn system_folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = [
        "/usr/share/fonts",
        "/usr/local/share/fonts",
        "/System/Library/Fonts",
        "/Library/Fonts",
        "C:\\Windows\\Fonts",
    ]
    .into_iter()
    .map(PathBuf::from)
    .collect();
    if let Some(home) = std::env::var_os("HOME").map(PathBuf::from) {
        folders.extend([".local/share/fonts", ".fonts", "Library/Fonts"].map(|folder| home.join(folder)));
    }
    folders
}
