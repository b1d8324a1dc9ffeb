//! Documentation held against the code.

use std::fs;
use std::path::{Path, PathBuf};

use uppdrag::evaluation::{SERVICE_REDIRECTS, guard};
use uppdrag::frozen::FREEZE_MEMORY;
use uppdrag::preflight::fetch::FetchLimits;
use uppdrag::records::Class;
use uppdrag::serve::{Limits, MAX_DESCRIBED};
use uppdrag::{mapping, queries, records, report, sources};

use super::program::{stdout_of, uppdrag, uppdrag_in};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

#[test]
fn each_mapping_names_every_field_and_property_in_its_table() {
    for &class in Class::ALL {
        let path = format!(
            "{}/src/mapping/{}.rs",
            env!("CARGO_MANIFEST_DIR"),
            class.stem()
        );
        let text = std::fs::read_to_string(&path).unwrap();
        let head: String = text
            .lines()
            .take_while(|line| line.starts_with("//!"))
            .collect();
        for field in class.fields() {
            let common = [
                "key",
                "kind",
                "alt_labels",
                "description",
                "evidence",
                "statements",
                "notes",
                "not_stated",
                "non_exhaustive",
                "possibly_same_as",
            ];
            assert!(
                common.contains(field) || head.contains(&format!("`{field}`")),
                "{path} does not name {field}"
            );
        }
        for field in mapping::fields(class) {
            let name = field.property.rsplit(['#', '/']).next().unwrap();
            let common = ["altLabel", "description", "editorialNote"];
            assert!(
                common.contains(&name) || head.contains(&format!(":{name}`")),
                "{path} does not name {name}"
            );
        }
    }
}

/// Long options of a help text.
fn flags(help: &str) -> impl Iterator<Item = &str> {
    help.lines()
        .filter(|line| line.trim_start().starts_with('-'))
        .flat_map(str::split_whitespace)
        .filter(|word| word.starts_with("--"))
}

#[test]
fn the_readme_names_every_command_and_option_and_the_version_of_rust() {
    let readme = read("README.md");
    assert!(readme.contains(concat!(
        "Rust ",
        env!("CARGO_PKG_RUST_VERSION"),
        " or later"
    )));
    let help = stdout_of(&uppdrag(["help"]));
    let commands: Vec<_> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|command| *command != "help")
        .collect();
    assert!(commands.len() >= 8, "{commands:?}");
    // Every command has these two, and nobody needs to be told.
    let told_elsewhere = ["--help", "--version"];
    for command in commands {
        assert!(
            readme.contains(&format!("| `uppdrag {command} ")),
            "README.md has no row for {command}"
        );
        let help = stdout_of(&uppdrag(["help", command]));
        for flag in flags(&help).filter(|flag| !told_elsewhere.contains(flag)) {
            assert!(
                readme.contains(&format!("`{flag}")) || readme.contains(&format!(" {flag} ")),
                "README.md does not name {flag} of {command}"
            );
        }
    }
}

