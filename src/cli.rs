//! The command line: commands, options and their help. No logic.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use uppdrag::results::ResultsFormat;
use uppdrag::serve::Network;

/// Publishes records of public agencies as a checked, evidenced knowledge graph.
///
/// A dataset is a directory with `uppdrag.toml` and record files. Without DIR, commands take the
/// current directory, or `data` in it.
///
/// Exit codes: 0 done, 1 findings block publication, 2 could not run.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// Print nothing but results and errors
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// When to colour messages
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a small dataset to start from
    #[command(after_help = "Example:\n  uppdrag init my-data && uppdrag build my-data")]
    Init(InitArgs),
    /// Report every mistake in the records, with line, reason and remedy
    #[command(after_help = "Example:\n  uppdrag check data")]
    Check(CheckArgs),
    /// Check, then write all dumps in one atomic step
    ///
    /// A reader of the output directory sees the old build or the new one, never half; a build
    /// that fails leaves the old one.
    #[command(after_help = "Example:\n  uppdrag build data --out public")]
    Build(BuildArgs),
    /// Judge a DCAT catalogue as portals will when they harvest it
    ///
    /// Rules of dataportal.se, DCAT-AP-SE 3.0.1, DCAT-AP 3.0.1 and 2.1.1, CKAN and the European
    /// portal, with the points that its datasets get there. Exit code 1 if a portal would refuse or
    /// lose something.
    #[command(
        after_help = "Examples:\n  uppdrag preflight public\n  uppdrag preflight catalog.ttl\n  \
                            uppdrag preflight https://data.example.org/catalog.rdf --json"
    )]
    Preflight(PreflightArgs),
    /// Ask the graph a SPARQL question
    #[command(
        after_help = "Examples:\n  uppdrag query 'SELECT ?label { ?m a upp:Mandate ; skos:prefLabel ?label }'\n  \
                            uppdrag query --list\n  uppdrag query data --name q14 --format csv"
    )]
    Query(QueryArgs),
    /// Check, and serve the graph over HTTP
    ///
    /// SIGHUP rebuilds; a dataset with errors leaves the old graph served, and /readyz says so.
    #[command(
        after_help = "Example:\n  uppdrag serve data\n  curl -G http://127.0.0.1:7878/sparql --data-urlencode \
                            'query=SELECT (COUNT(*) AS ?n) { ?m a upp:Mandate }'\n  \
                            uppdrag serve --rdf dump.nq.gz more.ttl"
    )]
    Serve(ServeArgs),
    /// Write files of RDF as one frozen graph, which is queried without loading
    ///
    /// The name of a file tells its syntax (.ttl .nt .nq .trig .rdf .jsonld), also packed (.gz
    /// .zst). The same graph gives the same bytes. What does not fit into the memory is sorted in
    /// temporary files, at TMPDIR.
    #[command(
        after_help = "Example:\n  uppdrag freeze dump.nq.gz --out dump.frozen\n  \
                            uppdrag query --graph dump.frozen 'SELECT (COUNT(*) AS ?n) { ?s ?p ?o }'"
    )]
    Freeze(FreezeArgs),
    /// Tell what has changed between two builds, or two graphs
    ///
    /// OLD and NEW are each a directory that `build` has written, a frozen graph, or a file of RDF.
    /// The text tells added, removed and changed resources by name, for a release note; the patch
    /// turns the old N-Quads into the new ones. Exit codes: 0 also if they differ, 2 could not run.
    #[command(after_help = "Examples:\n  uppdrag diff public-before public\n  \
                            uppdrag diff old.nq.gz new.nq.gz --format patch --out changes.rdfp")]
    Diff(DiffArgs),
    /// Make the newest graph out of a change feed, as N-Triples
    ///
    /// Reads `feed/resources/` of a build, or a copy of it, page by page, and keeps the last version of
    /// each resource. The result is `dump/*.nt` of that build, byte for byte; its SHA-256 is told.
    #[command(after_help = "Example:\n  uppdrag replay public | sha256sum")]
    Replay(ReplayArgs),
    /// Map JSON Lines records to N-Quads, streaming
    ///
    /// No state is kept between records: any number of processes may each map a part. What needs
    /// all records (references, derived statements) is left to `check` and `build`.
    #[command(after_help = "Example:\n  uppdrag map --class publication records.jsonl > quads.nq")]
    Map(MapArgs),
    /// Answer the queries of a server that started this process
    #[command(hide = true)]
    Worker(WorkerArgs),
    /// Make what a server that started this process is to serve
    #[command(hide = true)]
    Prepare(PrepareArgs),
    /// Print the JSON Schema of a record class, so that an editor completes and checks records
    #[command(after_help = "Example:\n  uppdrag schema mandates > mandates.schema.json")]
    Schema(SchemaArgs),
    /// Print a completion script for a shell
    #[command(
        after_help = "Example:\n  uppdrag completions bash > ~/.local/share/bash-completion/completions/uppdrag"
    )]
    Completions(CompletionsArgs),
}

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// Directory to write; must not exist, or be empty
    pub(crate) dir: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// The dataset
    pub(crate) dir: Option<PathBuf>,
    /// Print the report as JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Folder with the texts of the sources: verifies their sha256, lines and headings, and that
    /// no text of ours repeats eight words of theirs
    #[arg(long, value_name = "FOLDER")]
    pub(crate) sources: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct BuildArgs {
    /// The dataset
    pub(crate) dir: Option<PathBuf>,
    /// Directory to publish
    #[arg(long, default_value = "public")]
    pub(crate) out: PathBuf,
    /// Write the pages, too: a site that needs no server of its own
    #[arg(long)]
    pub(crate) site: bool,
    /// Print the report as JSON, with the CPU time of each stage and the peak memory
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PreflightArgs {
    /// What `build` wrote, a file of RDF, or the address of a catalogue
    #[arg(value_name = "DIR | FILE | URL", default_value = "public")]
    pub(crate) target: String,
    /// Print findings and points as JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Reach addresses within this machine and private networks too
    #[arg(long)]
    pub(crate) allow_local: bool,
}

#[derive(Debug, Args)]
pub(crate) struct QueryArgs {
    /// The dataset and the query; or the query alone
    #[arg(value_name = "[DIR] QUERY", num_args = 0..=2)]
    pub(crate) dir_and_query: Vec<String>,
    /// Read the query from a file
    #[arg(long, value_name = "FILE", conflicts_with = "name")]
    pub(crate) file: Option<PathBuf>,
    /// Ask this graph, not a dataset: a frozen graph, or a file of RDF that is frozen first
    #[arg(long, value_name = "FILE")]
    pub(crate) graph: Option<PathBuf>,
    /// Ask a named query: its name, or how it begins
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// List the named queries with their questions
    #[arg(long, conflicts_with_all = ["file", "name"])]
    pub(crate) list: bool,
    /// Format of the answer [default: a table; Turtle for CONSTRUCT and DESCRIBE]
    #[arg(long, value_parser = parse_format)]
    pub(crate) format: Option<ResultsFormat>,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// The dataset
    pub(crate) dir: Option<PathBuf>,
    /// Serve files of RDF, beside the dataset if DIR is given, else in its place; or one frozen graph
    #[arg(long, visible_alias = "graph", value_name = "FILE", num_args = 1..)]
    pub(crate) rdf: Vec<PathBuf>,
    /// Rebuild when a file changes, as at SIGHUP; the old graph is served until the new one is checked
    #[arg(long)]
    pub(crate) watch: bool,
    /// Set a limit, as `query_time=2s` or `result_bytes=8MiB`; the README lists all of them
    #[arg(long = "limit", value_name = "NAME=VALUE")]
    pub(crate) limits: Vec<String>,
    /// Let queries call with SERVICE the endpoints whose IRI begins like this; none by default
    #[arg(long = "allow-service", value_name = "IRI")]
    pub(crate) services: Vec<String>,
    /// Address and port
    #[arg(long, default_value = "127.0.0.1:7878")]
    pub(crate) listen: SocketAddr,
    /// Where the site is reached from outside, as `https://data.example.org/`; without it, the site
    /// calls itself as its clients do
    #[arg(long, value_name = "URL")]
    pub(crate) address: Option<String>,
    /// Network of proxies whose X-Forwarded-For tells the client, as 127.0.0.1 or 10.0.0.0/8
    #[arg(long = "trusted-proxy", value_name = "CIDR")]
    pub(crate) trusted_proxies: Vec<Network>,
    /// Log of the requests, on standard error
    #[arg(long, value_enum, default_value_t = LogFormat::Auto)]
    pub(crate) log: LogFormat,
    /// Log the texts of queries too, which may tell about the people who ask
    #[arg(long)]
    pub(crate) log_queries: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// JSON, unless on a terminal or with --quiet
    Auto,
    /// One line of JSON a request
    Json,
    None,
}

#[derive(Debug, Args)]
pub(crate) struct FreezeArgs {
    /// Files of RDF
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The frozen graph to write
    #[arg(long, short)]
    pub(crate) out: PathBuf,
    /// Memory to use, about, before sorting on disk; in MiB
    #[arg(long, default_value_t = uppdrag::frozen::FREEZE_MEMORY >> 20)]
    pub(crate) memory: usize,
}

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// The graph before
    pub(crate) old: PathBuf,
    /// The graph after
    pub(crate) new: PathBuf,
    /// What to write
    #[arg(long, value_enum, default_value_t = DiffFormat::Text)]
    pub(crate) format: DiffFormat,
    /// File to write; standard output if absent
    #[arg(long, short)]
    pub(crate) out: Option<PathBuf>,
    /// Language of the names
    #[arg(long, value_enum, default_value_t = NameLanguage::En)]
    pub(crate) language: NameLanguage,
    /// Resources of each class that the text names
    #[arg(long, default_value_t = 50)]
    pub(crate) most: usize,
    /// Exit with 1 if they differ
    #[arg(long)]
    pub(crate) exit_code: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// Plain English
    Text,
    /// RDF Patch
    Patch,
    /// All changes of each resource, as JSON
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum NameLanguage {
    Sv,
    En,
}

#[derive(Debug, Args)]
pub(crate) struct ReplayArgs {
    /// The feed's directory, or the build that holds it
    pub(crate) feed: PathBuf,
    /// File to write; standard output if absent
    #[arg(long, short)]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct MapArgs {
    /// Class of the records: publications, mandates, …
    #[arg(long)]
    pub(crate) class: String,
    /// JSON Lines file; standard input if absent or -
    pub(crate) file: Option<PathBuf>,
    /// The dataset whose uppdrag.toml sets base IRI and graphs
    #[arg(long, value_name = "DIR")]
    pub(crate) dataset: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct WorkerArgs {
    /// The frozen graph
    pub(crate) graph: PathBuf,
    /// Stack of the thread that runs the queries, in bytes
    #[arg(long)]
    pub(crate) stack_bytes: usize,
    /// How much it gives way to other processes, as nice(1) does
    #[arg(long, default_value_t = 0)]
    pub(crate) nice: u8,
}

#[derive(Debug, Args)]
pub(crate) struct PrepareArgs {
    /// The dataset
    pub(crate) dir: Option<PathBuf>,
    /// File of RDF
    #[arg(long)]
    pub(crate) rdf: Vec<PathBuf>,
    /// Folder for the graph, the dumps and what is to be said of them
    #[arg(long)]
    pub(crate) out: PathBuf,
    /// How much it gives way to other processes, as nice(1) does
    #[arg(long, default_value_t = 0)]
    pub(crate) nice: u8,
}

#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// Class; the names of all classes if absent
    pub(crate) class: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: Shell,
}

fn parse_format(name: &str) -> Result<ResultsFormat, String> {
    ResultsFormat::from_name(name).ok_or_else(|| {
        format!(
            "one of {}",
            ResultsFormat::ALL.map(ResultsFormat::name).join(", ")
        )
    })
}
