//! Names and media types of the formats, and the choice between them.

use std::fmt;

use oxigraph::io::{JsonLdProfileSet, RdfFormat};
use oxigraph::sparql::QueryResults;
use oxigraph::sparql::results::QueryResultsFormat;

use super::accept::{media_ranges, weight_of};

/// What a query gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResultsKind {
    /// Rows of a `SELECT`.
    Solutions,
    /// The truth value of an `ASK`.
    Boolean,
    /// Triples of a `CONSTRUCT` or `DESCRIBE`.
    Graph,
}

impl ResultsKind {
    /// Kind of these results.
    #[must_use]
    pub fn of(results: &QueryResults<'_>) -> Self {
        match results {
            QueryResults::Solutions(_) => Self::Solutions,
            QueryResults::Boolean(_) => Self::Boolean,
            QueryResults::Graph(_) => Self::Graph,
        }
    }

    /// Every format for this kind under each media type it is given for, the preferred first.
    #[must_use]
    pub const fn offers(self) -> &'static [(ResultsFormat, &'static str)] {
        match self {
            Self::Solutions | Self::Boolean => &[
                (ResultsFormat::Json, "application/sparql-results+json"),
                (ResultsFormat::Json, "application/json"),
                (ResultsFormat::Xml, "application/sparql-results+xml"),
                (ResultsFormat::Xml, "application/xml"),
                (ResultsFormat::Csv, "text/csv"),
                (ResultsFormat::Tsv, "text/tab-separated-values"),
                (ResultsFormat::Xml, "text/xml"),
                (ResultsFormat::Table, "text/plain"),
            ],
            Self::Graph => &[
                (ResultsFormat::Turtle, "text/turtle"),
                (ResultsFormat::NTriples, "application/n-triples"),
                (ResultsFormat::JsonLd, "application/ld+json"),
                (ResultsFormat::JsonLd, "application/json"),
                (ResultsFormat::RdfXml, "application/rdf+xml"),
                (ResultsFormat::RdfXml, "application/xml"),
                (ResultsFormat::RdfXml, "text/xml"),
                (ResultsFormat::NQuads, "application/n-quads"),
                (ResultsFormat::TriG, "application/trig"),
                (ResultsFormat::Table, "text/plain"),
            ],
        }
    }
}

impl fmt::Display for ResultsKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Solutions => "rows of a SELECT",
            Self::Boolean => "the answer of an ASK",
            Self::Graph => "triples of a CONSTRUCT or DESCRIBE",
        })
    }
}

/// A format of query results.
///
/// ```
/// use uppdrag::results::{ResultsFormat, ResultsKind};
///
/// assert_eq!(ResultsFormat::from_name("ttl"), Some(ResultsFormat::Turtle));
/// // In answer to triples, `json` is JSON-LD.
/// assert_eq!(ResultsFormat::Json.fitted(ResultsKind::Graph), Some(ResultsFormat::JsonLd));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ResultsFormat {
    /// Aligned columns for a reader.
    Table,
    /// SPARQL 1.1 Query Results JSON.
    Json,
    /// SPARQL Query Results XML.
    Xml,
    /// SPARQL 1.1 Query Results CSV.
    Csv,
    /// SPARQL 1.1 Query Results TSV.
    Tsv,
    /// Turtle.
    Turtle,
    /// N-Triples.
    NTriples,
    /// N-Quads.
    NQuads,
    /// `TriG`.
    TriG,
    /// RDF/XML.
    RdfXml,
    /// JSON-LD, expanded.
    JsonLd,
}

impl ResultsFormat {
    /// All formats.
    pub const ALL: [Self; 11] = [
        Self::Table,
        Self::Json,
        Self::Xml,
        Self::Csv,
        Self::Tsv,
        Self::Turtle,
        Self::NTriples,
        Self::NQuads,
        Self::TriG,
        Self::RdfXml,
        Self::JsonLd,
    ];

