//! Which files of a dataset hold records, of which class and in which format.

use std::fs;
use std::path::{Path, PathBuf};

use super::bytes::{unreadable, whole_file};
use crate::records::{Class, nearest};
use crate::report::{Finding, Report};

/// Deepest folder below the dataset's directory that is looked into.
const MAX_FOLDER_DEPTH: usize = 16;

/// How records are written, by the ending of the file's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Yaml,
    Json,
    JsonLines,
    Csv,
}

impl Format {
    pub(super) fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "yaml" | "yml" => Some(Self::Yaml),
            "json" => Some(Self::Json),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

/// The class that a file is named after, or the nearest folder that it is in.
pub(super) fn class_of(path: &Path) -> Option<Class> {
    Class::named(&path.file_stem()?.to_string_lossy()).or_else(|| {
        path.parent()?
            .components()
            .rev()
            .find_map(|folder| Class::named(folder.as_os_str().to_str()?))
    })
}

pub(super) fn unknown_class(path: &Path) -> Finding {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let names = || Class::ALL.iter().map(|class| class.plural());
    let remedy = match nearest(&stem, names()) {
        Some(near) => format!("did you mean {near}?"),
        None => format!(
            "name it, or a folder for it, after what it holds: {}",
            names().collect::<Vec<_>>().join(", ")
        ),
    };
    Finding::error("unknown-class", "the file's name tells no record class")
        .at(whole_file(path))
        .remedy(remedy)
}

/// Finds the files below a folder of a dataset, in the order of their names. What only looks like
/// records becomes a finding.
pub(super) fn find(
    directory: &Path,
    relative: &Path,
    depth: usize,
    found: &mut Vec<PathBuf>,
    report: &mut Report,
) {
    let here = directory.join(relative);
    let entries = match fs::read_dir(&here) {
        Ok(entries) => entries,
        Err(e) => {
            report.add(unreadable(&e).at(whole_file(relative)));
            return;
        }
    };
    let mut names: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.file_name()))
        .collect();
    names.sort();
    for name in names {
        let path = relative.join(&name);
        if name.to_str().is_some_and(|name| name.starts_with('.')) || holds_no_records(&path) {
            continue;
        }
        let Ok(metadata) = fs::symlink_metadata(directory.join(&path)) else {
            continue;
        };
        if metadata.is_dir() && Format::of(&path).is_none() {
            // A build that stands inside the dataset is no part of it.
            if directory.join(&path).join("SHA256SUMS").exists() {
                continue;
            }
            if depth + 1 >= MAX_FOLDER_DEPTH {
                report.add(
                    Finding::error(
                        "too-deep",
                        format!("folders nested deeper than {MAX_FOLDER_DEPTH}"),
                    )
                    .at(whole_file(&path))
                    .remedy("move the files up"),
                );
            } else {
                find(directory, &path, depth + 1, found, report);
            }
        } else if Format::of(&path).is_some() {
            found.push(path);
        } else if metadata.is_symlink() && directory.join(&path).is_dir() {
            report.add(
                Finding::warning("not-read", "a link to a folder is not followed")
                    .at(whole_file(&path))
                    .remedy("put the folder itself here, or links to its files"),
            );
        } else if let Some(class) = path
            .file_stem()
            .and_then(|stem| Class::named(stem.to_str()?))
        {
            report.add(
                Finding::warning(
                    "not-read",
                    format!("the file looks like {} but is not read", class.plural()),
                )
                .at(whole_file(&path))
                .remedy("save it as .yaml, .json, .jsonl or .csv"),
            );
        }
    }
}

/// Files and folders of a dataset that hold no records.
fn holds_no_records(relative: &Path) -> bool {
    matches!(
        relative.to_str(),
        Some("uppdrag.toml" | "identifiers.csv" | "releases.csv" | "README.md" | "queries")
    )
}

/// What stands where a file is expected, if it is none.
pub(super) fn not_a_plain_file(path: &Path) -> Option<Finding> {
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(e) => return Some(unreadable(&e)),
    };
    if metadata.is_file() {
        return None;
    }
    let what = if metadata.is_dir() {
        "a folder"
    } else {
        "no plain file"
    };
    Some(
        Finding::error(
            "not-a-file",
            format!("it is {what}, where a record file is expected"),
        )
        .remedy("rename it, or move it out of the dataset"),
    )
}
