//! Every word of the pages, in Swedish and English: a word that lacks one does not compile.

use crate::resource::Language;

macro_rules! words {
    ($( $name:ident: $sv:literal, $en:literal; )*) => {
        /// The words of the pages in one language.
        #[derive(Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "each is its own text")]
        pub struct Words { $( pub $name: &'static str, )* }

        const SWEDISH: Words = Words { $( $name: $sv, )* };
        const ENGLISH: Words = Words { $( $name: $en, )* };
    };
}

impl Words {
    /// The words of a language.
    #[must_use]
    pub const fn of(language: Language) -> &'static Self {
        match language {
            Language::Swedish => &SWEDISH,
            Language::English => &ENGLISH,
        }
    }
}

words! {
    // Frame of every page.
    skip: "Till innehållet", "Skip to the content";
    menu: "Huvudmeny", "Main menu";
    other_language: "In English", "På svenska";
    search: "Sök", "Search";
    search_label: "Sök bland namn och titlar", "Search names and titles";
    start: "Start", "Start";
    footer_endpoint: "SPARQL-endpunkt", "SPARQL endpoint";
    footer_ontology: "Ontologi", "Ontology";
    footer_licence_text: "Licens för data:", "Licence of the data:";
    footer_sources: "Källor", "Sources";

    // The catalogue.
    catalogue: "Datakatalog", "Data catalogue";
    catalogue_lead: "Vilka datamängder som finns här, med sina filer. Portaler hämtar samma uppgifter som data.", "Which datasets there are here, with their files. Portals fetch the same as data.";
    catalogue_forms: "Katalogen som data (DCAT-AP-SE):", "The catalogue as data (DCAT-AP-SE):";
    feeds: "Ändringsflöden (LDES):", "Feeds of changes (LDES):";
    feed_of_resources: "ändringar av data", "changes of the data";
    feed_of_catalogue: "ändringar av katalogen", "changes of the catalogue";
    catalogue_endpoint: "Datamängden svarar på frågor i SPARQL:", "The dataset answers queries in SPARQL:";
    version: "Version", "Version";
    modified: "senast ändrad", "last changed";
    modified_column: "Ändrad", "Changed";

    // Lists.
    agencies: "Myndigheter", "Agencies";
    agencies_lead: "Myndigheter och grupper av myndigheter som källorna talar om.", "Agencies and groups of agencies that the sources speak of.";
    mandates: "Uppdrag", "Mandates";
    mandates_lead: "Beslut som ger en eller flera myndigheter något att utföra, och stående ansvarsområden.", "Decisions that give one or more agencies something to carry out, and standing areas of responsibility.";
    activities: "Verksamheter", "Activities";
    activities_lead: "Vad som gjorts: kartläggningar, tillsyn, fördelning av medel och annat arbete.", "What was done: surveys, supervision, distribution of funds and other work.";
    networks: "Samverkan", "Collaboration";
    networks_lead: "Nätverk och samarbeten, vilka som driver dem och vilka de vänder sig till.", "Networks and collaborations, who runs them and whom they address.";
    publications: "Publikationer", "Publications";
    publications_lead: "Rapporter och andra publikationer som källorna förtecknar. Året är det som står i rapportnumret eller titeln, om källan inte anger när publikationen gavs ut.", "Reports and other publications that the sources list. The year is the one in the report number or the title, unless the source states when it was published.";
    themes: "Teman", "Themes";
    themes_lead: "Vad uppdrag, verksamheter och publikationer handlar om.", "What mandates, activities and publications are about.";
    concepts: "Begrepp", "Concepts";
    concepts_lead: "Begreppslistor som värdena i grafen hämtas från.", "Concept schemes from which the values in the graph are taken.";
    places: "Platser", "Places";
    places_lead: "Län, kommuner och regioner.", "Counties, municipalities and regions.";
    sources: "Källor", "Sources";
    sources_lead: "Sidor och tabeller som uppgifterna är hämtade från. Varje uppgift leder till sin rad.", "Pages and tables from which the statements are taken. Every statement leads to its line.";
    findings: "Resultat", "Findings";
    findings_lead: "Vad källorna säger om hur det ligger till.", "What the sources say about the state of things.";
    counts: "Angivna antal", "Stated counts";
    counts_lead: "Tal som källorna anger. De är inte räknade ur grafen.", "Numbers that the sources state. They are not counted from the graph.";
    groups: "Grupper", "Groups";
    nothing: "Det finns inget att visa.", "There is nothing to show.";
    nothing_matches: "Ingen publikation passar urvalet.", "No publication matches the selection.";
    next_page: "Nästa sida", "Next page";
    first_page: "Från början", "From the beginning";
    more_of_them: "Visa alla", "Show all";
    and_more: "och fler", "and more";
    of_them: "i grafen", "in the graph";
    filter: "Urval", "Selection";
    filter_apply: "Visa", "Show";
    filter_clear: "Rensa urvalet", "Clear the selection";
    any: "Alla", "All";
    without_year: "Utan årtal", "Without a year";

    // Columns.
    name: "Namn", "Name";
    title: "Titel", "Title";
    time: "Tid", "Time";
    year: "År", "Year";
    kind: "Slag", "Kind";
    class: "Slag", "Kind";
    issuer: "Utfärdare", "Issued by";
    assigned_to: "Tilldelat", "Assigned to";
    theme: "Tema", "Theme";
    county: "Län", "County";
    agency: "Myndighet", "Agency";
    agents: "Av", "By";
    partners: "Drivs av", "Run by";
    members: "Medlemmar", "Members";
    audience: "Vänder sig till", "Addresses";
    under: "Inom uppdrag", "Under mandate";
    number: "Nummer", "Number";
    place: "Plats", "Place";
    part_of: "Del av", "Part of";
    code: "Kod", "Code";
    count: "Antal", "Number";
    count_of: "Av vad", "Of what";
    count_for: "Gäller", "Concerns";
    line: "Rad", "Line";
    heading: "Rubrik", "Heading";
    evidence: "Belägg", "Evidence";
    definition: "Definition", "Definition";
    property: "Egenskap", "Property";
    resource: "Resurs", "Resource";
    broader: "Överordnat", "Broader";
    publisher: "Utgivare", "Publisher";
    lines: "Rader", "Lines";

    // Sections of a page.
    facts: "Uppgifter", "Facts";
    mandates_held: "Uppdrag som myndigheten har", "Mandates that the agency holds";
    mandates_assigned: "Uppdrag som tilldelats gruppen", "Mandates assigned to the group";
    mandates_issued: "Uppdrag som utfärdats", "Mandates issued";
    networks_run: "Nätverk som drivs", "Networks run";
    collaborations: "Samarbeten", "Collaborations";
    activities_done: "Verksamheter", "Activities";
    publications_listed: "Publikationer", "Publications";
    member_of: "Ingår i", "Part of";
    counts_for: "Antal som källan anger", "Counts that the source states";
    extended_by: "Utvidgas av", "Extended by";
    under_this: "Inom uppdraget", "Under this mandate";
    documented_in: "Redovisas i", "Documented in";
    findings_of: "Resultat", "Findings";
    led_to: "Ledde vidare till", "Led on to";
    narrower: "Underordnade begrepp", "Narrower concepts";
    about_this: "Handlar om detta", "About this";
    used_for: "Används om", "Used of";
    in_scheme: "Begrepp i listan", "Concepts of the scheme";
    parts: "Delar", "Parts";
    concerns_place: "Gäller platsen", "Concerns the place";
    passages: "Källställen", "Passages";
    listed_here: "Förtecknas här", "Listed here";
    stated_here: "Stöds av detta källställe", "Carried by this passage";
    absences: "Vad som inte gäller eller inte sägs", "What is denied or not said";
    denied: "Källan säger uttryckligen att detta inte gäller:", "The source says expressly that this is not so:";
    not_stated: "Källan anger inte:", "The source does not state:";
    not: "inte", "not";
    incoming: "Länkar hit", "Links to this";
    incoming_lead: "Resurser som hänvisar till den här.", "Resources that refer to this one.";
    incoming_next: "Fler länkar hit", "More links to this";
    sources_of_page: "Källor till uppgifterna", "Sources of the statements";
    sources_of_page_lead: "Siffran efter en uppgift leder hit. Texten på raden återges inte.", "The number after a statement leads here. The text of the line is not reproduced.";
    data: "Data om resursen", "Data of this resource";
    identifier: "Identifierare", "Identifier";
    formats: "Format", "Formats";
    graphs: "Namngivna grafer", "Named graphs";
    graph_of: "Namngiven graf", "Named graph";
    graph_statements: "Uppgifter i grafen", "Statements in the graph";
    graph_file: "Hämta grafen som Turtle", "Download the graph as Turtle";
    classes: "Klasser", "Classes";

    // Marks of a statement.
    derived: "härlett", "derived";
    derived_hint: "Följer av andra uppgifter i grafen.", "Follows from other statements in the graph.";
    reading: "tolkning", "reading";
    reading_hint: "Påstås i grafen men sägs inte rakt ut i källan.", "Asserted in the graph but not said outright in the source.";
    confidence: "säkerhet", "confidence";
    source_mark: "källa", "source";
    external: "extern länk", "external link";
    row: "rad", "line";
    under_heading: "under rubriken", "under the heading";
    yes: "ja", "yes";
    no: "nej", "no";
    undated: "odaterat", "undated";
    statement_about: "Uppgift om", "Statement about";

    // Drawings and search.
    timeline: "Uppdrag i tid", "Mandates over time";
    timeline_lead: "När uppdragen gavs eller gäller, och vilka som utvidgar andra. Odaterade står sist.", "When mandates were given or hold, and which extend others. Undated ones stand last.";
    map: "Karta över länen", "Map of the counties";
    map_origin: "Länens gränser: Statistiska centralbyrån (SCB), öppna data under CC0.", "Boundaries of the counties: Statistics Sweden (SCB), open data under CC0.";
    map_lead: "Hur många det finns som gäller varje län.", "How many there are that concern each county.";
    counted: "Visa antal", "Show the number of";
    no_value: "ingen uppgift", "not known";
    network: "Vilka som samarbetar", "Who works with whom";
    network_lead: "Myndigheter till vänster, vad de driver eller deltar i till höger. En bruten linje är ett samarbete som källan säger att myndigheten inte driver.", "Agencies on the left, what they run or take part in on the right. A broken line is one that the source says an agency does not run.";
    as_table: "Som tabell", "As a table";
    search_lead: "Skriv början av ett eller flera ord. Enstaka skrivfel gör inget.", "Type the beginning of one or more words. A slip of the keyboard does no harm.";
    no_hits: "Inget namn och ingen titel passar.", "No name and no title matches.";
    hits: "träffar", "hits";

    // Ontology.
    ontology: "Ontologi", "Ontology";
    ontology_lead: "Termerna som uppgifterna är skrivna med.", "The terms in which the statements are written.";
    ontology_classes: "Klasser", "Classes";
    ontology_properties: "Egenskaper", "Properties";

    // Front page.
    entry: "Börja här", "Begin here";
    statements: "uppgifter", "statements";
    ask: "Ställ en fråga", "Ask a query";
    ask_label: "Fråga i SPARQL", "Query in SPARQL";
    ask_format: "Svar som", "Answer as";
    ask_run: "Kör", "Run";
    ask_lead: "Endpunkten /sparql svarar på frågor i SPARQL 1.1 och ändrar ingenting. Ett svar kommer helt eller som ett fel.", "The endpoint /sparql answers queries in SPARQL 1.1 and changes nothing. An answer comes whole or as an error.";
    ask_limits: "Gränser:", "Limits:";
    questions: "Frågor med svar", "Questions with answers";
    all_questions: "Alla frågor med svar, även i SPARQL", "All questions with answers, also in SPARQL";
    to_editor: "Öppna frågeredigeraren", "Open the query editor";

    // Editor and questions.
    editor: "Ställ frågor i SPARQL", "Query in SPARQL";
    editor_menu: "SPARQL", "SPARQL";
    editor_prefixes: "De vanliga prefixen behöver ingen PREFIX-rad. Ingen LIMIT läggs till.", "The usual prefixes need no PREFIX line. No LIMIT is added.";
    editor_choice: "Exempel:", "Example:";
    editor_open: "Öppna i en flik", "Open in a tab";
    editor_first: "Klasser", "Classes";
    editor_rows: "Rader per sida", "Rows a page";
    editor_tab: "Fråga", "Query";
    editor_notices: "Redigeraren är Yasgui: licenser", "The editor is Yasgui: licences";
    examples_lead: "Varje fråga med sitt svar ur grafen, och som SPARQL att bygga vidare på.", "Each question with its answer from the graph, and as SPARQL to build on.";
    open_in_editor: "Öppna i redigeraren", "Open in the editor";
    answer: "Svar", "Answer";
    answer_csv: "Hela svaret som CSV", "The whole answer as CSV";
    answer_is_graph: "Svaret är en graf.", "The answer is a graph.";
    no_rows: "Inga rader.", "No rows.";
    more_rows: "Här visas de första 100 raderna; filen har alla.", "The first 100 rows are shown; the file has all.";
    query_text: "Frågan i SPARQL", "The query in SPARQL";
    files: "Filer att hämta", "Files to download";
    files_lead: "Samma graf i varje fil. SHA256SUMS i bygget har filernas kontrollsummor.", "The same graph in every file. SHA256SUMS of the build has the checksums of the files.";
    file: "Fil", "File";
    media_type: "Typ", "Type";
    size: "Storlek", "Size";
    packed: "Packad", "Packed";
    bytes: "byte", "bytes";

    // Messages.
    not_found: "Sidan finns inte", "There is no such page";
    not_found_lead: "Grafen innehåller inget med den här adressen. Sök, eller börja om från startsidan.", "The graph holds nothing with this address. Search, or begin again at the start page.";
    no_file_lead: "Det finns ingen sida med den här adressen. Börja om från startsidan.", "There is no page with this address. Begin again at the start page.";
    example: "Exempel", "Example";
    withdrawn: "Borttaget", "Withdrawn";
    withdrawn_lead: "Det som fanns på den här adressen har tagits bort. Adressen används inte till något annat.", "What was at this address has been withdrawn. The address is not used for anything else.";
    merged: "Ersatt", "Replaced";
    merged_lead: "Den här adressen står inte längre för något eget. I stället gäller:", "This address no longer stands for anything of its own. In its place:";
    withdrawn_since: "Borttaget:", "Withdrawn:";
    withdrawn_reason: "Skäl:", "Reason:";
    failed: "Frågan kunde inte besvaras", "The query was not answered";
    stopped: "Frågan stoppades vid en gräns", "The query was stopped at a limit";
    refused: "Begäran kunde inte besvaras", "The request could not be answered";
    failed_limit: "Gräns som nåddes:", "Limit that was reached:";
    failed_dumps: "Hela grafen finns att hämta som filer.", "The whole graph can be downloaded as files.";
    stopped_lead: "Ingenting av svaret har skickats. Begränsa frågan, till exempel med LIMIT, eller hämta alla uppgifter som en fil och fråga på din egen dator.", "Nothing of the answer has been sent. Narrow the query, for instance with LIMIT, or take all of the data as a file and ask on a computer of your own.";
    reason_in_english: "Serverns besked:", "What the server says:";
}

/// What the query editor (Yasgui 4.6.2) says, in English and Swedish. `#` stands for a number, `@`
/// for any text, in their order.
pub(super) const EDITOR_SAYINGS: &[(&str, &str)] = &[
    ("Run query", "Kör frågan"),
    ("Share query", "Dela frågan"),
    ("Add tab", "Ny flik"),
    ("Add a new tab", "Ny flik"),
    ("Close tab", "Stäng fliken"),
    ("Close Tab", "Stäng fliken"),
    ("Close other tabs", "Stäng andra flikar"),
    ("Copy Tab", "Kopiera fliken"),
    ("New Tab", "Ny flik"),
    ("Rename Tab", "Byt namn på fliken"),
    ("Undo close Tab", "Öppna stängd flik igen"),
    ("Open settings", "Öppna inställningar"),
    ("Close settings", "Stäng inställningar"),
    ("Table", "Tabell"),
    ("Response", "Svar"),
    ("Boolean", "Sant eller falskt"),
    ("Shows Table view", "Visa som tabell"),
    ("Shows Response view", "Svar som det kom"),
    ("Shows Boolean view", "Visa som sant eller falskt"),
    ("Shows Error view", "Visa felet"),
    ("Download result", "Hämta svaret"),
    ("Download Results", "Hämta svaret"),
    ("Download not supported", "Kan inte hämtas"),
    ("Simple view", "Enkel vy"),
    ("Ellipse", "Korta av"),
    ("Filter query results", "Sök i svaret"),
    ("Page size:", "Rader per sida:"),
    ("All", "Alla"),
    ("True", "Sant"),
    ("False", "Falskt"),
    ("Show all", "Visa allt"),
    ("Loading...", "Hämtar …"),
    ("No data available in table", "Inga rader"),
    ("No matching records found", "Inga rader passar"),
    ("# result in # seconds", "# rad på # sekunder"),
    ("# results in # seconds", "# rader på # sekunder"),
    ("# result", "# rad"),
    ("# results", "# rader"),
    ("Showing # to # of # entries", "Rad # till # av #"),
    ("Showing # to # of # entry", "Rad # till # av #"),
    (
        "Showing # to # of # entries (filtered from # total entries)",
        "Rad # till # av #, valda ur # rader",
    ),
    (
        "Showing # to # of # entry (filtered from # total entries)",
        "Rad # till # av #, valda ur # rader",
    ),
    ("pagination", "sidor"),
    ("First", "Första"),
    ("Previous", "Föregående"),
    ("Next", "Nästa"),
    ("Last", "Sista"),
    ("@: Activate to sort", "@: sortera"),
    ("@: Activate to invert sorting", "@: vänd ordningen"),
    ("@: Activate to remove sorting", "@: sortera inte"),
];

/// Names of terms of other vocabularies, which the graph does not name itself: short form,
/// Swedish, English.
const TERMS: &[(&str, &str, &str)] = &[
    // Properties.
    ("bibo:number", "nummer", "number"),
    ("bibo:status", "status", "status"),
    ("dcat:startDate", "början", "start"),
    ("dcat:endDate", "slut", "end"),
    (
        "dcterms:alternative",
        "alternativ titel",
        "alternative title",
    ),
    ("dcterms:audience", "vänder sig till", "audience"),
    ("dcterms:creator", "upphov", "creator"),
    ("dcterms:description", "beskrivning", "description"),
    ("dcterms:identifier", "nummer eller kod", "number or code"),
    ("dcterms:isPartOf", "del av", "part of"),
    ("dcterms:isReferencedBy", "förtecknad på", "listed on"),
    ("dcterms:issued", "datum", "date"),
    ("dcterms:language", "språk", "language"),
    ("dcterms:license", "licens", "licence"),
    ("dcterms:modified", "ändrad", "modified"),
    ("dcterms:publisher", "utgivare", "publisher"),
    ("dcterms:source", "enligt", "according to"),
    ("dcterms:spatial", "plats", "place"),
    ("dcterms:subject", "tema", "theme"),
    ("dcterms:temporal", "tid", "time"),
    ("dcterms:title", "titel", "title"),
    ("foaf:homepage", "webbplats", "website"),
    ("foaf:member", "medlem", "member"),
    ("foaf:page", "sida om", "page about"),
    ("foaf:primaryTopic", "handlar om", "primary topic"),
    ("org:classification", "slag av myndighet", "kind of agency"),
    ("org:hasMember", "medlem", "member"),
    ("org:hasPost", "befattning", "post"),
    ("org:purpose", "syfte", "purpose"),
    ("org:role", "roll", "role"),
    ("org:subOrganizationOf", "lyder under", "part of"),
    (
        "owl:assertionProperty",
        "egenskap som nekas",
        "property denied",
    ),
    ("owl:sameAs", "samma som", "same as"),
    ("owl:sourceIndividual", "nekas om", "denied of"),
    ("owl:targetIndividual", "nekat värde", "value denied"),
    ("owl:versionIRI", "version", "version"),
    ("owl:versionInfo", "version", "version"),
    ("prov:agent", "aktör", "agent"),
    ("prov:hadRole", "roll", "role"),
    ("prov:qualifiedAssociation", "medverkan", "participation"),
    ("prov:wasAssociatedWith", "utförd av", "carried out by"),
    ("prov:wasGeneratedBy", "resultat av", "result of"),
    ("prov:wasInformedBy", "följde på", "followed on"),
    ("rdf:object", "värde", "value"),
    ("rdf:predicate", "egenskap", "property"),
    ("rdf:subject", "om", "about"),
    ("rdf:type", "klass", "class"),
    ("rdfs:comment", "förklaring", "comment"),
    ("rdfs:domain", "hör till klass", "domain"),
    ("rdfs:isDefinedBy", "definieras i", "defined by"),
    ("rdfs:label", "namn", "label"),
    ("rdfs:range", "värden av klass", "range"),
    ("rdfs:seeAlso", "se även", "see also"),
    ("rdfs:subClassOf", "underordnad klass till", "subclass of"),
    (
        "rdfs:subPropertyOf",
        "underordnad egenskap till",
        "subproperty of",
    ),
    ("rico:authorizes", "bemyndigar", "authorises"),
    ("rico:issuedBy", "utfärdat av", "issued by"),
    ("schema:contentUrl", "fulltext", "full text"),
    ("schema:domainIncludes", "används om", "used of"),
    ("schema:sameAs", "samma sak hos andra", "the same elsewhere"),
    ("skos:altLabel", "annat namn", "other name"),
    ("skos:broader", "överordnat begrepp", "broader concept"),
    ("skos:closeMatch", "nära motsvarighet", "close match"),
    ("skos:definition", "definition", "definition"),
    ("skos:editorialNote", "anmärkning", "remark"),
    ("skos:exactMatch", "exakt motsvarighet", "exact match"),
    ("skos:inScheme", "i begreppslistan", "in the scheme"),
    ("skos:notation", "kod", "code"),
    ("skos:prefLabel", "namn", "name"),
    ("skos:related", "besläktat begrepp", "related concept"),
    ("skos:topConceptOf", "överst i", "top concept of"),
    // Classes.
    ("bibo:Document", "publikation", "publication"),
    ("bibo:Report", "rapport", "report"),
    ("cv:PublicOrganisation", "myndighet", "agency"),
    ("dcterms:Location", "plats", "place"),
    ("dcterms:PeriodOfTime", "tidsperiod", "period"),
    ("foaf:Agent", "aktör", "agent"),
    ("foaf:Document", "källa", "source"),
    ("foaf:Group", "grupp av myndigheter", "group of agencies"),
    ("org:Organization", "organisation", "organisation"),
    (
        "org:OrganizationalCollaboration",
        "samarbete",
        "collaboration",
    ),
    ("org:Post", "befattning", "post"),
    ("owl:AnnotationProperty", "egenskap", "property"),
    ("owl:Class", "klass", "class"),
    ("owl:DatatypeProperty", "egenskap", "property"),
    (
        "owl:NegativePropertyAssertion",
        "uttryckligt undantag",
        "stated exception",
    ),
    ("owl:ObjectProperty", "egenskap", "property"),
    ("owl:Ontology", "ontologi", "ontology"),
    ("prov:Association", "medverkan", "participation"),
    ("rdf:Statement", "uppgift", "statement"),
    ("skos:Concept", "begrepp", "concept"),
    ("skos:ConceptScheme", "begreppslista", "concept scheme"),
];

/// Name of a property or class of another vocabulary, by its short form (`dcterms:subject`).
#[must_use]
pub(crate) fn term_name(short: &str, language: Language) -> Option<&'static str> {
    TERMS
        .iter()
        .find(|(name, ..)| *name == short)
        .map(|(_, sv, en)| language.choose(*sv, *en))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocab::PREFIXES;

    #[test]
    fn every_named_term_has_a_known_prefix_and_stands_once() {
        let mut names: Vec<&str> = TERMS.iter().map(|(name, ..)| *name).collect();
        for name in &names {
            let (prefix, _) = name.split_once(':').unwrap();
            assert!(PREFIXES.iter().any(|(known, _)| *known == prefix), "{name}");
        }
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
