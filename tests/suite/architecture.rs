//! Who may use whom: the direction of dependencies between the stages.

use std::fs;
use std::path::{Path, PathBuf};

/// Rust files of a module of `src`, with their text.
fn sources(module: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut open = vec![root.join(module), root.join(format!("{module}.rs"))];
    open.retain(|path| path.exists());
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(
                fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && !path.ends_with("tests.rs")
        {
            found.push((path.clone(), fs::read_to_string(path).unwrap()));
        }
    }
    assert!(!found.is_empty(), "no module {module}");
    found
}

/// Code without comments and tests.
fn code(text: &str) -> String {
    text.split("#[cfg(test)]")
        .next()
        .unwrap_or_default()
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn never(module: &str, words: &[&str]) {
    for (path, text) in sources(module) {
        for word in words {
            assert!(
                !code(&text).contains(word),
                "{} uses {word}",
                path.display()
            );
        }
    }
}

#[test]
fn reading_knows_no_rdf() {
    never(
        "records",
        &[
            "oxigraph",
            "crate::graph",
            "crate::mapping",
            "crate::publish",
            "crate::derive",
        ],
    );
}

#[test]
fn mapping_sees_records_and_terms_only() {
    never(
        "mapping",
        &[
            "oxigraph",
            "crate::publish",
            "crate::derive",
            "crate::validate",
            "crate::export",
        ],
    );
    for (path, text) in sources("mapping") {
        assert!(
            !code(&text).contains("\"http"),
            "{} writes an IRI itself",
            path.display()
        );
    }
}

#[test]
fn publishing_never_sees_records() {
    never(
        "publish",
        &["crate::records", "crate::mapping", "crate::export"],
    );
}

#[test]
fn the_catalogue_sees_configuration_files_and_graph_only() {
    never(
        "catalogue",
        &[
            "crate::mapping",
            "crate::export",
            "crate::serve",
            "crate::pages",
            "axum",
        ],
    );
    for (path, text) in sources("catalogue") {
        assert!(
            !code(&text).contains("\"http"),
            "{} writes an IRI itself",
            path.display()
        );
    }
}

#[test]
fn only_the_graph_names_the_store() {
    for module in [
        "records",
        "mapping",
        "derive",
        "publish",
        "catalogue",
        "validate",
        "export",
        "serve",
        "results",
    ] {
        never(module, &["oxigraph::store"]);
    }
}

#[test]
fn only_commands_print_and_none_of_the_library_looks_at_clock_or_environment() {
    for module in [
        "records",
        "mapping",
        "graph",
        "derive",
        "publish",
        "catalogue",
        "validate",
        "export",
        "serve",
        "results",
    ] {
        never(
            module,
            &[
                "println!",
                "eprintln!",
                "SystemTime",
                "std::env::var",
                "std::process",
            ],
        );
    }
}

#[test]
fn preflight_judges_without_network_files_and_clock() {
    let outside = [
        "ureq",
        "Instant",
        "std::fs",
        "File::",
        "crate::serve",
        "crate::evaluation",
    ];
    for (path, text) in sources("preflight") {
        let is_inside = !path.ends_with("fetch.rs") && !path.ends_with("site.rs");
        for word in outside.into_iter().filter(|_| is_inside) {
            assert!(
                !code(&text).contains(word),
                "{} uses {word}",
                path.display()
            );
        }
    }
    never(
        "preflight",
        &[
            "println!",
            "eprintln!",
            "SystemTime",
            "std::env::var",
            "std::process",
            "oxigraph::store",
            "crate::records",
            "crate::export",
            "crate::publish",
        ],
    );
}

#[test]
fn the_frozen_file_knows_nothing_of_queries() {
    never(
        "frozen",
        &[
            "crate::evaluation",
            "crate::results",
            "crate::serve",
            "spargebra",
        ],
    );
    never("evaluation", &["crate::serve", "crate::export", "axum"]);
}

#[test]
fn pages_and_descriptions_know_nothing_of_http_and_ask_no_queries() {
    for module in ["resource", "pages"] {
        never(
            module,
            &[
                "axum",
                "tokio",
                "crate::serve",
                "crate::evaluation",
                "crate::records",
                "spargebra",
            ],
        );
    }
    never("resource", &["crate::pages", "askama"]);
}

#[test]
fn a_site_of_files_knows_nothing_of_http() {
    never(
        "site",
        &[
            "axum",
            "crate::serve",
            "crate::export",
            "oxigraph::store",
            "println!",
            "SystemTime",
        ],
    );
    never("pages", &["crate::site"]);
    never("publish", &["crate::site", "crate::catalogue"]);
}

#[test]
fn searching_and_drawing_know_neither_graph_nor_http() {
    for module in ["search", "drawings"] {
        for (path, text) in sources(module) {
            let uses = code(&text).lines().any(|line| {
                line.contains("crate::") && !line.contains(&format!("crate::{module}"))
            });
            assert!(!uses, "{} uses another room", path.display());
        }
        never(module, &["axum", "oxigraph", "println!", "SystemTime"]);
    }
}

#[test]
fn differences_and_feeds_know_graphs_only() {
    for module in ["difference", "feed"] {
        never(
            module,
            &[
                "crate::records",
                "crate::mapping",
                "crate::export",
                "crate::config",
                "crate::serve",
                "crate::evaluation",
                "axum",
                "println!",
                "eprintln!",
                "SystemTime",
                "std::env::var",
                "std::process",
            ],
        );
    }
    never("difference", &["crate::feed", "crate::publish"]);
    never("publish", &["crate::feed", "crate::difference"]);
    never("frozen", &["crate::difference", "crate::feed"]);
}

#[test]
fn only_the_map_is_unsafe() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    for entry in fs::read_dir(&root).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            files.extend(sources(&name));
        } else {
            files.push((path.clone(), fs::read_to_string(path).unwrap()));
        }
    }
    let unsafe_files: Vec<_> = files
        .iter()
        .filter(|(_, text)| code(text).contains("unsafe {") || code(text).contains("unsafe impl"))
        .map(|(path, _)| path.strip_prefix(&root).unwrap().to_owned())
        .collect();
    assert_eq!(unsafe_files, [Path::new("frozen/map.rs")]);
}
