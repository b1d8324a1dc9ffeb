//! SITE: the whole publication as files, which any web server hands out as they are.
//!
//! In come a frozen graph and what its pages tell beside it ([`Site`]); out go, into a build under way:
//!
//! ```text
//! index.html  404.html  style.css
//! sv/…  en/…                        front page, lists, drawings, questions with their answers
//! sv/doc/{type}/{key}.html  en/…    a page of every IRI, also of those that are retired
//! doc/{type}/{key}.ttl  .jsonld     its data
//! ns.ttl  ns.jsonld  sv/ns.html …   the ontology, each term with an anchor
//! sitemap.xml  robots.txt
//! server/nginx.conf  .htaccess  _headers  _redirects
//! ```
//!
//! The pages are those of the server, by the same templates, and all links are relative, so that the
//! site works below any path. What needs a server is left out: the search, the editor and the
//! endpoint. A choice of a list, which a server takes as parameters, is a file of its own.
//!
//! Content negotiation, 303, 410 and 301 are the web server's part; `rules` are written for it.
//!
//! A page is made, written and forgotten, and a file whose bytes are those of the build before is
//! not written again ([`Building::write`](crate::publish::Building::write)); what grows with the site is the list of its files.

mod page;
mod rules;
mod sitemap;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use oxigraph::sparql::{QueryResults, QuerySolutionIter};

use crate::address::Address;
use crate::catalogue::Listing;
use crate::error::Error;
use crate::evaluation::{Limits, Query};
use crate::frozen::{Frozen, Node, Refused};
use crate::pages::{
    self, Drawn, FILE_SYNTAXES, List, MAX_ANSWER_ROWS, Question, Variant, Variants, path_of,
};
use crate::publish::{Building, Written};
use crate::resource::{Language, Memo, Resources, Retired};
use crate::results::{ResultsFormat, WriteOptions, write_results_with};
use crate::vocab::{owl, upp};

use page::{Maker, Subject};
pub use rules::Rules;

/// A publication that is to be a site of files.
pub struct Site<'a> {
    /// The graph.
    pub graph: &'a Frozen,
    /// Base of the dataset's IRIs.
    pub base: &'a str,
    /// Where the site will be reached.
    pub address: &'a Address,
    /// What it is called, in the order of [`Language::ALL`].
    pub titles: [pages::Site; 2],
    /// What its catalogue lists.
    pub catalogue: &'a Listing,
    /// Questions with the queries that answer them.
    pub questions: Vec<Asked<'a>>,
    /// IRIs that name nothing now.
    pub retired: &'a [(String, Retired)],
}

/// A question, in the order of [`Language::ALL`], and its query.
pub struct Asked<'a> {
    /// Name of the query.
    pub name: &'a str,
    /// The question.
    pub texts: [&'a str; 2],
    /// SPARQL.
    pub query: &'a str,
}

/// Files that were written, and the variants that their pages lead to.
type Made = (Vec<Written>, BTreeMap<String, Variant>);

/// Writes a file of the site: its path and bytes.
type Add<'a> = dyn FnMut(&str, &[u8]) -> Result<(), Error> + 'a;

/// Resources that one thread takes at a time.
const SHARE: usize = 64;

