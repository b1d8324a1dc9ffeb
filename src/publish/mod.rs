//! PUBLISH: the graph as files in one directory, which appears whole or not at all.
//!
//! In come a [`QuadSet`] and the files that other parts made ([`Extras`]); out goes a directory:
//!
//! ```text
//! dump/{name}.ttl .nt .rdf .jsonld   the union of all graphs, each triple once
//! dump/{name}.trig .nq               the quads
//! dump/graph/{local name}.ttl        one named graph
//! …each also .gz and .zst
//! {path of every extra file}
//! {what further stages write: a change feed, a site}
//! SHA256SUMS                         of every file but itself, for `sha256sum -c`
//! ```
//!
//! One file of this module per syntax; a product is written once, in constant memory, through
//! a `tee` that makes the file, its two packed forms and their sums together. Every dump is
//! then parsed again and compared with the graph (`read_back`) before `directory` puts the
//! new build in the place of the old one.
//!
//! The stage sees the graph only, never records. It refuses a graph with a term that a syntax
//! cannot carry ([`uncarried`]); it reads no clock, so the same input gives the same bytes.
//! `dump/{name}.nt` and `.nq` are canonical (RDFC-1.0 without blank nodes), so their sums are
//! the [canonical hashes](QuadSet::canonical_hash) of the graph.
//!
//! ```
//! use oxigraph::model::{LiteralRef, NamedNodeRef};
//! use uppdrag::graph::QuadSetBuilder;
//! use uppdrag::publish::{Extras, publish};
//!
//! let iri = |text| NamedNodeRef::new(text).unwrap();
//! let mut builder = QuadSetBuilder::default();
//! builder.insert(
//!     iri("https://example.org/id/org/board"),
//!     iri("http://www.w3.org/2004/02/skos/core#prefLabel"),
//!     LiteralRef::new_simple_literal("Board").into(),
//!     iri("https://example.org/id/graph/page"),
//! );
//! let quads = builder.build();
//! let extras = Extras {
//!     name: "example",
//!     context: r#"{"@context": {"label": "http://www.w3.org/2004/02/skos/core#prefLabel"}}"#,
//!     files: vec![("build.json".to_owned(), b"{}".to_vec())],
//!     stages: Vec::new(),
//!     describe: None,
//! };
//! let dir = std::env::temp_dir().join(format!("publish-example-{}", std::process::id()));
//! let written = publish(&quads, &extras, &dir.join("site"), &mut |_| ())?;
//! let lines = written.iter().find(|file| file.path == "dump/example.nq").unwrap();
//! assert_eq!(lines.sha256, quads.canonical_hash());
//! # std::fs::remove_dir_all(&dir).unwrap();
//! # Ok::<(), uppdrag::error::Error>(())
//! ```

mod building;
mod carry;
mod context;
mod directory;
mod json_ld;
mod lines;
mod media_type;
mod prefixes;
mod product;
mod rdf_xml;
mod read_back;
mod subjects;
mod syntax;
mod tee;
#[cfg(test)]
mod tests;
mod turtle;

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{OnceLock, mpsc};
use std::thread;

use oxigraph::model::{GraphNameRef, Triple};
use sha1::Sha1;

use crate::error::Error;
use crate::frozen::Freezer;
use crate::graph::QuadSet;

pub use building::{Building, NewFile, Stage};
pub use carry::{Uncarried, uncarried};
pub use media_type::media_type_of;

use context::Context;
use directory::Staging;
use product::{Product, in_no_graph};
use read_back::Expected;
use syntax::Syntax;

/// A file that the caller gives: path relative to the output directory, with `/` between folders,
/// and its bytes.
pub type File = (String, Vec<u8>);

/// Makes files that tell about the others: a catalogue with sizes and sums, `build.json`.
pub type Describe<'a> = dyn Fn(&[Written]) -> Result<Vec<File>, Error> + 'a;

/// What is published beside the dumps, and what the dumps need beyond the graph.
#[derive(Clone)]
pub struct Extras<'a> {
    /// Stem of the dumps: `uppdrag` gives `dump/uppdrag.ttl`.
    pub name: &'a str,
    /// The JSON-LD context of the JSON-LD dump, as JSON: an object, or a document that holds it
    /// under `@context`.
    pub context: &'a str,
    /// Further files: ontology, shapes, `README.md` and so on.
    pub files: Vec<File>,
    /// Called one after the other with the build so far; each writes files of its own. They need
    /// not fit into memory, and may depend on the build that is replaced.
    pub stages: Vec<&'a Stage<'a>>,
    /// Called with all files written so far, sorted by path; gives the last files.
    pub describe: Option<&'a Describe<'a>>,
}

