//! Pages about queries: the editor, the named queries, and one of them with its answer.

use askama::Template;
use serde_json::{Map, Value as Json, json};

use super::schema_org::in_script;
use super::shown::{Shown, Text, component};
use super::view::{Layout, Page, Value};
use super::words::EDITOR_SAYINGS;
use super::{Pages, Question, Unmade, is_shown};
use crate::resource::Language;
use crate::results::ResultsFormat;
use crate::vocab::PREFIXES;

/// Query that the editor begins with when none is chosen.
const FIRST_QUERY: &str = "SELECT ?class (COUNT(*) AS ?resources)\nWHERE { ?resource a ?class }\n\
                           GROUP BY ?class\nORDER BY DESC(?resources) ?class\n";

/// Most rows of an answer on the page of its query; the file has all.
pub const MAX_ANSWER_ROWS: usize = 100;

/// Files of the query editor, by their paths below the root of the site.
#[derive(Debug, Clone, Copy)]
pub struct EditorFiles<'a> {
    /// Scripts, in their order, each with the value of its attribute `integrity`.
    pub scripts: [(&'a str, &'a str); 2],
    /// Style sheets, in their order.
    pub styles: [&'a str; 2],
    /// Licences of the libraries.
    pub notices: &'a str,
}

/// What the page of the editor tells.
#[derive(Debug, Clone)]
pub struct Editor<'a> {
    /// The queries that it offers.
    pub questions: &'a [Question<'a>],
    /// Name of the one that it begins with.
    pub chosen: Option<&'a str>,
    /// Limits of the endpoint, each a few words.
    pub limits: &'a [String],
    /// The editor; without it, the page is a plain form.
    pub files: Option<EditorFiles<'a>>,
}

#[derive(Template)]
#[template(path = "editor.html")]
struct EditorPage<'a> {
    layout: Layout,
    limits: &'a [String],
    query: String,
    action: String,
    formats: [ResultsFormat; ResultsFormat::ALL.len()],
    examples: String,
    choices: Vec<(&'a str, Shown)>,
    editor: Option<Embedded<'a>>,
}