impl Site<'_> {
    /// Writes all files of the site.
    ///
    /// # Errors
    ///
    /// [`Error::Page`] if a page cannot be made, [`Error::Write`] if a file cannot be written.
    pub fn write(mut self, building: &Building<'_>) -> Result<Vec<Written>, Error> {
        let answers = self.answers()?;
        self.write_all(building, &answers)
    }

    /// The answers to the questions, as SPARQL results in JSON or as nothing if it is a graph. A
    /// question to which the graph has no answer is one about other data, and is left out.
    fn answers(&mut self) -> Result<Vec<Option<Vec<u8>>>, Error> {
        let mut answers = Vec::new();
        let mut questions = Vec::new();
        for asked in std::mem::take(&mut self.questions) {
            let answer = self.answer(&asked)?;
            if !answer.as_deref().is_some_and(is_empty) {
                answers.push(answer);
                questions.push(asked);
            }
        }
        self.questions = questions;
        Ok(answers)
    }

    fn write_all(
        &self,
        building: &Building<'_>,
        answers: &[Option<Vec<u8>>],
    ) -> Result<Vec<Written>, Error> {
        let resources = self.resources()?;
        let nodes = self
            .shown(&resources)
            .map_err(page::unmade("pages of the resources"))?;

        let mut subjects = vec![
            Subject::Front,
            Subject::Examples,
            Subject::Ontology,
            Subject::Catalogue,
        ];
        subjects.extend(List::ALL.map(Subject::List));
        subjects.extend(Drawn::ALL.map(Subject::Drawn));
        subjects.extend(self.questions.iter().zip(answers).map(|(asked, answer)| {
            Subject::Example {
                name: asked.name,
                answer: answer.as_deref(),
            }
        }));
        subjects.extend(
            self.retired
                .iter()
                .map(|(iri, what)| Subject::Retired { iri, what }),
        );
        subjects.extend(nodes.iter().map(|node| Subject::Resource(*node)));

        let (mut written, mut open) = self.write_pages(building, &subjects)?;
        // Pages of a choice lead to others, until no new one is found.
        let mut known = BTreeMap::new();
        loop {
            open.retain(|file, _| !known.contains_key(file));
            if open.is_empty() {
                break;
            }
            let variants: Vec<Subject<'_>> = open
                .iter()
                .map(|(file, variant)| Subject::Variant { file, variant })
                .collect();
            let (more, found) = self.write_pages(building, &variants)?;
            written.extend(more);
            known.append(&mut open);
            open = found;
        }

        let mut add = |path: &str, bytes: &[u8]| -> Result<(), Error> {
            written.push(building.write(path, bytes)?);
            Ok(())
        };
        add("style.css", pages::STYLES.concat().as_bytes())?;
        self.write_entrances(building, &mut add)?;
        let maker = Maker::of(self, building, &resources);
        let paths = subjects
            .iter()
            .filter_map(|subject| maker.listed(subject).transpose());
        let paths = paths.collect::<Result<Vec<_>, _>>()?;
        for (path, text) in sitemap::files(self.address, &paths) {
            add(&path, text.as_bytes())?;
        }
        let version = version(&resources).map_err(page::unmade("the ontology"))?;
        let rules = Rules::of(self.address, self.base, self.retired, version);
        for (path, text) in rules.files() {
            add(path, text.as_bytes())?;
        }
        Ok(written)
    }

    fn resources(&self) -> Result<Resources<'_>, Error> {
        Resources::of(self.graph, self.base).map_err(page::unmade("pages"))
    }

    /// Resources of the dataset and built-in concepts that the graph describes, without those that
    /// are retired.
    fn shown(&self, resources: &Resources<'_>) -> Result<Vec<Node>, Refused> {
        let retired: BTreeSet<&str> = self.retired.iter().map(|(iri, _)| iri.as_str()).collect();
        let mut shown = Vec::new();
        for node in resources.reader().iris() {
            let iri = resources.text(node)?;
            let has_page = path_of(resources, &iri).is_some_and(|path| path.starts_with("doc/"));
            if has_page && !retired.contains(iri.as_str()) && resources.is_described(node)? {
                shown.push(node);
            }
        }
        Ok(shown)
    }

    /// Makes pages side by side; gives the files, and the variants that the pages lead to.
    fn write_pages(
        &self,
        building: &Building<'_>,
        subjects: &[Subject<'_>],
    ) -> Result<Made, Error> {
        let workers = thread::available_parallelism().map_or(1, usize::from);
        let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
        let done = Mutex::new(Ok(Made::default()));
        thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| {
                    let variants = Variants::default();
                    let result = self.work(building, subjects, &next, &failed, &variants);
                    let mut done = done
                        .lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner);
                    match (&mut *done, result) {
                        (Ok((all, found)), Ok(written)) => {
                            all.extend(written);
                            found.extend(variants.take());
                        }
                        (all @ Ok(_), Err(error)) => *all = Err(error),
                        (Err(_), _) => {}
                    }
                });
            }
        });
        done.into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Takes share after share until none is left or somebody fails.
    fn work(
        &self,
        building: &Building<'_>,
        subjects: &[Subject<'_>],
        next: &AtomicUsize,
        failed: &AtomicBool,
        variants: &Variants,
    ) -> Result<Vec<Written>, Error> {
        let memo = Memo::default();
        let maker = Maker::of(self, building, &self.resources()?.remembering(&memo));
        let mut written = Vec::new();
        loop {
            let begin = next.fetch_add(SHARE, Ordering::Relaxed);
            if begin >= subjects.len() || failed.load(Ordering::Relaxed) {
                return Ok(written);
            }
            let end = subjects.len().min(begin + SHARE);
            for subject in &subjects[begin..end] {
                let made = maker.write(subject, variants, &mut written);
                made.inspect_err(|_| failed.store(true, Ordering::Relaxed))?;
            }
        }
    }

    /// The pages at which somebody comes in without knowing the site: its root, a path that leads
    /// nowhere, and one that leads no longer anywhere.
    fn write_entrances(&self, building: &Building<'_>, add: &mut Add<'_>) -> Result<(), Error> {
        let maker = Maker::of(self, building, &self.resources()?);
        // What they lead to is there already.
        let variants = Variants::default();
        add("index.html", maker.entrance(&variants)?.as_bytes())?;
        for language in Language::ALL {
            let pages = [
                ("404.html", maker.not_found(language, &variants)?),
                ("410.html", maker.gone(language, &variants)?),
            ];
            for (file, page) in pages {
                // For a server that has but one: in the language of the data.
                if language == Language::Swedish {
                    add(file, page.as_bytes())?;
                }
                add(&format!("{}/{file}", language.tag()), page.as_bytes())?;
            }
        }
        Ok(())
    }

    /// What a page shows of the answer to a question, as SPARQL results in JSON; `None` if it is a
    /// graph.
    fn answer(&self, asked: &Asked<'_>) -> Result<Option<Vec<u8>>, Error> {
        let failed = |message: String| Error::Query {
            name: asked.name.to_owned(),
            message,
        };
        let query = Query::parse(asked.name, asked.query)?;
        let written = query.answer(self.graph, &Limits::default(), |results| {
            let results = match results {
                QueryResults::Graph(_) => return Ok(None),
                // One row more than a page shows: it says that there are more.
                QueryResults::Solutions(rows) => QueryResults::Solutions(QuerySolutionIter::new(
                    rows.variables().into(),
                    rows.take(MAX_ANSWER_ROWS + 1),
                )),
                truth @ QueryResults::Boolean(_) => truth,
            };
            let mut bytes = Vec::new();
            let options = WriteOptions::default();
            write_results_with(results, ResultsFormat::Json, &options, &mut bytes)
                .map(|()| Some(bytes))
                .map_err(|error| failed(error.to_string()))
        });
        written.map_err(|error| failed(error.to_string()))?
    }

    fn questions(&self, language: Language) -> Vec<Question<'_>> {
        let questions = self.questions.iter();
        questions
            .map(|asked| Question {
                name: asked.name,
                text: language.choose(asked.texts[0], asked.texts[1]),
                query: asked.query,
            })
            .collect()
    }
}

/// Whether SPARQL results in JSON have no row.
fn is_empty(results: &[u8]) -> bool {
    let results = serde_json::from_slice::<serde_json::Value>(results);
    let rows = results.map(|results| results["results"]["bindings"].as_array().map(Vec::len));
    rows.is_ok_and(|rows| rows == Some(0))
}

/// The path of the version that the ontology has: `ns/1.0.0`.
fn version(resources: &Resources<'_>) -> Result<Option<String>, Refused> {
    let iri = upp::NAMESPACE.trim_end_matches('#');
    let Some(ontology) = resources.find(iri)? else {
        return Ok(None);
    };
    let version = resources.object(ontology, owl::VERSION_IRI)?;
    let version = version.map(|version| resources.text(version)).transpose()?;
    Ok(version.and_then(|version| Some(format!("ns{}", version.strip_prefix(iri)?))))
}

/// The data beside a page: its syntaxes, as file extensions.
pub(crate) fn data_extensions() -> [&'static str; FILE_SYNTAXES.len()] {
    FILE_SYNTAXES.map(crate::resource::Syntax::extension)
}