/// A file of a build.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Written {
    /// Path relative to the output directory, with `/` between folders.
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 in lower-case hexadecimal.
    pub sha256: String,
    /// SHA-1 in lower-case hexadecimal, for the catalogue: the profiles of DCAT take no other sum. The
    /// files of a stage, of which there may be many, have none.
    #[serde(skip)]
    pub sha1: Option<String>,
    /// Number of triples (of quads in TriG and N-Quads) in a dump and in its packed forms.
    pub triples: Option<usize>,
}

impl Written {
    /// Whether a stage wrote it: catalogue, feeds and pages, of which there may be a million.
    #[must_use]
    pub fn is_of_stage(&self) -> bool {
        self.sha1.is_none()
    }
}

/// Writes all products, reads each dump back and puts the new build in the place of the old one.
///
/// Files and folders are built in `.{out}.staging` next to `out`, synced to disk and moved in one
/// step; readers see the old build or the new one. A build that fails leaves the old one as it is.
/// `progress` is told what has been done, in no fixed order between dumps.
///
/// If `out` is a symbolic link to a directory, that directory is replaced and the link stays.
/// A directory that no build wrote (without `build.json` and `SHA256SUMS`) is never replaced, unless
/// it is empty; so `build.json` must be among the extra files. On a file system that cannot
/// exchange two directories the move is two renames, and a reader may find no directory in the
/// moment between them; the next build mends what a crash in that moment left.
///
/// Returns all files but `SHA256SUMS`, sorted by path.
///
/// # Errors
///
/// - [`Error::Publish`] if another build is running, if `out` cannot be replaced, if a path of an
///   extra file cannot be used, or if a term cannot be carried by a syntax (see [`uncarried`]);
/// - [`Error::Asset`] if the JSON-LD context cannot be used;
/// - [`Error::Write`] if a file cannot be written, as on a full disk;
/// - [`Error::ReadBack`] if a dump does not give the graph again.
pub fn publish(
    quads: &QuadSet,
    extras: &Extras<'_>,
    out: &Path,
    progress: &mut dyn FnMut(&str),
) -> Result<Vec<Written>, Error> {
    let refuse = |message: String| Error::Publish {
        path: out.to_owned(),
        message,
    };
    let context = prepare(quads, extras, out)?;
    let staging = Staging::open(out)?;
    let products = Product::all(extras.name, quads);
    let root = staging.path().to_owned();
    let dumps = root.join("dump/graph");
    fs::create_dir_all(&dumps).map_err(Error::write(&dumps))?;

    let expected = ExpectedSets::of(quads);
    progress("graph hashed");
    let mut written = make_all(&products, progress, &|product| {
        let files = product.write(quads, &context, &root)?;
        product.read_back(&files, &root, quads, &expected)?;
        Ok(files)
    })?;

    written.push(freeze(quads, &expected, extras.name, &root)?);
    progress("frozen");

    let mut listing = Listing::of(written, &root, out);
    listing.write(&extras.files)?;
    for stage in &extras.stages {
        let more = stage(&Building::new(&root, staging.old(), &listing.written))?;
        listing.add(more)?;
    }
    if let Some(describe) = extras.describe {
        let last = describe(&listing.written)?;
        listing.write(&last)?;
    }
    let written = listing.written;
    if !written.iter().any(|file| file.path == BUILD) {
        return Err(refuse(format!(
            "{BUILD} is not among the files: the next build could not replace this one"
        )));
    }
    let mut sums = String::new();
    for file in &written {
        sums.extend([&file.sha256, "  ", &file.path, "\n"]);
    }
    tee::write_file(&root, SUMS, sums.as_bytes())?;
    // Those of a stage are links already. A file that did not change keeps its time, by which web
    // servers tell that it did not.
    let building = Building::new(&root, staging.old(), &written);
    for file in written.iter().filter(|file| !file.is_of_stage()) {
        building.keep(&file.path)?;
    }
    building.keep(SUMS)?;
    progress("all files written");
    staging.publish()?;
    progress("published");
    Ok(written)
}

/// The files of a build, sorted by path, each path once.
struct Listing<'a> {
    written: Vec<Written>,
    taken: BTreeSet<String>,
    root: &'a Path,
    /// What the user calls the directory.
    out: &'a Path,
}

impl<'a> Listing<'a> {
    fn of(written: Vec<Written>, root: &'a Path, out: &'a Path) -> Self {
        let mut taken: BTreeSet<String> = written.iter().map(|file| file.path.clone()).collect();
        taken.insert(SUMS.to_owned());
        Self {
            written,
            taken,
            root,
            out,
        }
    }