#[test]
fn the_readme_states_every_limit_with_its_default() {
    let Limits {
        query_time,
        concurrent_queries,
        client_queries,
        concurrent_pages,
        quick_queries,
        quick_time,
        queue_time,
        body_bytes,
        body_time,
        query_bytes,
        query_brackets,
        query_memory,
        result_rows,
        result_bytes,
        cache_bytes,
        service_time,
        service_rows,
        service_bytes,
        // A test is built without optimization, and so with another stack.
        stack_bytes: _,
        connections,
        client_connections,
        client_rate,
        client_burst,
        clients,
        header_time,
        header_bytes,
        uri_bytes,
        idle_time,
        write_time,
        waiting_queries,
        unsent_bytes,
        stop_time,
    } = Limits::DEFAULT;
    assert_eq!(
        [concurrent_queries, client_queries, concurrent_pages],
        [None; 3]
    );
    let seconds = |time: std::time::Duration| format!("{} s", time.as_secs());
    let uppdrag::search::Limits {
        labels,
        label_words,
        text_bytes,
        words,
        hits,
        occurrences,
    } = uppdrag::search::Limits::DEFAULT;
    let FetchLimits {
        fetch_time,
        fetch_bytes,
        fetch_redirects,
        tried_addresses,
        address_time,
        addresses_time,
    } = FetchLimits::DEFAULT;
    let limits = [
        ("fetch_time", seconds(fetch_time)),
        ("fetch_bytes", bytes(fetch_bytes as u64)),
        ("fetch_redirects", fetch_redirects.to_string()),
        ("tried_addresses", tried_addresses.to_string()),
        ("address_time", seconds(address_time)),
        ("addresses_time", seconds(addresses_time)),
        ("labels", labels.to_string()),
        ("label_words", label_words.to_string()),
        ("text_bytes", text_bytes.to_string()),
        ("words", words.to_string()),
        ("hits", hits.to_string()),
        ("occurrences", occurrences.to_string()),
        ("MAX_FILE_BYTES", bytes(records::MAX_FILE_BYTES)),
        ("MAX_LINE_BYTES", bytes(records::MAX_LINE_BYTES as u64)),
        (
            "MAX_KEY_LENGTH",
            format!("{} bytes", records::MAX_KEY_LENGTH),
        ),
        (
            "MAX_TEXT_LENGTH",
            format!("{} 000 bytes", records::MAX_TEXT_LENGTH / 1000),
        ),
        (
            "MAX_EVIDENCE_LINES",
            records::MAX_EVIDENCE_LINES.to_string(),
        ),
        ("MAX_FINDINGS", report::MAX_FINDINGS.to_string()),
        ("MAX_SOURCE_BYTES", bytes(sources::MAX_SOURCE_BYTES)),
        ("SHARED_WORDS", sources::SHARED_WORDS.to_string()),
        ("query_time", seconds(query_time)),
        (
            "concurrent_queries",
            "one per processor, and one".to_owned(),
        ),
        ("client_queries", "one per processor".to_owned()),
        ("concurrent_pages", "two per processor".to_owned()),
        ("quick_queries", quick_queries.to_string()),
        ("quick_time", format!("{} ms", quick_time.as_millis())),
        ("queue_time", seconds(queue_time)),
        ("body_bytes", bytes(body_bytes as u64)),
        ("body_time", seconds(body_time)),
        ("query_bytes", bytes(query_bytes as u64)),
        ("query_brackets", query_brackets.to_string()),
        ("query_memory", bytes(query_memory as u64)),
        ("result_rows", result_rows.to_string()),
        ("result_bytes", bytes(result_bytes as u64)),
        ("TEXT_BYTES", bytes(guard::TEXT_BYTES as u64)),
        ("MAX_DESCRIBED", MAX_DESCRIBED.to_string()),
        ("FREEZE_MEMORY", bytes(FREEZE_MEMORY as u64)),
        ("cache_bytes", bytes(cache_bytes as u64)),
        ("service_time", seconds(service_time)),
        ("service_rows", service_rows.to_string()),
        ("service_bytes", bytes(service_bytes as u64)),
        ("SERVICE_REDIRECTS", SERVICE_REDIRECTS.to_string()),
        ("stack_bytes", "256 MiB".to_owned()),
        ("connections", connections.to_string()),
        ("client_connections", client_connections.to_string()),
        ("client_rate", client_rate.to_string()),
        ("client_burst", client_burst.to_string()),
        ("clients", clients.to_string()),
        ("header_time", seconds(header_time)),
        ("header_bytes", bytes(header_bytes as u64)),
        ("uri_bytes", bytes(uri_bytes as u64)),
        ("idle_time", seconds(idle_time)),
        ("write_time", seconds(write_time)),
        ("waiting_queries", waiting_queries.to_string()),
        ("unsent_bytes", bytes(unsent_bytes as u64)),
        ("stop_time", seconds(stop_time)),
    ];
    let readme = read("README.md");
    for (name, default) in limits {
        let row = format!("| `{name}` | {default} |");
        assert!(readme.contains(&row), "README.md has no row {row}");
    }
    // Those that are not public are found in the code.
    let not_for_users = ["MAX_STATEMENT_NAME"]; // when a name becomes a digest; nothing is refused
    let mut missing = Vec::new();
    for path in rust_files(&root().join("src")) {
        let text = fs::read_to_string(&path).unwrap();
        for line in text.lines().filter(|line| line.contains("const MAX_")) {
            let (declared, value) = line.split_once(" = ").unwrap();
            let (_, name) = declared.split_once("const ").unwrap();
            let (name, _) = name.split_once(':').unwrap();
            // A value that is not a plain number is one of those above.
            let value = value.trim_end_matches(';').parse::<u64>();
            let row = format!(
                "| `{name}` | {}",
                value.map_or(String::new(), |it| it.to_string())
            );
            if !readme.contains(&row) && !not_for_users.contains(&name) {
                missing.push(row);
            }
        }
    }
    assert!(missing.is_empty(), "README.md has no rows {missing:#?}");
}

#[test]
fn the_readme_of_the_queries_has_every_question_as_its_query_states_it() {
    let readme = read("queries/README.md");
    let mut rows = 0;
    for query in queries::all() {
        let folder = match query.kind {
            "question" => "questions",
            "example" => "examples",
            kind => kind,
        };
        let (name, question) = (query.name, query.question_en);
        let row = format!("| [{name}]({folder}/{name}.rq) | {question} |");
        assert!(readme.contains(&row), "queries/README.md has no row\n{row}");
        rows += 1;
    }
    let named = readme.matches(".rq) |").count();
    assert_eq!(named, rows, "a row without its query");
}

#[test]
fn the_readme_shows_a_record_and_its_turtle_as_init_and_build_write_them() {
    let readme = read("README.md");
    let temp = tempfile::tempdir().unwrap();
    stdout_of(&uppdrag_in(temp.path(), ["init", "data"]));
    stdout_of(&uppdrag_in(temp.path(), ["build", "data"]));
    let records = fs::read_to_string(temp.path().join("data/mandates.yaml")).unwrap();
    let record = block(&readme, "yaml");
    assert!(records.contains(record), "init does not write\n{record}");
    let turtle = fs::read_to_string(temp.path().join("public/dump/uppdrag.ttl")).unwrap();
    let shown = block(&readme, "turtle").replace("    ", "\t");
    assert!(turtle.contains(&shown), "build does not write\n{shown}");
}

/// The first fenced block with this mark.
fn block<'a>(text: &'a str, mark: &str) -> &'a str {
    let (_, rest) = text.split_once(&format!("\n```{mark}\n")).unwrap();
    let (block, _) = rest.split_once("```\n").unwrap();
    block
}

fn bytes(count: u64) -> String {
    match count {
        mib if mib % (1 << 20) == 0 => format!("{} MiB", mib >> 20),
        kib => format!("{} KiB", kib >> 10),
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            files.push(path);
        }
    }
    files
}
