//! The syntaxes of the dumps.

/// A syntax of RDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    JsonLd,
    RdfXml,
    NQuads,
    TriG,
    NTriples,
    Turtle,
}

impl Syntax {
    /// Those that take longest first.
    pub(super) const ALL: [Self; 6] = [
        Self::JsonLd,
        Self::RdfXml,
        Self::NQuads,
        Self::TriG,
        Self::NTriples,
        Self::Turtle,
    ];

    pub(super) fn extension(self) -> &'static str {
        match self {
            Self::JsonLd => "jsonld",
            Self::RdfXml => "rdf",
            Self::NQuads => "nq",
            Self::TriG => "trig",
            Self::NTriples => "nt",
            Self::Turtle => "ttl",
        }
    }

    /// Whether it holds named graphs.
    pub(super) fn has_graphs(self) -> bool {
        matches!(self, Self::NQuads | Self::TriG)
    }
}