struct Embedded<'a> {
    scripts: [(String, &'a str); 2],
    notices: String,
    setup: String,
}

#[derive(Template)]
#[template(path = "examples.html")]
struct ExamplesPage {
    layout: Layout,
    examples: Vec<Example>,
}

struct Example {
    question: Shown,
    name: Shown,
    href: String,
    /// Where a server answers it.
    live: Option<Live>,
}

struct Live {
    editor: String,
    csv: String,
}

#[derive(Template)]
#[template(path = "example.html")]
struct ExamplePage {
    layout: Layout,
    example: Example,
    query: Shown,
    answer: Answer,
    all: String,
}

enum Answer {
    /// Of an `ASK` query.
    Truth(bool),
    Rows {
        columns: Vec<Shown>,
        rows: Vec<Vec<Value>>,
        more: bool,
    },
    /// Of a query that makes a graph.
    File,
}

impl Pages<'_> {
    /// The page of the query editor.
    ///
    /// # Errors
    ///
    /// [`Unmade`] if the template fails.
    pub fn editor(&self, editor: &Editor<'_>) -> Result<Page, Unmade> {
        let chosen = editor.questions.iter();
        let chosen = chosen.clone().find(|it| Some(it.name) == editor.chosen);
        let mut layout = self.layout(self.words.editor);
        let embedded = editor.files.map(|files| {
            layout.styles = files.styles.map(|path| self.file(path)).into();
            Embedded {
                scripts: files
                    .scripts
                    .map(|(path, integrity)| (self.file(path), integrity)),
                notices: self.file(files.notices),
                setup: self.setup(editor),
            }
        });
        let page = EditorPage {
            layout,
            limits: editor.limits,
            query: chosen.map_or(FIRST_QUERY, |it| it.query).to_owned(),
            action: self.file("sparql"),
            formats: ResultsFormat::ALL,
            examples: self.href("examples"),
            choices: editor
                .questions
                .iter()
                .map(|it| (it.name, Shown::of(it.text)))
                .collect(),
            editor: embedded,
        };
        Ok(self.page(page.render()?))
    }

    /// What the editor's script reads, safe within a script element.
    fn setup(&self, editor: &Editor<'_>) -> String {
        let words = self.words;
        let prefixes: Map<String, Json> = PREFIXES
            .iter()
            .map(|(prefix, iri)| ((*prefix).to_owned(), (*iri).into()))
            .collect();
        let queries: Vec<Json> = editor
            .questions
            .iter()
            .map(|it| json!({ "name": it.name, "text": it.query }))
            .collect();
        let sayings: Map<String, Json> = match self.language {
            Language::English => Map::new(),
            Language::Swedish => EDITOR_SAYINGS
                .iter()
                .map(|(english, ours)| ((*english).to_owned(), (*ours).into()))
                .collect(),
        };
        in_script(&json!({
            "endpoint": self.file("sparql"),
            "prefixes": prefixes,
            "queries": queries,
            "chosen": editor.chosen,
            "first": FIRST_QUERY,
            "words": {
                "first": words.editor_first,
                "query": words.ask_label,
                "rows": words.editor_rows,
                "filter": words.filter,
                "tab": words.editor_tab,
                "comma": self.language == Language::Swedish,
                "sayings": sayings,
            },
        }))
    }

    /// The page of all named queries.
    ///
    /// # Errors
    ///
    /// [`Unmade`] if the template fails.
    pub fn examples(&self, questions: &[Question<'_>]) -> Result<Page, Unmade> {
        let page = ExamplesPage {
            layout: self.layout(self.words.questions),
            examples: questions.iter().map(|it| self.example_of(it)).collect(),
        };
        Ok(self.page(page.render()?))
    }

    /// The page of a named query with its answer: SPARQL results in JSON, or `None` if it makes a
    /// graph. At most [`MAX_ANSWER_ROWS`] rows are shown, and the page says so.
    ///
    /// # Errors
    ///
    /// [`Unmade`] if the graph is damaged.
    pub fn example(&self, question: &Question<'_>, json: Option<&[u8]>) -> Result<Page, Unmade> {
        let results = json.and_then(|json| serde_json::from_slice::<Json>(json).ok());
        let answer = match results {
            Some(results) => self.answer_of(&results)?,
            None => Answer::File,
        };
        let page = ExamplePage {
            layout: self.layout(question.text),
            example: self.example_of(question),
            query: Shown::of(question.query),
            answer,
            all: self.href("examples"),
        };
        Ok(self.page(page.render()?))
    }

    fn example_of(&self, question: &Question<'_>) -> Example {
        let name = component(question.name);
        let query = component(question.query);
        Example {
            question: Shown::of(question.text),
            name: Shown::of(question.name),
            href: self.href(&format!("examples/{name}")),
            live: self.is_served().then(|| Live {
                editor: self.href(&format!("editor?q={name}")),
                csv: self.file(&format!("sparql?query={query}&format=csv")),
            }),
        }
    }

    fn answer_of(&self, results: &Json) -> Result<Answer, Unmade> {
        if let Some(truth) = results["boolean"].as_bool() {
            return Ok(Answer::Truth(truth));
        }
        let names: Vec<&str> = results["head"]["vars"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
            .collect();
        let Some(bindings) = results["results"]["bindings"].as_array() else {
            return Ok(Answer::File);
        };
        let rows = bindings
            .iter()
            .take(MAX_ANSWER_ROWS)
            .map(|row| {
                names
                    .iter()
                    .map(|name| self.answer_term(&row[name]))
                    .collect()
            })
            .collect::<Result<_, _>>()?;
        Ok(Answer::Rows {
            columns: names.into_iter().map(Shown::of).collect(),
            rows,
            more: bindings.len() > MAX_ANSWER_ROWS,
        })
    }

    /// A term of an answer; what the graph describes is named and leads to its page.
    fn answer_term(&self, term: &Json) -> Result<Value, Unmade> {
        let Some(text) = term["value"].as_str() else {
            return Ok(Value::default());
        };
        if term["type"] == "uri"
            && let Some(resources) = self.resources
            && let Some(node) = resources.find(text)?
            && is_shown(&resources, node)?
        {
            let name = Text::of(&self.name(node)?, self.language);
            let (href, outside) = self.described_at(text);
            return Ok(Value {
                href,
                outside,
                text: name,
                ..Value::default()
            });
        }
        let datatype = term["datatype"].as_str().unwrap_or_default();
        let tag = term["xml:lang"].as_str();
        Ok(Value::literal(text, datatype, tag, self))
    }
}
