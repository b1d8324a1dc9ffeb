//! N-Triples and N-Quads, one statement per line, in the canonical form and order.
//!
//! <https://www.w3.org/TR/rdf-canon/#canonical-quads>: what comes in sorted goes out as the
//! document whose SHA-256 is the canonical hash.

use std::fmt::Display;
use std::io::{self, Write};

/// Writes triples or quads, each on its line.
///
/// # Errors
///
/// Those of the writer.
pub(super) fn write_lines(
    statements: impl Iterator<Item = impl Display>,
    mut out: impl Write,
) -> io::Result<()> {
    for statement in statements {
        writeln!(out, "{statement} .")?;
    }
    Ok(())
}
