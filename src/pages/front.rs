//! The front page: what this is, where to begin, questions and files.

use std::cmp::Reverse;

use askama::Template;

use super::drawn::Drawn;
use super::lists::List;
use super::shown::{self, Shown};
use super::view::{Layout, Page};
use super::{Pages, Unmade, schema_org};
use crate::queries;
use crate::resource::Language;

/// What the front page tells beside the graph.
#[derive(Debug, Clone, Default)]
pub struct Front<'a> {
    /// Questions that can be answered by a query.
    pub questions: Vec<Question<'a>>,
    /// Files to download.
    pub files: Vec<DumpFile<'a>>,
    /// Limits of the endpoint, each a sentence.
    pub limits: Vec<String>,
    /// Quads of the graph.
    pub quads: u64,
}

/// A question with its query.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// Name of the query.
    pub name: &'a str,
    /// The question, in the language of the page.
    pub text: &'a str,
    /// The query.
    pub query: &'a str,
}

/// A file to download.
#[derive(Debug, Clone, Copy)]
pub struct DumpFile<'a> {
    /// Path below `dump/`; a packed form has that of the file with its ending behind.
    pub path: &'a str,
    /// Media type.
    pub media_type: &'a str,
    /// Size in bytes.
    pub bytes: usize,
}

/// Endings of packed forms.
const PACKED: [&str; 2] = ["gz", "zst"];

#[derive(Template)]
#[template(path = "front.html")]
struct FrontPage {
    layout: Layout,
    /// Number of all questions.
    all: usize,
    description: Shown,
    entries: Vec<Entry>,
    views: Vec<Entry>,
    quads: String,
    /// None if there is no endpoint to ask.
    editor: Option<String>,
    examples: String,
    questions: Vec<Asked>,
    files: Vec<File>,
    limits: Vec<String>,
}

struct Entry {
    href: String,
    name: &'static str,
    lead: &'static str,
    count: String,
}

struct Asked {
    text: Shown,
    answer: String,
}

struct File {
    href: String,
    path: Shown,
    media_type: Shown,
    size: String,
    packed: Vec<PackedForm>,
}

struct PackedForm {
    href: String,
    name: &'static str,
    size: String,
}

impl Pages<'_> {
    /// The front page.
    ///
    /// # Errors
    ///
    /// [`Unmade`] if the graph is damaged.
    pub fn front(&self, front: &Front<'_>) -> Result<Page, Unmade> {
        let mut entries = Vec::new();
        if self.resources.is_some() {
            for list in List::ALL {
                let count = self.count(list)?;
                if count == 0 {
                    continue;
                }
                let (name, lead) = list.title(self.words);
                entries.push(Entry {
                    href: self.href(list.path()),
                    name,
                    lead,
                    count: self.number(count as u64),
                });
            }
        }
        let mut views = Vec::new();
        if self.resources.is_some() && self.has_mandates()? {
            let words = self.words;
            for (drawn, name, lead) in [
                (Drawn::Timeline, words.timeline, words.timeline_lead),
                (Drawn::Map, words.map, words.map_lead),
                (Drawn::Network, words.network, words.network_lead),
            ] {
                views.push(Entry {
                    href: self.href(drawn.path()),
                    name,
                    lead,
                    count: String::new(),
                });
            }
        }
        let mut layout = self.layout(&self.site.title);
        let base = self.resources.map_or("", |resources| resources.base());
        layout.json_ld = Some(schema_org::of_site(self, base));
        let page = FrontPage {
            layout,
            all: front.questions.len(),
            description: Shown::of(&self.site.description),
            entries,
            views,
            quads: self.number(front.quads),
            editor: self.is_served().then(|| self.href("editor")),
            examples: self.href("examples"),
            questions: telling(&front.questions)
                .into_iter()
                .map(|question| Asked {
                    text: Shown::of(question.text),
                    answer: self.href(&format!("examples/{}", shown::component(question.name))),
                })
                .collect(),
            files: self.files(&front.files),
            limits: front.limits.clone(),
        };
        Ok(self.page(page.render()?))
    }

    /// The files, each with its packed forms; those of the whole graph before those in folders.
    fn files(&self, files: &[DumpFile<'_>]) -> Vec<File> {
        let href = |file: &DumpFile<'_>| self.file(&format!("dump/{}", shown::path(file.path)));
        let form = |of: &DumpFile<'_>, name: &'static str| {
            let path = format!("{}.{name}", of.path);
            let file = files.iter().find(|file| file.path == path)?;
            Some(PackedForm {
                href: href(file),
                name,
                size: self.size(file.bytes),
            })
        };
        let is_form = |file: &DumpFile<'_>| {
            let plain = file.path.rsplit_once('.');
            plain.is_some_and(|(plain, name)| {
                PACKED.contains(&name) && files.iter().any(|file| file.path == plain)
            })
        };
        let mut shown: Vec<_> = files.iter().filter(|file| !is_form(file)).collect();
        shown.sort_by_key(|file| file.path.contains('/'));
        let shown = shown.into_iter().map(|file| File {
            href: href(file),
            path: Shown::of(file.path),
            media_type: Shown::of(file.media_type),
            size: self.size(file.bytes),
            packed: PACKED.iter().filter_map(|name| form(file, name)).collect(),
        });
        shown.collect()
    }

    fn number(&self, number: u64) -> String {
        shown::number(number, self.language)
    }

    /// A number of bytes in decimal units with one decimal, by the customs of the language.
    fn size(&self, bytes: usize) -> String {
        size(bytes, self.language)
    }
}

