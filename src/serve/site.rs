//! What a server serves.

use std::any::Any;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use axum::body::Bytes;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Retired;
use crate::address::Address;
use crate::catalogue::Listing;
use crate::evaluation::workers::Workers;
use crate::evaluation::{Query, QueryForm};
use crate::frozen::{FileBytes, Frozen, Statistics};
use crate::graph::hex;
use crate::pages::index_of;
use crate::resource::Resources;
use crate::search::{self, Index};

/// A text in both languages of the project.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Text {
    /// In Swedish.
    pub sv: String,
    /// In English.
    pub en: String,
}

impl Text {
    /// A text in Swedish and in English.
    pub fn new(sv: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            sv: sv.into(),
            en: en.into(),
        }
    }
}

/// A file offered for download.
#[derive(Debug, Clone)]
pub(super) struct Dump {
    pub(super) media_type: String,
    pub(super) bytes: Bytes,
    /// SHA-256 of the bytes, lower-case hexadecimal.
    pub(super) sha256: String,
}

impl Dump {
    fn map(media_type: String, file: &Path, sha256: String) -> io::Result<Self> {
        Ok(Self {
            media_type,
            sha256,
            bytes: Bytes::from_owner(FileBytes::map(file)?),
        })
    }
}

/// A query with the question that it answers.
#[derive(Debug, Clone)]
pub(super) struct NamedQuery {
    pub(super) name: String,
    pub(super) question: Text,
    pub(super) text: String,
    /// What it gives; `None` if it is malformed.
    pub(super) form: Option<QueryForm>,
}

/// What answers queries.
#[derive(Debug, Clone)]
pub enum Engine {
    /// Threads of this process: a query is stopped from within.
    InProcess {
        /// The graph.
        frozen: Arc<Frozen>,
        /// Bytes that the process has allocated, from its allocator; without it
        /// [`Limits::query_memory`](super::Limits::query_memory) does not hold.
        allocated: Option<fn() -> usize>,
    },
    /// Processes that are killed if a query does not stop.
    Workers {
        /// For queries that have a turn to their end.
        whole: Arc<Workers>,
        /// For queries that are tried for a moment. They had better run before the others.
        quick: Arc<Workers>,
    },
}

impl Engine {
    pub(super) fn workers(&self) -> Option<&Workers> {
        match self {
            Self::InProcess { .. } => None,
            Self::Workers { whole, .. } => Some(whole),
        }
    }
}

impl From<Frozen> for Engine {
    fn from(frozen: Frozen) -> Self {
        Self::InProcess {
            frozen: Arc::new(frozen),
            allocated: None,
        }
    }
}

impl From<Workers> for Engine {
    fn from(workers: Workers) -> Self {
        let workers = Arc::new(workers);
        Self::Workers {
            whole: Arc::clone(&workers),
            quick: workers,
        }
    }
}

/// What a server serves: a graph, the dumps made from the same graph, and named queries.
///
/// ```
/// use uppdrag::frozen::Freezer;
/// use uppdrag::serve::{Site, Text, media_type_of};
///
/// let site = Site::new(
///     Freezer::default().in_memory()?,
///     Text::new("Länsstyrelserna", "The county administrative boards"),
///     Text::new("Uppdrag och samverkan.", "Mandates and collaboration."),
/// )
/// .with_base("https://example.org/id/")
/// .with_dump("all.nt.gz", media_type_of("all.nt.gz"), vec![0x1F, 0x8B])
/// .with_query("q01", Text::new("Hur många?", "How many?"), "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }");
/// let server = uppdrag::serve::Server::new(site, uppdrag::serve::Settings::default());
/// # let _ = server;
/// # Ok::<_, std::io::Error>(())
/// ```
#[derive(Clone)]
pub struct Site {
    pub(super) engine: Engine,
    pub(super) title: Text,
    pub(super) description: Text,
    pub(super) base: Option<String>,
    pub(super) licence: Option<String>,
    /// The graph, for pages and data of single resources.
    pub(super) graph: Option<Arc<Frozen>>,
    /// Labels and titles of the graph.
    search: Arc<OnceLock<Option<Index>>>,
    /// What became of IRIs that name nothing now.
    pub(super) retired: BTreeMap<String, Retired>,
    /// Where the site is reached, with a slash at its end, if the operator has said so.
    pub(super) address: Option<String>,
    pub(super) statistics: Arc<Statistics>,
    pub(super) dumps: BTreeMap<String, Dump>,
    /// Files that stand at the root, by their paths.
    pub(super) documents: BTreeMap<String, Dump>,
    pub(super) catalogue: Option<Listing>,
    pub(super) queries: Vec<NamedQuery>,
    kept: Vec<Arc<dyn Any + Send + Sync>>,
}