    /// Writes files.
    fn write(&mut self, files: &[File]) -> Result<(), Error> {
        for (path, bytes) in files {
            self.take(path)?;
            self.written.push(tee::write_file(self.root, path, bytes)?);
        }
        self.written.sort_unstable();
        Ok(())
    }

    /// Adds files that a stage has written.
    fn add(&mut self, files: Vec<Written>) -> Result<(), Error> {
        for file in files {
            self.take(&file.path)?;
            self.written.push(file);
        }
        self.written.sort_unstable();
        Ok(())
    }

    fn take(&mut self, path: &str) -> Result<(), Error> {
        let refuse = |message: String| Error::Publish {
            path: self.out.to_owned(),
            message,
        };
        check_path(path).map_err(|why| refuse(format!("{path:?} {why}")))?;
        if !self.taken.insert(path.to_owned()) {
            return Err(refuse(format!(
                "{path} would be written twice: rename one of them"
            )));
        }
        Ok(())
    }
}

/// Writes the frozen graph and compares what it holds with the graph.
fn freeze(
    quads: &QuadSet,
    expected: &ExpectedSets,
    name: &str,
    root: &Path,
) -> Result<Written, Error> {
    let path = format!("dump/{name}.frozen");
    let file = below(root, &path);
    let summary = Freezer::of(quads).write(&file)?;
    // The hash was taken of the quads as they are read from the file.
    if summary.canonical_hash != expected.quads.sha256 {
        return Err(Error::ReadBack {
            product: path,
            message: "its canonical hash is not that of the graph".to_owned(),
        });
    }
    let open = || fs::File::open(&file);
    let sha256 = open().and_then(read_back::sum);
    let sha1 = open().and_then(read_back::sum_as::<Sha1>);
    Ok(Written {
        path,
        bytes: summary.bytes,
        sha256: sha256.map_err(Error::read(&file))?,
        sha1: Some(sha1.map_err(Error::read(&file))?),
        triples: Some(quads.len()),
    })
}

/// Writes the dumps and the extra files below a directory, which must hold none: what a server offers
/// that has no build.
///
/// The dumps are not read back: nothing is replaced by them. Returns all files, sorted by path.
///
/// # Errors
///
/// [`Error::Publish`] if a term cannot be carried by a syntax (see [`uncarried`]),
/// [`Error::Asset`] if the JSON-LD context cannot be used, [`Error::Write`] if a file cannot be
/// written; those of [`Extras::describe`].
pub fn write_files(
    quads: &QuadSet,
    extras: &Extras<'_>,
    root: &Path,
) -> Result<Vec<Written>, Error> {
    let context = prepare(quads, extras, root)?;
    let dumps = root.join("dump/graph");
    fs::create_dir_all(&dumps).map_err(Error::write(&dumps))?;
    let products = Product::all(extras.name, quads);
    let mut written = make_all(&products, &mut |_| (), &|product| {
        product.write(quads, &context, root)
    })?;
    let add = |files: &[File], written: &mut Vec<Written>| {
        for (path, bytes) in files {
            written.push(tee::write_file(root, path, bytes)?);
        }
        written.sort_unstable();
        Ok(())
    };
    add(&extras.files, &mut written)?;
    if let Some(describe) = extras.describe {
        let last = describe(&written)?;
        add(&last, &mut written)?;
    }
    Ok(written)
}

/// Writes triples in canonical order, without blank nodes, and reads them again; RDF/XML with a parser
/// that shares no code with the one that others use here.
///
/// # Errors
///
/// [`Error::ReadBack`] if the syntax cannot carry a term, or if what is written does not give the
/// triples again.
pub(crate) fn write_checked(
    path: &str,
    triples: &[Triple],
    syntax: crate::resource::Syntax,
) -> Result<Vec<u8>, Error> {
    let failed = |message: String| Error::ReadBack {
        product: path.to_owned(),
        message,
    };
    let mut bytes = Vec::new();
    write_triples(triples, syntax, &mut bytes).map_err(|error| failed(error.to_string()))?;
    let read_as = match syntax {
        crate::resource::Syntax::Turtle => Syntax::Turtle,
        crate::resource::Syntax::RdfXml => Syntax::RdfXml,
        crate::resource::Syntax::NTriples => Syntax::NTriples,
        crate::resource::Syntax::JsonLd => Syntax::JsonLd,
    };
    let found = read_back::read(&bytes[..], read_as).map_err(failed)?;
    let expected = || triples.iter().map(|triple| in_no_graph(triple.as_ref()));
    Expected::of(expected())
        .compare(&found, expected())
        .map_err(failed)?;
    Ok(bytes)
}

