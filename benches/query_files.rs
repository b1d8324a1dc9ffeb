//! Queries of a folder.

use std::path::{Path, PathBuf};

/// Name and text of each `*.rq`, by name.
pub(crate) fn query_files(folder: &Path) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(folder).expect("the folder of the queries can be read");
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "rq"));
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let text = std::fs::read_to_string(&path).expect("a query can be read");
        (name.into_owned(), text)
    };
    paths.into_iter().map(read).collect()
}