impl Site {
    /// A site without dumps and named queries. A graph of this process is counted; for workers,
    /// the caller does it: [`Site::with_statistics`].
    #[must_use]
    pub fn new(engine: impl Into<Engine>, title: Text, description: Text) -> Self {
        let engine = engine.into();
        let (graph, statistics) = match &engine {
            // A damaged graph answers no query either, and says so.
            Engine::InProcess { frozen, .. } => (
                Some(Arc::clone(frozen)),
                frozen.statistics().unwrap_or_default(),
            ),
            Engine::Workers { .. } => (None, Statistics::default()),
        };
        Self {
            engine,
            title,
            description,
            base: None,
            licence: None,
            search: Arc::default(),
            graph,
            retired: BTreeMap::new(),
            address: None,
            statistics: Arc::new(statistics),
            dumps: BTreeMap::new(),
            documents: BTreeMap::new(),
            catalogue: None,
            queries: Vec::new(),
            kept: Vec::new(),
        }
    }

    /// Sets the base of the dataset's IRIs: what lies below it is served as `/id/…`, tables shorten
    /// it, and relative IRIs of a query are resolved against it.
    #[must_use]
    pub fn with_base(mut self, base: impl Into<String>) -> Self {
        self.base = Some(base.into());
        self
    }

    /// Sets the graph that pages and data of single resources are read from; one that answers
    /// queries in this process is so already.
    #[must_use]
    pub fn with_graph(mut self, graph: Arc<Frozen>) -> Self {
        self.search = Arc::default();
        self.graph = Some(graph);
        self
    }

    /// Labels and titles of the graph; none if it has no graph or a damaged one, which its pages will
    /// say. Made when it is first asked for, which takes a second for 100,000 labels.
    #[must_use]
    pub fn search(&self) -> Option<&Index> {
        let make = || {
            let resources = Resources::of(self.graph.as_deref()?, "").ok()?;
            index_of(&resources, search::Limits::DEFAULT).ok()?
        };
        self.search.get_or_init(make).as_ref()
    }

    /// Sets the licence of the data, an IRI.
    #[must_use]
    pub fn with_licence(mut self, licence: impl Into<String>) -> Self {
        self.licence = Some(licence.into());
        self
    }

    /// Tells what became of an IRI that names nothing now.
    #[must_use]
    pub fn with_retired(mut self, iri: impl Into<String>, what: Retired) -> Self {
        self.retired.insert(iri.into(), what);
        self
    }

    /// Sets where the site is reached from outside, behind a proxy or under another name. Without
    /// it, the site calls itself as its clients do.
    ///
    /// # Errors
    ///
    /// What an address has to be.
    pub fn with_address(mut self, address: &str) -> Result<Self, String> {
        self.address = Some(Address::of(address)?.text().to_owned());
        Ok(self)
    }

    /// Sets what the graph holds: the graphs that can be asked for by name, and the counts of the
    /// descriptions.
    #[must_use]
    pub fn with_statistics(mut self, statistics: Statistics) -> Self {
        self.statistics = Arc::new(statistics);
        self
    }

    /// Adds a file, served as `/dump/{path}`. One of the same path with `.gz` or `.zst` behind is
    /// taken for its packed form, which is sent to who accepts that coding.
    #[must_use]
    pub fn with_dump(
        mut self,
        path: impl Into<String>,
        media_type: impl Into<String>,
        bytes: impl Into<Bytes>,
    ) -> Self {
        let bytes = bytes.into();
        let dump = Dump {
            media_type: media_type.into(),
            sha256: hex(&Sha256::digest(&bytes)),
            bytes,
        };
        self.dumps.insert(path.into(), dump);
        self
    }

    /// Adds a file as it lies on disk, with the SHA-256 of its bytes in lower-case hexadecimal. Its
    /// pages are shared with the system's cache. It must not be changed in place as long as the site
    /// is served; it may be removed.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub fn with_dump_file(
        mut self,
        path: impl Into<String>,
        media_type: impl Into<String>,
        file: &Path,
        sha256: String,
    ) -> io::Result<Self> {
        let dump = Dump::map(media_type.into(), file, sha256)?;
        self.dumps.insert(path.into(), dump);
        Ok(self)
    }

    /// Adds a file that stands at the root, served as `/{path}` if that is `catalog.ttl`, `.rdf` or
    /// `.jsonld`, `openapi.json` or below `ontology/`. Of the rest as [`Site::with_dump_file`].
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub fn with_document_file(
        mut self,
        path: impl Into<String>,
        media_type: impl Into<String>,
        file: &Path,
        sha256: String,
    ) -> io::Result<Self> {
        let document = Dump::map(media_type.into(), file, sha256)?;
        self.documents.insert(path.into(), document);
        Ok(self)
    }

    /// Sets what the catalogue lists, for its page.
    #[must_use]
    pub fn with_catalogue(mut self, listing: Listing) -> Self {
        self.catalogue = Some(listing);
        self
    }

    /// Adds a query to the front page, after those added before.
    #[must_use]
    pub fn with_query(
        mut self,
        name: impl Into<String>,
        question: Text,
        text: impl Into<String>,
    ) -> Self {
        let (name, text) = (name.into(), text.into());
        let parsed = Query::parse(&name, &text);
        self.queries.push(NamedQuery {
            name,
            question,
            text,
            form: parsed.ok().map(|query| query.form()),
        });
        self
    }

    /// Keeps something as long as the site: the file of its graph.
    #[must_use]
    pub fn keeping(mut self, kept: impl Any + Send + Sync) -> Self {
        self.kept.push(Arc::new(kept));
        self
    }
}