/// A number of bytes in decimal units with one decimal, by the customs of a language.
pub(super) fn size(bytes: usize, language: Language) -> String {
    let (unit, name) = match bytes {
        0..1_000 => return format!("{bytes}\u{a0}{}", language.choose("byte", "bytes")),
        1_000..1_000_000 => (1_000, "kB"),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    };
    let (whole, tenth) = (bytes / unit, bytes % unit * 10 / unit);
    format!("{whole}{}{tenth}\u{a0}{name}", language.choose(",", "."))
}

/// Questions that the front page shows; the page of all has the others.
const QUESTIONS: usize = 8;

/// The questions for the front page: one for each thing that is asked for, which is the first
/// column of an answer, and of several the one whose answer says most. What is asked for most often
/// comes first. Examples and statistics are left out if there are questions.
fn telling<'a, 'q>(all: &'a [Question<'q>]) -> Vec<&'a Question<'q>> {
    let is_question = |it: &&Question<'_>| queries::header(it.query, "Kind") == Some("question");
    let mut asked: Vec<_> = all.iter().filter(is_question).collect();
    if asked.is_empty() {
        asked = all.iter().collect();
    }
    let columns = |it: &Question<'q>| queries::header(it.query, "Columns").unwrap_or_default();
    let mut subjects: Vec<(&str, Vec<&Question<'_>>)> = Vec::new();
    for question in asked {
        let subject = columns(question).split(' ').next().unwrap_or_default();
        match subjects.iter_mut().find(|(known, _)| *known == subject) {
            Some((_, of)) if !subject.is_empty() => of.push(question),
            _ => subjects.push((subject, vec![question])),
        }
    }
    subjects.sort_by_key(|(_, of)| Reverse(of.len()));
    let says_most = |(_, of): (_, Vec<&'a Question<'q>>)| {
        let width = |it: &&Question<'q>| columns(it).split(' ').count();
        // Of equals, the first.
        of.into_iter().rev().max_by_key(width)
    };
    let chosen = subjects.into_iter().filter_map(says_most);
    chosen.take(QUESTIONS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_front_page_shows_one_question_for_each_thing_that_is_asked_for() {
        let question = |name, query| Question {
            name,
            text: "",
            query,
        };
        let names = |all: &[Question<'_>]| -> Vec<String> {
            telling(all).iter().map(|it| it.name.to_owned()).collect()
        };
        let all = [
            question("a", "# Kind: example\n# Columns: x y z\n"),
            question("b", "# Kind: question\n# Columns: count\n"),
            question("c", "# Kind: question\n# Columns: mandate\n"),
            question("d", "# Kind: question\n# Columns: mandate year\n"),
            question("e", "# Kind: question\n# Columns: mandate issuer\n"),
        ];
        assert_eq!(names(&all), ["d", "b"]);
        // Queries of somebody else say nothing of themselves.
        let all = [question("a", "SELECT"), question("b", "ASK")];
        assert_eq!(names(&all), ["a", "b"]);
        let many: Vec<_> = (0..20).map(|_| question("a", "ASK")).collect();
        assert_eq!(names(&many).len(), QUESTIONS);
    }

    #[test]
    fn sizes_follow_the_language() {
        assert_eq!(size(999, Language::English), "999\u{a0}bytes");
        assert_eq!(size(1_250_000, Language::Swedish), "1,2\u{a0}MB");
        assert_eq!(size(1_000, Language::English), "1.0\u{a0}kB");
    }
}
