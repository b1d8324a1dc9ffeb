//! Media types of files.

/// Media type of a file by the last extension of its name; a compressed file has the type of its
/// compression, so that nobody unpacks it on the way.
#[must_use]
pub fn media_type_of(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "gz" => "application/gzip",
        "zst" => "application/zstd",
        "nt" => "application/n-triples",
        "nq" => "application/n-quads",
        "ttl" => "text/turtle",
        "trig" => "application/trig",
        "rdf" => "application/rdf+xml",
        "jsonld" => "application/ld+json",
        "json" => "application/json",
        "jsonl" => "application/jsonl",
        "xml" => "application/xml",
        "csv" => "text/csv",
        "tsv" => "text/tab-separated-values",
        "md" => "text/markdown",
        "html" => "text/html",
        "" | "txt" => "text/plain",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compressed_file_has_the_type_of_its_compression() {
        assert_eq!(media_type_of("a/all.nt.gz"), "application/gzip");
        assert_eq!(media_type_of("all.nq.zst"), "application/zstd");
        assert_eq!(media_type_of("v1.0/SHA256SUMS"), "text/plain");
        assert_eq!(media_type_of("x.bin"), "application/octet-stream");
    }
}
