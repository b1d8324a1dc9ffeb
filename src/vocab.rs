//! Constants for every term that the program emits.
//!
//! The Turtle in `ontology/` is the source of the minted terms; a test holds these constants
//! equal to it, both ways. No other module writes an `http` string into the graph.

/// Prefix map (Turtle, TriG, RDF/XML, queries), sorted by prefix. The datasets' own base is not
/// in it: local names there hold a slash.
pub const PREFIXES: &[(&str, &str)] = &[
    ("bibo", "http://purl.org/ontology/bibo/"),
    ("cv", "http://data.europa.eu/m8g/"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dcatap", "http://data.europa.eu/r5r/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("edtf", "http://id.loc.gov/datatypes/edtf/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("org", "http://www.w3.org/ns/org#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("rico", "https://www.ica.org/standards/RiC/ontology#"),
    ("schema", "https://schema.org/"),
    ("sd", "http://www.w3.org/ns/sparql-service-description#"),
    ("sh", "http://www.w3.org/ns/shacl#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("spdx", "http://spdx.org/rdf/terms#"),
    ("upp", "https://w3id.org/uppdrag/ns#"),
    ("vann", "http://purl.org/vocab/vann/"),
    ("vcard", "http://www.w3.org/2006/vcard/ns#"),
    ("void", "http://rdfs.org/ns/void#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// A term of this module as a node.
#[expect(
    clippy::disallowed_methods,
    reason = "a test holds every constant to be an IRI"
)]
pub(crate) fn named_node(term: &str) -> oxigraph::model::NamedNode {
    oxigraph::model::NamedNode::new_unchecked(term)
}

/// Datatype of EDTF expressions (Library of Congress).
pub const EDTF: &str = "http://id.loc.gov/datatypes/edtf/EDTF";

/// Base of the built-in concepts and their schemes, the same for every dataset.
pub const CONCEPT_BASE: &str = "https://w3id.org/uppdrag/id/";

/// Our own terms (`ontology/uppdrag.ttl`).
pub mod upp {
    /// The namespace.
    pub const NAMESPACE: &str = "https://w3id.org/uppdrag/ns#";
    /// A task that one agent has given another.
    pub const MANDATE: &str = "https://w3id.org/uppdrag/ns#Mandate";
    /// A standing area of responsibility without a dated decision.
    pub const RESPONSIBILITY: &str = "https://w3id.org/uppdrag/ns#Responsibility";
    /// A statement that rests on placement, an ambiguous wording or a title.
    pub const READING: &str = "https://w3id.org/uppdrag/ns#Reading";
    /// Work that an agent does.
    pub const ACTIVITY: &str = "https://w3id.org/uppdrag/ns#Activity";
    /// An activity that maps or studies something.
    pub const SURVEY: &str = "https://w3id.org/uppdrag/ns#Survey";
    /// An activity in which an agency supervises others.
    pub const SUPERVISION: &str = "https://w3id.org/uppdrag/ns#Supervision";
    /// An activity that hands out funds.
    pub const FUND_DISTRIBUTION: &str = "https://w3id.org/uppdrag/ns#FundDistribution";
    /// A lasting, named forum.
    pub const NETWORK: &str = "https://w3id.org/uppdrag/ns#Network";
    /// What somebody found.
    pub const FINDING: &str = "https://w3id.org/uppdrag/ns#Finding";
    /// A total that the source states.
    pub const STATED_COUNT: &str = "https://w3id.org/uppdrag/ns#StatedCount";
    /// One line of a source.
    pub const SOURCE_PASSAGE: &str = "https://w3id.org/uppdrag/ns#SourcePassage";
    /// Whom a mandate is given to, as stated.
    pub const ASSIGNED_TO: &str = "https://w3id.org/uppdrag/ns#assignedTo";
    /// Every agency that holds a mandate; derived.
    pub const HELD_BY: &str = "https://w3id.org/uppdrag/ns#heldBy";
    /// The mandate that this one widens.
    pub const EXTENDS_MANDATE: &str = "https://w3id.org/uppdrag/ns#extendsMandate";
    /// The mandate under which work is done.
    pub const UNDER_MANDATE: &str = "https://w3id.org/uppdrag/ns#underMandate";
    /// What is to be done.
    pub const TASK: &str = "https://w3id.org/uppdrag/ns#task";
    /// May be the same thing; the source does not say.
    pub const POSSIBLY_SAME_AS: &str = "https://w3id.org/uppdrag/ns#possiblySameAs";
    /// Who runs a network.
    pub const RUN_BY: &str = "https://w3id.org/uppdrag/ns#runBy";
    /// How an activity was done.
    pub const METHOD: &str = "https://w3id.org/uppdrag/ns#method";
    /// Whom an activity asked.
    pub const RESPONDENT: &str = "https://w3id.org/uppdrag/ns#respondent";
    /// Whether several agents act jointly or each on their own.
    pub const JOINT_MODE: &str = "https://w3id.org/uppdrag/ns#jointMode";
    /// What is supervised.
    pub const SUPERVISES: &str = "https://w3id.org/uppdrag/ns#supervises";
    /// What funds are, or may be, used for.
    pub const FUNDS_PURPOSE: &str = "https://w3id.org/uppdrag/ns#fundsPurpose";
    /// What the outcome is to be used for.
    pub const INTENDED_USE: &str = "https://w3id.org/uppdrag/ns#intendedUse";
    /// The activity that a document reports.
    pub const DOCUMENTS: &str = "https://w3id.org/uppdrag/ns#documents";
    /// The agency under which a directory lists a document.
    pub const LISTED_UNDER: &str = "https://w3id.org/uppdrag/ns#listedUnder";
    /// Kind of document.
    pub const PUBLICATION_KIND: &str = "https://w3id.org/uppdrag/ns#publicationKind";
    /// Year part of a report number.
    pub const REPORT_NUMBER_YEAR: &str = "https://w3id.org/uppdrag/ns#reportNumberYear";
    /// Year printed in a title.
    pub const TITLE_YEAR: &str = "https://w3id.org/uppdrag/ns#titleYear";
    /// Whether the source summarises the document.
    pub const SUMMARY_IN_SOURCE: &str = "https://w3id.org/uppdrag/ns#summaryInSource";
    /// Whether the source offers the full text.
    pub const FULLTEXT_OFFERED: &str = "https://w3id.org/uppdrag/ns#fulltextOffered";
    /// What is listed is only a part.
    pub const NON_EXHAUSTIVE: &str = "https://w3id.org/uppdrag/ns#nonExhaustive";
    /// A period as an EDTF expression.
    pub const EDTF: &str = "https://w3id.org/uppdrag/ns#edtf";
    /// First day that a period can cover; derived.
    pub const EARLIEST_DATE: &str = "https://w3id.org/uppdrag/ns#earliestDate";
    /// Last day that a period can cover; derived.
    pub const LATEST_DATE: &str = "https://w3id.org/uppdrag/ns#latestDate";
    /// Whether an end is stated, open or not stated.
    pub const END_STATUS: &str = "https://w3id.org/uppdrag/ns#endStatus";
    /// The number stated.
    pub const COUNT: &str = "https://w3id.org/uppdrag/ns#count";
    /// What is counted.
    pub const COUNT_OF: &str = "https://w3id.org/uppdrag/ns#countOf";
    /// Whose total it is.
    pub const COUNT_FOR: &str = "https://w3id.org/uppdrag/ns#countFor";
    /// The activity that made a finding.
    pub const FOUND_BY: &str = "https://w3id.org/uppdrag/ns#foundBy";
    /// The source passage that states it.
    pub const STATED_IN: &str = "https://w3id.org/uppdrag/ns#statedIn";
    /// What a reading rests on.
    pub const BASIS: &str = "https://w3id.org/uppdrag/ns#basis";
    /// Line of a passage, counted from 1.
    pub const LINE: &str = "https://w3id.org/uppdrag/ns#line";
    /// Nearest heading at or above a passage.
    pub const HEADING: &str = "https://w3id.org/uppdrag/ns#heading";
    /// Line of that heading, counted from 1.
    pub const HEADING_LINE: &str = "https://w3id.org/uppdrag/ns#headingLine";
    /// Number of lines of a source.
    pub const LINE_COUNT: &str = "https://w3id.org/uppdrag/ns#lineCount";
    /// A property on which the source is silent.
    pub const NOT_STATED: &str = "https://w3id.org/uppdrag/ns#notStated";
    /// Kind of place.
    pub const PLACE_KIND: &str = "https://w3id.org/uppdrag/ns#placeKind";
    /// How sure a link is.
    pub const CONFIDENCE: &str = "https://w3id.org/uppdrag/ns#confidence";
}

/// RDF 1.1 Schema.
pub mod rdf {
    /// `rdf:type`
    pub const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
    /// `rdf:Statement`
    pub const STATEMENT: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#Statement";
    /// `rdf:subject`
    pub const SUBJECT: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#subject";
    /// `rdf:predicate`
    pub const PREDICATE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate";
    /// `rdf:object`
    pub const OBJECT: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#object";
}

/// RDF Schema 1.1.
pub mod rdfs {
    /// `rdfs:label`
    pub const LABEL: &str = "http://www.w3.org/2000/01/rdf-schema#label";
    /// `rdfs:comment`
    pub const COMMENT: &str = "http://www.w3.org/2000/01/rdf-schema#comment";
    /// `rdfs:isDefinedBy`
    pub const IS_DEFINED_BY: &str = "http://www.w3.org/2000/01/rdf-schema#isDefinedBy";
    /// `rdfs:seeAlso`
    pub const SEE_ALSO: &str = "http://www.w3.org/2000/01/rdf-schema#seeAlso";
    /// `rdfs:subClassOf`
    pub const SUB_CLASS_OF: &str = "http://www.w3.org/2000/01/rdf-schema#subClassOf";
    /// `rdfs:subPropertyOf`
    pub const SUB_PROPERTY_OF: &str = "http://www.w3.org/2000/01/rdf-schema#subPropertyOf";
}

/// OWL 2.
pub mod owl {
    /// `owl:Class`
    pub const CLASS: &str = "http://www.w3.org/2002/07/owl#Class";
    /// `owl:ObjectProperty`
    pub const OBJECT_PROPERTY: &str = "http://www.w3.org/2002/07/owl#ObjectProperty";
    /// `owl:DatatypeProperty`
    pub const DATATYPE_PROPERTY: &str = "http://www.w3.org/2002/07/owl#DatatypeProperty";
    /// `owl:deprecated`
    pub const DEPRECATED: &str = "http://www.w3.org/2002/07/owl#deprecated";
    /// `owl:Ontology`
    pub const ONTOLOGY: &str = "http://www.w3.org/2002/07/owl#Ontology";
    /// `owl:sameAs`
    pub const SAME_AS: &str = "http://www.w3.org/2002/07/owl#sameAs";
    /// `owl:NegativePropertyAssertion`
    pub const NEGATIVE_PROPERTY_ASSERTION: &str =
        "http://www.w3.org/2002/07/owl#NegativePropertyAssertion";
    /// `owl:sourceIndividual`
    pub const SOURCE_INDIVIDUAL: &str = "http://www.w3.org/2002/07/owl#sourceIndividual";
    /// `owl:assertionProperty`
    pub const ASSERTION_PROPERTY: &str = "http://www.w3.org/2002/07/owl#assertionProperty";
    /// `owl:targetIndividual`
    pub const TARGET_INDIVIDUAL: &str = "http://www.w3.org/2002/07/owl#targetIndividual";
    /// `owl:versionIRI`
    pub const VERSION_IRI: &str = "http://www.w3.org/2002/07/owl#versionIRI";
    /// `owl:versionInfo`
    pub const VERSION_INFO: &str = "http://www.w3.org/2002/07/owl#versionInfo";
}

/// XML Schema datatypes.
pub mod xsd {
    /// `xsd:anyURI`
    pub const ANY_URI: &str = "http://www.w3.org/2001/XMLSchema#anyURI";
    /// `xsd:string`
    pub const STRING: &str = "http://www.w3.org/2001/XMLSchema#string";
    /// `xsd:boolean`
    pub const BOOLEAN: &str = "http://www.w3.org/2001/XMLSchema#boolean";
    /// `xsd:integer`
    pub const INTEGER: &str = "http://www.w3.org/2001/XMLSchema#integer";
    /// `xsd:date`
    pub const DATE: &str = "http://www.w3.org/2001/XMLSchema#date";
    /// `xsd:gYear`
    pub const G_YEAR: &str = "http://www.w3.org/2001/XMLSchema#gYear";
    /// `xsd:gYearMonth`
    pub const G_YEAR_MONTH: &str = "http://www.w3.org/2001/XMLSchema#gYearMonth";
    /// `xsd:nonNegativeInteger`
    pub const NON_NEGATIVE_INTEGER: &str = "http://www.w3.org/2001/XMLSchema#nonNegativeInteger";
    /// `xsd:hexBinary`
    pub const HEX_BINARY: &str = "http://www.w3.org/2001/XMLSchema#hexBinary";
}

/// SKOS.
pub mod skos {
    /// `skos:Concept`
    pub const CONCEPT: &str = "http://www.w3.org/2004/02/skos/core#Concept";
    /// `skos:ConceptScheme`
    pub const CONCEPT_SCHEME: &str = "http://www.w3.org/2004/02/skos/core#ConceptScheme";
    /// `skos:prefLabel`
    pub const PREF_LABEL: &str = "http://www.w3.org/2004/02/skos/core#prefLabel";
    /// `skos:altLabel`
    pub const ALT_LABEL: &str = "http://www.w3.org/2004/02/skos/core#altLabel";
    /// `skos:definition`
    pub const DEFINITION: &str = "http://www.w3.org/2004/02/skos/core#definition";
    /// `skos:editorialNote`
    pub const EDITORIAL_NOTE: &str = "http://www.w3.org/2004/02/skos/core#editorialNote";
    /// `skos:inScheme`
    pub const IN_SCHEME: &str = "http://www.w3.org/2004/02/skos/core#inScheme";
    /// `skos:broader`
    pub const BROADER: &str = "http://www.w3.org/2004/02/skos/core#broader";
    /// `skos:related`
    pub const RELATED: &str = "http://www.w3.org/2004/02/skos/core#related";
    /// `skos:closeMatch`
    pub const CLOSE_MATCH: &str = "http://www.w3.org/2004/02/skos/core#closeMatch";
    /// `skos:exactMatch`
    pub const EXACT_MATCH: &str = "http://www.w3.org/2004/02/skos/core#exactMatch";
    /// `skos:notation`
    pub const NOTATION: &str = "http://www.w3.org/2004/02/skos/core#notation";
}

/// DCMI Metadata Terms.
pub mod dcterms {
    /// `dcterms:title`
    pub const TITLE: &str = "http://purl.org/dc/terms/title";
    /// `dcterms:alternative`
    pub const ALTERNATIVE: &str = "http://purl.org/dc/terms/alternative";
    /// `dcterms:description`
    pub const DESCRIPTION: &str = "http://purl.org/dc/terms/description";
    /// `dcterms:subject`
    pub const SUBJECT: &str = "http://purl.org/dc/terms/subject";
    /// `dcterms:audience`
    pub const AUDIENCE: &str = "http://purl.org/dc/terms/audience";
    /// `dcterms:spatial`
    pub const SPATIAL: &str = "http://purl.org/dc/terms/spatial";
    /// `dcterms:temporal`
    pub const TEMPORAL: &str = "http://purl.org/dc/terms/temporal";
    /// `dcterms:issued`
    pub const ISSUED: &str = "http://purl.org/dc/terms/issued";
    /// `dcterms:identifier`
    pub const IDENTIFIER: &str = "http://purl.org/dc/terms/identifier";
    /// `dcterms:isPartOf`
    pub const IS_PART_OF: &str = "http://purl.org/dc/terms/isPartOf";
    /// `dcterms:isReferencedBy`
    pub const IS_REFERENCED_BY: &str = "http://purl.org/dc/terms/isReferencedBy";
    /// `dcterms:creator`
    pub const CREATOR: &str = "http://purl.org/dc/terms/creator";
    /// `dcterms:publisher`
    pub const PUBLISHER: &str = "http://purl.org/dc/terms/publisher";
    /// `dcterms:contributor`
    pub const CONTRIBUTOR: &str = "http://purl.org/dc/terms/contributor";
    /// `dcterms:date`
    pub const DATE: &str = "http://purl.org/dc/terms/date";
    /// `dcterms:isReplacedBy`
    pub const IS_REPLACED_BY: &str = "http://purl.org/dc/terms/isReplacedBy";
    /// `dcterms:source`
    pub const SOURCE: &str = "http://purl.org/dc/terms/source";
    /// `dcterms:language`
    pub const LANGUAGE: &str = "http://purl.org/dc/terms/language";
    /// `dcterms:isVersionOf`
    pub const IS_VERSION_OF: &str = "http://purl.org/dc/terms/isVersionOf";
    /// `dcterms:PeriodOfTime`
    pub const PERIOD_OF_TIME: &str = "http://purl.org/dc/terms/PeriodOfTime";
    /// `dcterms:Location`
    pub const LOCATION: &str = "http://purl.org/dc/terms/Location";
    /// `dcterms:license`
    pub const LICENSE: &str = "http://purl.org/dc/terms/license";
    /// `dcterms:LicenseDocument`
    pub const LICENSE_DOCUMENT: &str = "http://purl.org/dc/terms/LicenseDocument";
    /// `dcterms:format`
    pub const FORMAT: &str = "http://purl.org/dc/terms/format";
    /// `dcterms:MediaType`
    pub const MEDIA_TYPE: &str = "http://purl.org/dc/terms/MediaType";
    /// `dcterms:MediaTypeOrExtent`
    pub const MEDIA_TYPE_OR_EXTENT: &str = "http://purl.org/dc/terms/MediaTypeOrExtent";
    /// `dcterms:modified`
    pub const MODIFIED: &str = "http://purl.org/dc/terms/modified";
    /// `dcterms:accessRights`
    pub const ACCESS_RIGHTS: &str = "http://purl.org/dc/terms/accessRights";
    /// `dcterms:RightsStatement`
    pub const RIGHTS_STATEMENT: &str = "http://purl.org/dc/terms/RightsStatement";
    /// `dcterms:accrualPeriodicity`
    pub const ACCRUAL_PERIODICITY: &str = "http://purl.org/dc/terms/accrualPeriodicity";
    /// `dcterms:Frequency`
    pub const FREQUENCY: &str = "http://purl.org/dc/terms/Frequency";
    /// `dcterms:LinguisticSystem`
    pub const LINGUISTIC_SYSTEM: &str = "http://purl.org/dc/terms/LinguisticSystem";
    /// `dcterms:conformsTo`
    pub const CONFORMS_TO: &str = "http://purl.org/dc/terms/conformsTo";
    /// `dcterms:Standard`
    pub const STANDARD: &str = "http://purl.org/dc/terms/Standard";
    /// `dcterms:provenance`
    pub const PROVENANCE: &str = "http://purl.org/dc/terms/provenance";
    /// `dcterms:ProvenanceStatement`
    pub const PROVENANCE_STATEMENT: &str = "http://purl.org/dc/terms/ProvenanceStatement";
    /// `dcterms:type`
    pub const TYPE: &str = "http://purl.org/dc/terms/type";
}

/// DCAT 3.
pub mod dcat {
    /// `dcat:startDate`
    pub const START_DATE: &str = "http://www.w3.org/ns/dcat#startDate";
    /// `dcat:endDate`
    pub const END_DATE: &str = "http://www.w3.org/ns/dcat#endDate";
    /// `dcat:Catalog`
    pub const CATALOG: &str = "http://www.w3.org/ns/dcat#Catalog";
    /// `dcat:Dataset`
    pub const DATASET_CLASS: &str = "http://www.w3.org/ns/dcat#Dataset";
    /// `dcat:Distribution`
    pub const DISTRIBUTION_CLASS: &str = "http://www.w3.org/ns/dcat#Distribution";
    /// `dcat:DataService`
    pub const DATA_SERVICE: &str = "http://www.w3.org/ns/dcat#DataService";
    /// `dcat:dataset`
    pub const DATASET: &str = "http://www.w3.org/ns/dcat#dataset";
    /// `dcat:service`
    pub const SERVICE: &str = "http://www.w3.org/ns/dcat#service";
    /// `dcat:distribution`
    pub const DISTRIBUTION: &str = "http://www.w3.org/ns/dcat#distribution";
    /// `dcat:accessService`
    pub const ACCESS_SERVICE: &str = "http://www.w3.org/ns/dcat#accessService";
    /// `dcat:accessURL`
    pub const ACCESS_URL: &str = "http://www.w3.org/ns/dcat#accessURL";
    /// `dcat:downloadURL`
    pub const DOWNLOAD_URL: &str = "http://www.w3.org/ns/dcat#downloadURL";
    /// `dcat:mediaType`
    pub const MEDIA_TYPE: &str = "http://www.w3.org/ns/dcat#mediaType";
    /// `dcat:byteSize`
    pub const BYTE_SIZE: &str = "http://www.w3.org/ns/dcat#byteSize";
    /// `dcat:theme`
    pub const THEME: &str = "http://www.w3.org/ns/dcat#theme";
    /// `dcat:themeTaxonomy`
    pub const THEME_TAXONOMY: &str = "http://www.w3.org/ns/dcat#themeTaxonomy";
    /// `dcat:keyword`
    pub const KEYWORD: &str = "http://www.w3.org/ns/dcat#keyword";
    /// `dcat:contactPoint`
    pub const CONTACT_POINT: &str = "http://www.w3.org/ns/dcat#contactPoint";
    /// `dcat:version`
    pub const VERSION: &str = "http://www.w3.org/ns/dcat#version";
    /// `dcat:landingPage`
    pub const LANDING_PAGE: &str = "http://www.w3.org/ns/dcat#landingPage";
    /// `dcat:endpointURL`
    pub const ENDPOINT_URL: &str = "http://www.w3.org/ns/dcat#endpointURL";
    /// `dcat:endpointDescription`
    pub const ENDPOINT_DESCRIPTION: &str = "http://www.w3.org/ns/dcat#endpointDescription";
    /// `dcat:servesDataset`
    pub const SERVES_DATASET: &str = "http://www.w3.org/ns/dcat#servesDataset";
}

/// FOAF.
pub mod foaf {
    /// `foaf:Agent`
    pub const AGENT: &str = "http://xmlns.com/foaf/0.1/Agent";
    /// `foaf:Group`
    pub const GROUP: &str = "http://xmlns.com/foaf/0.1/Group";
    /// `foaf:Document`
    pub const DOCUMENT: &str = "http://xmlns.com/foaf/0.1/Document";
    /// `foaf:member`
    pub const MEMBER: &str = "http://xmlns.com/foaf/0.1/member";
    /// `foaf:homepage`
    pub const HOMEPAGE: &str = "http://xmlns.com/foaf/0.1/homepage";
    /// `foaf:page`
    pub const PAGE: &str = "http://xmlns.com/foaf/0.1/page";
    /// `foaf:primaryTopic`
    pub const PRIMARY_TOPIC: &str = "http://xmlns.com/foaf/0.1/primaryTopic";
    /// `foaf:Person`
    pub const PERSON: &str = "http://xmlns.com/foaf/0.1/Person";
    /// `foaf:Organization`
    pub const ORGANIZATION: &str = "http://xmlns.com/foaf/0.1/Organization";
    /// `foaf:name`
    pub const NAME: &str = "http://xmlns.com/foaf/0.1/name";
}

/// The W3C Organization Ontology.
pub mod org {
    /// `org:OrganizationalCollaboration`
    pub const ORGANIZATIONAL_COLLABORATION: &str =
        "http://www.w3.org/ns/org#OrganizationalCollaboration";
    /// `org:Post`
    pub const POST: &str = "http://www.w3.org/ns/org#Post";
    /// `org:classification`
    pub const CLASSIFICATION: &str = "http://www.w3.org/ns/org#classification";
    /// `org:purpose`
    pub const PURPOSE: &str = "http://www.w3.org/ns/org#purpose";
    /// `org:hasMember`
    pub const HAS_MEMBER: &str = "http://www.w3.org/ns/org#hasMember";
    /// `org:hasPost`
    pub const HAS_POST: &str = "http://www.w3.org/ns/org#hasPost";
    /// `org:role`
    pub const ROLE: &str = "http://www.w3.org/ns/org#role";
    /// `org:subOrganizationOf`
    pub const SUB_ORGANIZATION_OF: &str = "http://www.w3.org/ns/org#subOrganizationOf";
}

/// Core Public Organisation Vocabulary (CPOV).
pub mod cv {
    /// `cv:PublicOrganisation`
    pub const PUBLIC_ORGANISATION: &str = "http://data.europa.eu/m8g/PublicOrganisation";
}

/// Records in Contexts (RiC-O).
pub mod rico {
    /// `rico:issuedBy`
    pub const ISSUED_BY: &str = "https://www.ica.org/standards/RiC/ontology#issuedBy";
}

/// PROV-O.
pub mod prov {
    /// `prov:Association`
    pub const ASSOCIATION: &str = "http://www.w3.org/ns/prov#Association";
    /// `prov:wasAssociatedWith`
    pub const WAS_ASSOCIATED_WITH: &str = "http://www.w3.org/ns/prov#wasAssociatedWith";
    /// `prov:qualifiedAssociation`
    pub const QUALIFIED_ASSOCIATION: &str = "http://www.w3.org/ns/prov#qualifiedAssociation";
    /// `prov:agent`
    pub const AGENT: &str = "http://www.w3.org/ns/prov#agent";
    /// `prov:hadRole`
    pub const HAD_ROLE: &str = "http://www.w3.org/ns/prov#hadRole";
    /// `prov:wasInformedBy`
    pub const WAS_INFORMED_BY: &str = "http://www.w3.org/ns/prov#wasInformedBy";
    /// `prov:wasGeneratedBy`
    pub const WAS_GENERATED_BY: &str = "http://www.w3.org/ns/prov#wasGeneratedBy";
}

/// Bibliographic Ontology.
pub mod bibo {
    /// `bibo:Document`
    pub const DOCUMENT: &str = "http://purl.org/ontology/bibo/Document";
    /// `bibo:Report`
    pub const REPORT: &str = "http://purl.org/ontology/bibo/Report";
    /// `bibo:number`
    pub const NUMBER: &str = "http://purl.org/ontology/bibo/number";
}

/// schema.org; always `https`.
pub mod schema {
    /// `schema:target`
    pub const TARGET: &str = "https://schema.org/target";
    /// `schema:contentUrl`
    pub const CONTENT_URL: &str = "https://schema.org/contentUrl";
    /// `schema:position`
    pub const POSITION: &str = "https://schema.org/position";
    /// `schema:sameAs`
    pub const SAME_AS: &str = "https://schema.org/sameAs";
}

/// SPARQL 1.1 Service Description.
pub mod sd {
    /// `sd:Service`
    pub const SERVICE: &str = "http://www.w3.org/ns/sparql-service-description#Service";
    /// `sd:Dataset`
    pub const DATASET: &str = "http://www.w3.org/ns/sparql-service-description#Dataset";
    /// `sd:Graph`
    pub const GRAPH_CLASS: &str = "http://www.w3.org/ns/sparql-service-description#Graph";
    /// `sd:NamedGraph`
    pub const NAMED_GRAPH_CLASS: &str =
        "http://www.w3.org/ns/sparql-service-description#NamedGraph";
    /// `sd:endpoint`
    pub const ENDPOINT: &str = "http://www.w3.org/ns/sparql-service-description#endpoint";
    /// `sd:supportedLanguage`
    pub const SUPPORTED_LANGUAGE: &str =
        "http://www.w3.org/ns/sparql-service-description#supportedLanguage";
    /// `sd:SPARQL11Query`
    pub const SPARQL11_QUERY: &str =
        "http://www.w3.org/ns/sparql-service-description#SPARQL11Query";
    /// `sd:resultFormat`
    pub const RESULT_FORMAT: &str = "http://www.w3.org/ns/sparql-service-description#resultFormat";
    /// `sd:feature`
    pub const FEATURE: &str = "http://www.w3.org/ns/sparql-service-description#feature";
    /// `sd:UnionDefaultGraph`
    pub const UNION_DEFAULT_GRAPH: &str =
        "http://www.w3.org/ns/sparql-service-description#UnionDefaultGraph";
    /// `sd:BasicFederatedQuery`
    pub const BASIC_FEDERATED_QUERY: &str =
        "http://www.w3.org/ns/sparql-service-description#BasicFederatedQuery";
    /// `sd:defaultEntailmentRegime`
    pub const DEFAULT_ENTAILMENT_REGIME: &str =
        "http://www.w3.org/ns/sparql-service-description#defaultEntailmentRegime";
    /// `sd:defaultDataset`
    pub const DEFAULT_DATASET: &str =
        "http://www.w3.org/ns/sparql-service-description#defaultDataset";
    /// `sd:defaultGraph`
    pub const DEFAULT_GRAPH: &str = "http://www.w3.org/ns/sparql-service-description#defaultGraph";
    /// `sd:namedGraph`
    pub const NAMED_GRAPH: &str = "http://www.w3.org/ns/sparql-service-description#namedGraph";
    /// `sd:name`
    pub const NAME: &str = "http://www.w3.org/ns/sparql-service-description#name";
    /// `sd:graph`
    pub const GRAPH: &str = "http://www.w3.org/ns/sparql-service-description#graph";
}

/// `VoID`, the Vocabulary of Interlinked Datasets.
pub mod void {
    /// `void:Dataset`
    pub const DATASET: &str = "http://rdfs.org/ns/void#Dataset";
    /// `void:DatasetDescription`
    pub const DATASET_DESCRIPTION: &str = "http://rdfs.org/ns/void#DatasetDescription";
    /// `void:sparqlEndpoint`
    pub const SPARQL_ENDPOINT: &str = "http://rdfs.org/ns/void#sparqlEndpoint";
    /// `void:dataDump`
    pub const DATA_DUMP: &str = "http://rdfs.org/ns/void#dataDump";
    /// `void:uriSpace`
    pub const URI_SPACE: &str = "http://rdfs.org/ns/void#uriSpace";
    /// `void:exampleResource`
    pub const EXAMPLE_RESOURCE: &str = "http://rdfs.org/ns/void#exampleResource";
    /// `void:vocabulary`
    pub const VOCABULARY: &str = "http://rdfs.org/ns/void#vocabulary";
    /// `void:feature`
    pub const FEATURE: &str = "http://rdfs.org/ns/void#feature";
    /// `void:triples`
    pub const TRIPLES: &str = "http://rdfs.org/ns/void#triples";
    /// `void:entities`
    pub const ENTITIES: &str = "http://rdfs.org/ns/void#entities";
    /// `void:classes`
    pub const CLASSES: &str = "http://rdfs.org/ns/void#classes";
    /// `void:properties`
    pub const PROPERTIES: &str = "http://rdfs.org/ns/void#properties";
    /// `void:distinctSubjects`
    pub const DISTINCT_SUBJECTS: &str = "http://rdfs.org/ns/void#distinctSubjects";
    /// `void:distinctObjects`
    pub const DISTINCT_OBJECTS: &str = "http://rdfs.org/ns/void#distinctObjects";
    /// `void:classPartition`
    pub const CLASS_PARTITION: &str = "http://rdfs.org/ns/void#classPartition";
    /// `void:propertyPartition`
    pub const PROPERTY_PARTITION: &str = "http://rdfs.org/ns/void#propertyPartition";
    /// `void:class`
    pub const CLASS: &str = "http://rdfs.org/ns/void#class";
    /// `void:property`
    pub const PROPERTY: &str = "http://rdfs.org/ns/void#property";
}

/// SHACL: queries that can be run, and prefixes.
pub mod sh {
    /// `sh:SPARQLExecutable`
    pub const SPARQL_EXECUTABLE: &str = "http://www.w3.org/ns/shacl#SPARQLExecutable";
    /// `sh:SPARQLSelectExecutable`
    pub const SPARQL_SELECT_EXECUTABLE: &str = "http://www.w3.org/ns/shacl#SPARQLSelectExecutable";
    /// `sh:SPARQLAskExecutable`
    pub const SPARQL_ASK_EXECUTABLE: &str = "http://www.w3.org/ns/shacl#SPARQLAskExecutable";
    /// `sh:SPARQLConstructExecutable`
    pub const SPARQL_CONSTRUCT_EXECUTABLE: &str =
        "http://www.w3.org/ns/shacl#SPARQLConstructExecutable";
    /// `sh:select`
    pub const SELECT: &str = "http://www.w3.org/ns/shacl#select";
    /// `sh:ask`
    pub const ASK: &str = "http://www.w3.org/ns/shacl#ask";
    /// `sh:construct`
    pub const CONSTRUCT: &str = "http://www.w3.org/ns/shacl#construct";
    /// `sh:prefixes`
    pub const PREFIXES: &str = "http://www.w3.org/ns/shacl#prefixes";
    /// `sh:declare`
    pub const DECLARE: &str = "http://www.w3.org/ns/shacl#declare";
    /// `sh:prefix`
    pub const PREFIX: &str = "http://www.w3.org/ns/shacl#prefix";
    /// `sh:namespace`
    pub const NAMESPACE: &str = "http://www.w3.org/ns/shacl#namespace";
}

/// Unique URIs for File Formats (W3C).
pub mod formats {
    /// `formats:SPARQL_Results_JSON`
    pub const SPARQL_RESULTS_JSON: &str = "http://www.w3.org/ns/formats/SPARQL_Results_JSON";
    /// `formats:SPARQL_Results_XML`
    pub const SPARQL_RESULTS_XML: &str = "http://www.w3.org/ns/formats/SPARQL_Results_XML";
    /// `formats:SPARQL_Results_CSV`
    pub const SPARQL_RESULTS_CSV: &str = "http://www.w3.org/ns/formats/SPARQL_Results_CSV";
    /// `formats:SPARQL_Results_TSV`
    pub const SPARQL_RESULTS_TSV: &str = "http://www.w3.org/ns/formats/SPARQL_Results_TSV";
    /// `formats:Turtle`
    pub const TURTLE: &str = "http://www.w3.org/ns/formats/Turtle";
    /// `formats:N-Triples`
    pub const N_TRIPLES: &str = "http://www.w3.org/ns/formats/N-Triples";
    /// `formats:N-Quads`
    pub const N_QUADS: &str = "http://www.w3.org/ns/formats/N-Quads";
    /// `formats:TriG`
    pub const TRIG: &str = "http://www.w3.org/ns/formats/TriG";
    /// `formats:RDF_XML`
    pub const RDF_XML: &str = "http://www.w3.org/ns/formats/RDF_XML";
    /// `formats:JSON-LD`
    pub const JSON_LD: &str = "http://www.w3.org/ns/formats/JSON-LD";
}

/// The simple entailment regime: nothing is inferred when a query is answered.
pub const SIMPLE_ENTAILMENT: &str = "http://www.w3.org/ns/entailment/Simple";

/// DCAT-AP (European Union).
pub mod dcatap {
    /// `dcatap:availability`
    pub const AVAILABILITY: &str = "http://data.europa.eu/r5r/availability";
    /// `dcatap:applicableLegislation`
    pub const APPLICABLE_LEGISLATION: &str = "http://data.europa.eu/r5r/applicableLegislation";
    /// `dcatap:hvdCategory`
    pub const HVD_CATEGORY: &str = "http://data.europa.eu/r5r/hvdCategory";
}

/// SPDX: checksums.
pub mod spdx {
    /// `spdx:Checksum`
    pub const CHECKSUM_CLASS: &str = "http://spdx.org/rdf/terms#Checksum";
    /// `spdx:checksum`
    pub const CHECKSUM: &str = "http://spdx.org/rdf/terms#checksum";
    /// `spdx:checksumValue`
    pub const CHECKSUM_VALUE: &str = "http://spdx.org/rdf/terms#checksumValue";
    /// `spdx:ChecksumAlgorithm`
    pub const CHECKSUM_ALGORITHM: &str = "http://spdx.org/rdf/terms#ChecksumAlgorithm";
    /// `spdx:algorithm`
    pub const ALGORITHM: &str = "http://spdx.org/rdf/terms#algorithm";
    /// `spdx:checksumAlgorithm_sha1`, the only one that DCAT-AP 2.1.1 and DCAT-AP-SE take.
    pub const SHA1: &str = "http://spdx.org/rdf/terms#checksumAlgorithm_sha1";
}

/// vCard: whom to ask.
pub mod vcard {
    /// `vcard:Kind`
    pub const KIND: &str = "http://www.w3.org/2006/vcard/ns#Kind";
    /// `vcard:Organization`
    pub const ORGANIZATION: &str = "http://www.w3.org/2006/vcard/ns#Organization";
    /// `vcard:fn`
    pub const FN: &str = "http://www.w3.org/2006/vcard/ns#fn";
    /// `vcard:hasEmail`
    pub const HAS_EMAIL: &str = "http://www.w3.org/2006/vcard/ns#hasEmail";
}

/// European legislation (ELI).
pub mod eli {
    /// `eli:LegalResource`
    pub const LEGAL_RESOURCE: &str = "http://data.europa.eu/eli/ontology#LegalResource";
    /// The regulation that lists the high-value datasets.
    pub const HIGH_VALUE_DATASETS: &str = "http://data.europa.eu/eli/reg_impl/2023/138/oj";
}

/// Lists of codes from which a catalogue takes its values: a value is the list, `/` and its code.
pub mod authority {
    /// Themes of datasets.
    pub const DATA_THEME: &str = "http://publications.europa.eu/resource/authority/data-theme";
    /// Kinds of datasets.
    pub const DATASET_TYPE: &str = "http://publications.europa.eu/resource/authority/dataset-type";
    /// File types.
    pub const FILE_TYPE: &str = "http://publications.europa.eu/resource/authority/file-type";
    /// How often a dataset changes.
    pub const FREQUENCY: &str = "http://publications.europa.eu/resource/authority/frequency";
    /// Languages.
    pub const LANGUAGE: &str = "http://publications.europa.eu/resource/authority/language";
    /// How long a distribution is meant to stay.
    pub const AVAILABILITY: &str =
        "http://publications.europa.eu/resource/authority/planned-availability";
    /// Who may have a dataset.
    pub const ACCESS_RIGHT: &str = "http://publications.europa.eu/resource/authority/access-right";
    /// Media types (IANA).
    pub const MEDIA_TYPE: &str = "https://www.iana.org/assignments/media-types";
    /// Kinds of publishers (ADMS).
    pub const PUBLISHER_TYPE: &str = "http://purl.org/adms/publishertype";
    /// The list of the kinds of publishers as a whole.
    pub const PUBLISHER_TYPES: &str = "http://purl.org/adms/publishertype/1.0";
    /// Categories of high-value datasets.
    pub const HIGH_VALUE: &str = "http://data.europa.eu/bna";
    /// The list of the categories of high-value datasets as a whole.
    pub const HIGH_VALUE_CATEGORIES: &str = "http://data.europa.eu/bna/asd487ae75";
    /// CC0 1.0, which DCAT-AP-SE asks of every catalogue as such, in the form of its code list.
    pub const CC0: &str = "http://creativecommons.org/publicdomain/zero/1.0/";
    /// Sweden, as `GeoNames` names it itself: <https://www.geonames.org/ontology/documentation.html>
    pub const SWEDEN: &str = "https://sws.geonames.org/2661886/";
    /// Publishers with a Swedish organisation number, as dataportal.se merges them.
    pub const DATAPORTAL_ORGANISATION: &str = "http://dataportal.se/organisation/SE";
    /// The SPARQL 1.1 protocol.
    pub const SPARQL_PROTOCOL: &str = "https://www.w3.org/TR/sparql11-protocol/";
    /// The OWL 2 Web Ontology Language.
    pub const OWL_2: &str = "https://www.w3.org/TR/owl2-overview/";
}

/// Activity Streams 2.0: what happened, and when it was told.
pub mod activity {
    /// The namespace.
    pub const NAMESPACE: &str = "https://www.w3.org/ns/activitystreams#";
    /// `as:Create`
    pub const CREATE: &str = "https://www.w3.org/ns/activitystreams#Create";
    /// `as:Update`
    pub const UPDATE: &str = "https://www.w3.org/ns/activitystreams#Update";
    /// `as:Delete`
    pub const DELETE: &str = "https://www.w3.org/ns/activitystreams#Delete";
    /// `as:published`
    pub const PUBLISHED: &str = "https://www.w3.org/ns/activitystreams#published";
}

/// Linked Data Event Streams.
pub mod ldes {
    /// The namespace.
    pub const NAMESPACE: &str = "https://w3id.org/ldes#";
    /// `ldes:EventStream`
    pub const EVENT_STREAM: &str = "https://w3id.org/ldes#EventStream";
    /// `ldes:timestampPath`
    pub const TIMESTAMP_PATH: &str = "https://w3id.org/ldes#timestampPath";
    /// `ldes:sequencePath`
    pub const SEQUENCE_PATH: &str = "https://w3id.org/ldes#sequencePath";
    /// `ldes:versionOfPath`
    pub const VERSION_OF_PATH: &str = "https://w3id.org/ldes#versionOfPath";
    /// `ldes:versionCreateObject`
    pub const VERSION_CREATE_OBJECT: &str = "https://w3id.org/ldes#versionCreateObject";
    /// `ldes:versionUpdateObject`
    pub const VERSION_UPDATE_OBJECT: &str = "https://w3id.org/ldes#versionUpdateObject";
    /// `ldes:versionDeleteObject`
    pub const VERSION_DELETE_OBJECT: &str = "https://w3id.org/ldes#versionDeleteObject";
}

/// TREE: a collection in several documents.
pub mod tree {
    /// The namespace.
    pub const NAMESPACE: &str = "https://w3id.org/tree#";
    /// `tree:member`
    pub const MEMBER: &str = "https://w3id.org/tree#member";
    /// `tree:node`
    pub const NODE: &str = "https://w3id.org/tree#node";
}

/// What a catalogue describes (DCAT-AP).
pub mod catalogue {
    /// Classes of the entities that a DCAT-AP feed tells about, each described by itself; what else a
    /// catalogue holds belongs to the entity that points at it.
    pub const ENTITIES: [&str; 7] = [
        "http://xmlns.com/foaf/0.1/Agent",
        "http://www.w3.org/2006/vcard/ns#Kind",
        "http://purl.org/dc/terms/LicenseDocument",
        "http://www.w3.org/ns/dcat#Distribution",
        "http://www.w3.org/ns/dcat#DataService",
        "http://www.w3.org/ns/dcat#Dataset",
        "http://www.w3.org/ns/dcat#Catalog",
    ];
}