    /// Name on the command line and in `format=`; also the usual file extension.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Json => "json",
            Self::Xml => "xml",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Turtle => "ttl",
            Self::NTriples => "nt",
            Self::NQuads => "nq",
            Self::TriG => "trig",
            Self::RdfXml => "rdf",
            Self::JsonLd => "jsonld",
        }
    }

    /// The format of a name or of a media type, in any case of letters.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        let by_name = Self::ALL.into_iter().find(|format| {
            name == format.name() || name == format.media_type() || name == format.long_name()
        });
        by_name.or(match name.as_str() {
            "application/json" => Some(Self::Json),
            "application/xml" | "text/xml" => Some(Self::Xml),
            // What SPARQLWrapper calls them; Turtle is N3 as well.
            "rdf+xml" => Some(Self::RdfXml),
            "n3" | "text/n3" => Some(Self::Turtle),
            _ => None,
        })
    }

    /// Registered media type, without parameters.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Table => "text/plain",
            Self::Json => "application/sparql-results+json",
            Self::Xml => "application/sparql-results+xml",
            Self::Csv => "text/csv",
            Self::Tsv => "text/tab-separated-values",
            Self::Turtle => "text/turtle",
            Self::NTriples => "application/n-triples",
            Self::NQuads => "application/n-quads",
            Self::TriG => "application/trig",
            Self::RdfXml => "application/rdf+xml",
            Self::JsonLd => "application/ld+json",
        }
    }

    /// The format that this name stands for with results of this kind; `None` if it cannot carry
    /// them. `json` and `xml` become JSON-LD and RDF/XML for triples.
    #[must_use]
    pub const fn fitted(self, kind: ResultsKind) -> Option<Self> {
        match (self, kind) {
            (Self::Table, _)
            | (
                Self::Json | Self::Xml | Self::Csv | Self::Tsv,
                ResultsKind::Solutions | ResultsKind::Boolean,
            )
            | (
                Self::Turtle
                | Self::NTriples
                | Self::NQuads
                | Self::TriG
                | Self::RdfXml
                | Self::JsonLd,
                ResultsKind::Graph,
            ) => Some(self),
            (Self::Json, ResultsKind::Graph) => Some(Self::JsonLd),
            (Self::Xml, ResultsKind::Graph) => Some(Self::RdfXml),
            _ => None,
        }
    }

    /// Chooses by an `Accept` header (RFC 9110 §12.5.1): the format, and the media type under
    /// which the client takes it. `None` if it takes none of them. Without a header, or with one
    /// in which nothing can be read, the preferred format is chosen.
    ///
    /// ```
    /// use uppdrag::results::{ResultsFormat, ResultsKind};
    ///
    /// let chosen = ResultsFormat::negotiate(Some("text/csv;q=0.9, */*;q=0.1"), ResultsKind::Solutions);
    /// assert_eq!(chosen, Some((ResultsFormat::Csv, "text/csv")));
    /// ```
    #[must_use]
    pub fn negotiate(accept: Option<&str>, kind: ResultsKind) -> Option<(Self, &'static str)> {
        let ranges = accept.map(media_ranges).unwrap_or_default();
        let mut best = None;
        let mut best_weight = 0;
        for &offer in kind.offers() {
            let weight = if ranges.is_empty() {
                1000
            } else {
                weight_of(offer.1, &ranges)
            };
            if weight > best_weight {
                (best, best_weight) = (Some(offer), weight);
            }
        }
        best
    }

    const fn long_name(self) -> &'static str {
        match self {
            Self::Turtle => "turtle",
            Self::NTriples => "ntriples",
            Self::NQuads => "nquads",
            Self::RdfXml => "rdfxml",
            Self::JsonLd => "json-ld",
            _ => self.name(),
        }
    }

    pub(super) fn solutions_format(self) -> Option<QueryResultsFormat> {
        match self {
            Self::Json => Some(QueryResultsFormat::Json),
            Self::Xml => Some(QueryResultsFormat::Xml),
            Self::Csv => Some(QueryResultsFormat::Csv),
            Self::Tsv => Some(QueryResultsFormat::Tsv),
            _ => None,
        }
    }

    pub(super) fn rdf_format(self) -> Option<RdfFormat> {
        match self {
            Self::Turtle => Some(RdfFormat::Turtle),
            Self::NTriples => Some(RdfFormat::NTriples),
            Self::NQuads => Some(RdfFormat::NQuads),
            Self::TriG => Some(RdfFormat::TriG),
            Self::RdfXml => Some(RdfFormat::RdfXml),
            Self::JsonLd => Some(RdfFormat::JsonLd {
                profile: JsonLdProfileSet::default(),
            }),
            _ => None,
        }
    }
}

impl fmt::Display for ResultsFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KINDS: [ResultsKind; 3] = [
        ResultsKind::Solutions,
        ResultsKind::Boolean,
        ResultsKind::Graph,
    ];

    #[test]
    fn every_name_and_media_type_leads_back_to_its_format() {
        for format in ResultsFormat::ALL {
            assert_eq!(ResultsFormat::from_name(format.name()), Some(format));
            assert_eq!(
                ResultsFormat::from_name(&format.media_type().to_uppercase()),
                Some(format)
            );
        }
        assert_eq!(ResultsFormat::from_name("html"), None);
    }

    #[test]
    fn every_offer_fits_its_kind() {
        for kind in KINDS {
            for &(format, _) in kind.offers() {
                assert_eq!(format.fitted(kind), Some(format));
            }
        }
    }

    #[test]
    fn the_accept_header_decides() {
        let solutions = |accept| ResultsFormat::negotiate(accept, ResultsKind::Solutions);
        let graph = |accept| ResultsFormat::negotiate(accept, ResultsKind::Graph);
        let json = Some((ResultsFormat::Json, "application/sparql-results+json"));
        assert_eq!(solutions(None), json);
        assert_eq!(solutions(Some("*/*")), json);
        assert_eq!(solutions(Some("")), json);
        assert_eq!(
            solutions(Some("application/json")),
            Some((ResultsFormat::Json, "application/json"))
        );
        assert_eq!(
            solutions(Some("text/csv;q=0, text/*")),
            Some((ResultsFormat::Tsv, "text/tab-separated-values"))
        );
        assert_eq!(solutions(Some("text/html")), None);
        assert_eq!(solutions(Some("text/turtle, */*;q=0")), None);
        assert_eq!(graph(None), Some((ResultsFormat::Turtle, "text/turtle")));
        assert_eq!(
            graph(Some("application/rdf+xml, text/turtle;q=0.9")),
            Some((ResultsFormat::RdfXml, "application/rdf+xml"))
        );
    }

    proptest! {
        #[test]
        fn what_is_chosen_was_asked_for(accept in "[a-z/*;,=q.+ 0-9-]{0,80}") {
            for kind in KINDS {
                if let Some((format, media_type)) = ResultsFormat::negotiate(Some(&accept), kind) {
                    let ranges = media_ranges(&accept);
                    prop_assert!(ranges.is_empty() || weight_of(media_type, &ranges) > 0);
                    prop_assert_eq!(format.fitted(kind), Some(format));
                }
            }
        }
    }
}