/// Writes triples in canonical order, without blank nodes, as the dumps are written.
///
/// # Errors
///
/// `InvalidInput` for a term that the syntax cannot carry.
pub(crate) fn write_triples(
    triples: &[Triple],
    syntax: crate::resource::Syntax,
    out: &mut impl io::Write,
) -> io::Result<()> {
    static CONTEXT: OnceLock<Context> = OnceLock::new();
    let triples = triples.iter().map(Triple::as_ref);
    match syntax {
        crate::resource::Syntax::Turtle => turtle::write_turtle(triples, out),
        crate::resource::Syntax::RdfXml => rdf_xml::write_rdf_xml(triples, out),
        crate::resource::Syntax::NTriples => lines::write_lines(
            triples.map(|triple| triple.in_graph(GraphNameRef::DefaultGraph)),
            out,
        ),
        crate::resource::Syntax::JsonLd => {
            let context = if let Some(context) = CONTEXT.get() {
                context
            } else {
                let context = Context::parse(crate::assets::CONTEXT.content);
                let context = context.map_err(io::Error::other)?;
                CONTEXT.get_or_init(|| context)
            };
            json_ld::write_json_ld(triples, context, out)
        }
    }
}

/// Checks what the dumps are made of and reads the JSON-LD context.
fn prepare(quads: &QuadSet, extras: &Extras<'_>, out: &Path) -> Result<Context, Error> {
    let refuse = |message: String| Error::Publish {
        path: out.to_owned(),
        message,
    };
    if let [first, rest @ ..] = uncarried(quads).as_slice() {
        let more = match rest.len() {
            0 => String::new(),
            more => format!(" (and {more} more such values)"),
        };
        return Err(refuse(format!("{first}: {}{more}", first.remedy)));
    }
    let name = extras.name;
    if name.contains('/') || check_path(name).is_err() {
        return Err(refuse(format!(
            "{name:?} cannot be the stem of its dumps: write a plain name"
        )));
    }
    Context::parse(extras.context)
}

/// Written by every build; with [`SUMS`] the mark of a directory that a build may replace.
const BUILD: &str = "build.json";
const SUMS: &str = "SHA256SUMS";

/// What the dumps must give again.
struct ExpectedSets {
    triples: Expected,
    quads: Expected,
}

impl ExpectedSets {
    fn of(quads: &QuadSet) -> Self {
        Self {
            triples: Expected::of(quads.triples().map(in_no_graph)),
            quads: Expected::of(quads.quads()),
        }
    }
}

/// Makes the products side by side, as many at a time as there are processors.
///
/// The largest come first; the result is sorted by path. After an error no further product is
/// begun, and of several errors that of the first product counts.
fn make_all(
    products: &[Product],
    progress: &mut dyn FnMut(&str),
    make: &(dyn Fn(&Product) -> Result<Vec<Written>, Error> + Sync),
) -> Result<Vec<Written>, Error> {
    let workers = thread::available_parallelism()
        .map_or(1, usize::from)
        .min(products.len());
    let next = AtomicUsize::new(0);
    let mut results: Vec<(usize, Result<Vec<Written>, Error>)> = thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        for _ in 0..workers {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                while let index = next.fetch_add(1, Ordering::Relaxed)
                    && let Some(product) = products.get(index)
                {
                    let result = make(product);
                    if result.is_err() {
                        next.store(products.len(), Ordering::Relaxed);
                    }
                    // The receiver outlives the workers.
                    let _ = sender.send((index, result));
                }
            });
        }
        drop(sender);
        receiver
            .into_iter()
            .inspect(|(index, result)| {
                if result.is_ok() {
                    progress(&format!(
                        "{} written and read back",
                        products[*index].path()
                    ));
                }
            })
            .collect()
    });
    results.sort_unstable_by_key(|(index, _)| *index);
    let mut written = Vec::with_capacity(results.len() * 3);
    for (_, result) in results {
        written.extend(result?);
    }
    written.sort_unstable();
    Ok(written)
}

/// Only plain relative paths, so that no file lands outside and `SHA256SUMS` needs no escapes.
fn check_path(path: &str) -> Result<(), &'static str> {
    if path.contains('\\') || path.chars().any(char::is_control) {
        Err("holds a backslash or control character: rename the file")
    } else if path.split('/').any(|part| matches!(part, "" | "." | "..")) {
        Err("is not a plain path below the output directory: write folder/file")
    } else {
        Ok(())
    }
}

/// Path of a file below a directory, from its parts between `/`.
fn below(root: &Path, path: &str) -> PathBuf {
    root.join(path.split('/').collect::<PathBuf>())
}
