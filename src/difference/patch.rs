//! The difference as RDF Patch.

use std::io::{self, Write};

use super::{Difference, Stopped};
use crate::frozen::Views;

impl Difference<'_> {
    /// Writes [RDF Patch](https://afs.github.io/rdf-delta/rdf-patch.html): rows `D` and `A` with the quads
    /// to delete and to add, in one transaction.
    ///
    /// The patch is named after the graph that it leads to, and `prev` after the one that it begins
    /// with: `<urn:sha256:…>` with the SHA-256 of the canonical N-Quads. So patches of one build after
    /// the other form a chain. Rows come in canonical order, and each is a line of N-Quads behind its
    /// letter.
    ///
    /// # Errors
    ///
    /// Those of the writer, and an error of another kind if a graph cannot be read.
    pub fn write_patch(&self, out: &mut impl Write) -> io::Result<()> {
        let (old, new) = (self.old.frozen(), self.new.frozen());
        writeln!(out, "H id <urn:sha256:{}> .", new.canonical_hash())?;
        writeln!(out, "H prev <urn:sha256:{}> .", old.canonical_hash())?;
        out.write_all(b"TX .\n")?;
        if !self.is_empty() {
            let views = Views::of(old, new).map_err(io::Error::other)?;
            let written = views.compare().changed(|_, compared| {
                for (is_new, line) in compared.differing() {
                    out.write_all(if is_new { b"A " } else { b"D " })?;
                    out.write_all(line.text.as_bytes())?;
                }
                Ok::<(), Stopped>(())
            });
            written?;
        }
        out.write_all(b"TC .\n")
    }
}
