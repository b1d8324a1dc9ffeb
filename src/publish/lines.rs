//! N-Triples and N-Quads, one statement per line, in the canonical form and order.
//!
//! What comes in sorted goes out as the document whose SHA-256 is the canonical hash.

use std::io::{self, Write};

use oxigraph::model::QuadRef;

use crate::graph::write_line;

/// Writes quads, each on its line; one of the default graph is a line of N-Triples.
///
/// # Errors
///
/// Those of the writer.
pub(super) fn write_lines<'a>(
    quads: impl Iterator<Item = QuadRef<'a>>,
    mut out: impl Write,
) -> io::Result<()> {
    for quad in quads {
        write_line(quad, &mut out)?;
    }
    Ok(())
}
