#!/usr/bin/env python3
"""Asks a running server with clients written by others, and looks at what they got.

Usage: clients.py PROGRAM DATASET

PROGRAM serves DATASET, that of the project, on a port of its own. SPARQLWrapper, rdflib's SPARQLStore,
pandas, rdflib's parsers and curl ask; each check is one line.
"""

import json
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pandas
import rdflib
from rdflib.namespace import SKOS
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import EndPointInternalError, QueryBadFormed

from checks import Checks

ID = "https://w3id.org/uppdrag/id/"
UPP = rdflib.Namespace("https://w3id.org/uppdrag/ns#")
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
VOID = rdflib.Namespace("http://rdfs.org/ns/void#")
OREBRO = rdflib.URIRef(ID + "org/lansstyrelsen-i-orebro-lan")
LABEL = "Länsstyrelsen i Örebro län"
PREFIXES = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX upp: <https://w3id.org/uppdrag/ns#>\n"
LABELS = PREFIXES + f"SELECT ?label {{ <{OREBRO}> skos:prefLabel ?label FILTER (LANG(?label) = 'sv') }}"
BY_LABEL = PREFIXES + f"SELECT ?org {{ ?org skos:prefLabel '{LABEL}'@sv }}"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
GRAPHS = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
STARTED = re.compile(r"serving .* on (http://[^/]+)/")
PATIENCE_S = 120
MOST_ROWS = 20_000  # the data have fewer triples

checks = Checks()


def same(what, found, expected):
    checks.check(what, None if found == expected else f"{found!r} instead of {expected!r}")


def attempt(what, function):
    """A check whose exception is its failure."""
    try:
        problem = function()
    except Exception as error:  # whatever a client raises
        problem = f"{type(error).__name__}: {error}"
    checks.check(what, problem)


def start(program, dataset, log):
    process = subprocess.Popen(
        [program, "serve", dataset, "--listen", "127.0.0.1:0", "--limit", f"result_rows={MOST_ROWS}"],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE_S:
        found = STARTED.search(Path(log.name).read_text(encoding="utf-8"))
        if found:
            return process, found[1]
        if process.poll() is not None:
            break
        time.sleep(0.1)
    process.kill()
    sys.exit(f"no server: {Path(log.name).read_text(encoding='utf-8')}")


def wrapper(address, query, method="GET", form=JSON, how=None):
    client = SPARQLWrapper(address + "/sparql")
    client.setQuery(query)
    client.setMethod(method)
    client.setReturnFormat(form)
    if how:
        client.setRequestMethod(how)
    return client


def rows_of(address, query, method="GET"):
    return wrapper(address, query, method).queryAndConvert()["results"]["bindings"]


def number(address, query, variable="n"):
    return int(rows_of(address, query)[0][variable]["value"])


def sparqlwrapper(address):
    ways = {"GET": ("GET", None), "POSTed form": (POST, None), "POSTed query": (POST, POSTDIRECTLY)}
    for name, (method, how) in ways.items():
        rows = wrapper(address, LABELS, method, JSON, how).queryAndConvert()["results"]["bindings"]
        expected = [{"label": {"type": "literal", "value": LABEL, "xml:lang": "sv"}}]
        same(f"SPARQLWrapper: a label with å and ö by {name}", rows, expected)
        rows = wrapper(address, BY_LABEL, method, JSON, how).queryAndConvert()["results"]["bindings"]
        same(f"SPARQLWrapper: asked for by å and ö, by {name}", [row["org"]["value"] for row in rows], [str(OREBRO)])

    document = wrapper(address, LABELS, form=XML).queryAndConvert()
    texts = [node.firstChild.data for node in document.getElementsByTagName("literal")]
    same("SPARQLWrapper: XML", texts, [LABEL])
    answer = wrapper(address, LABELS, form=CSV).queryAndConvert().decode()
    same("SPARQLWrapper: CSV", answer, f"label\r\n{LABEL}\r\n")
    answer = wrapper(address, LABELS, form=TSV).queryAndConvert().decode()
    same("SPARQLWrapper: TSV", answer, f'?label\n"{LABEL}"@sv\n')

    for query, expected in [("ASK { ?s a upp:Network }", True), ("ASK { ?s a upp:Nothing }", False)]:
        answer = wrapper(address, PREFIXES + query).queryAndConvert()
        same(f"SPARQLWrapper: ASK that is {str(expected).lower()}", answer["boolean"], expected)

    construct = PREFIXES + "CONSTRUCT WHERE { ?n a upp:Network ; skos:prefLabel ?label }"
    wanted = None
    for name, form in [("Turtle", TURTLE), ("N3", N3), ("RDF/XML", RDFXML), ("JSON-LD", JSONLD)]:
        answer = wrapper(address, construct, form=form).queryAndConvert()
        if isinstance(answer, bytes):
            answer = rdflib.Graph().parse(data=answer, format="turtle")
        triples = set(answer)
        wanted = wanted or triples
        barn = (rdflib.URIRef(ID + "network/barnnatverk"), SKOS.prefLabel, rdflib.Literal("Barnnätverk", "sv"))
        problem = None if triples == wanted and barn in triples else f"{len(triples)} triples, not those of Turtle"
        checks.check(f"SPARQLWrapper: CONSTRUCT in {name}", problem)
    described = wrapper(address, f"DESCRIBE <{OREBRO}>", form=RDFXML).queryAndConvert()
    labels = [str(label) for label in described.objects(OREBRO, SKOS.prefLabel) if label.language == "sv"]
    same("SPARQLWrapper: DESCRIBE", labels, [LABEL])

    whole = number(address, COUNT)
    rows = rows_of(address, GRAPHS)
    graphs = {row["g"]["value"]: int(row["n"]["value"]) for row in rows}
    client = wrapper(address, COUNT)
    client.addDefaultGraph(ID + "graph/derived")
    counted = int(client.queryAndConvert()["results"]["bindings"][0]["n"]["value"])
    same("SPARQLWrapper: default-graph-uri", counted, graphs[ID + "graph/derived"])
    client = wrapper(address, GRAPHS, POST)
    client.addNamedGraph(ID + "graph/derived")
    client.addNamedGraph(ID + "graph/reference")
    rows = client.queryAndConvert()["results"]["bindings"]
    named = [ID + "graph/derived", ID + "graph/reference"]
    same("SPARQLWrapper: named-graph-uri", [row["g"]["value"] for row in rows], named)

    def malformed():
        try:
            wrapper(address, "SELECT ?s\nWHERE { ?s ?p }").query()
        except QueryBadFormed as error:
            return None if "line 2, column 16" in str(error) and "^" in str(error) else str(error)
        return "it was answered"

    attempt("SPARQLWrapper: a malformed query is told its line and column", malformed)

    def update():
        client = wrapper(address, "INSERT DATA { <https://e.org/s> <https://e.org/p> 1 }", POST)
        try:
            client.query()
        except urllib.error.HTTPError as error:
            return None if error.code == 403 else f"{error.code}"
        return "it was answered"

    attempt("SPARQLWrapper: an update is refused with 403", update)
    same("SPARQLWrapper: and nothing is written", number(address, COUNT), whole)

    def too_large():
        try:
            wrapper(address, "SELECT * { ?a ?b ?c . ?d ?e ?f }").query()
        except EndPointInternalError as error:
            return None if "answer-too-large" in str(error) else str(error)
        return "it was answered"

    attempt("SPARQLWrapper: an answer over the limit is an error, not a part", too_large)
    return whole, graphs


def sparqlstore(address, whole, graphs):
    for method in ("GET", "POST", "POST_FORM"):
        store = SPARQLStore(address + "/sparql", method=method, context_aware=False)
        graph = rdflib.Graph(store=store)
        found = {label for label in graph.objects(OREBRO, SKOS.prefLabel) if label.language == "sv"}
        same(f"SPARQLStore: objects by {method}", found, {rdflib.Literal(LABEL, "sv")})
        found = set(graph.subjects(SKOS.prefLabel, rdflib.Literal(LABEL, "sv")))
        same(f"SPARQLStore: subjects by a label with å and ö, by {method}", found, {OREBRO})
    same("SPARQLStore: number of triples", len(graph), whole)
    found = (OREBRO, SKOS.prefLabel, rdflib.Literal(LABEL, "sv")) in graph
    same("SPARQLStore: a triple is there", found, True)
    found = (OREBRO, SKOS.prefLabel, rdflib.Literal("Lansstyrelsen", "sv")) in graph
    same("SPARQLStore: a triple is not there", found, False)
    store = SPARQLStore(address + "/sparql", method="POST")
    named = rdflib.Graph(store=store, identifier=rdflib.URIRef(ID + "graph/derived"))
    same("SPARQLStore: triples of a named graph", len(list(named.triples((None, None, None)))), graphs[ID + "graph/derived"])
    found = sorted(str(context) for context in store.contexts())
    same("SPARQLStore: names of the graphs", found, sorted(graphs))
    built = graph.query(PREFIXES + "CONSTRUCT WHERE { ?n a upp:Network }").graph
    same("SPARQLStore: CONSTRUCT", {o for o in built.objects()}, {UPP.Network})
    same("SPARQLStore: ASK", bool(graph.query("ASK { ?s ?p ?o }")), True)


# curl prints the headers of a HEAD as its body too.
HEAD = ["--head", "--output", "/dev/null"]


def curl(*arguments):
    """Status, headers and body."""
    command = ["curl", "--silent", "--show-error", "--max-time", "60", "--dump-header", "-", *arguments]
    out = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.decode("utf-8")
    head, _, body = out.partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    return int(first.split(" ")[1]), headers, body


def pandas_and_csv(address):
    url = address + "/sparql?format=csv&query=" + urllib.parse.quote(LABELS)
    same("pandas: a label with å and ö", pandas.read_csv(url)["label"].tolist(), [LABEL])
    counts = PREFIXES + "SELECT ?class (COUNT(*) AS ?n) { ?s a ?class } GROUP BY ?class ORDER BY DESC(?n) ?class"
    url = address + "/sparql?format=csv&query=" + urllib.parse.quote(counts)
    frame = pandas.read_csv(url)
    same("pandas: a count is a number", str(frame["n"].dtype), "int64")
    rows = rows_of(address, counts)
    same("pandas: the rows of the JSON", frame["n"].tolist(), [int(row["n"]["value"]) for row in rows])
    headers = {"Content-Type": "application/sparql-query", "Accept": "text/csv"}
    request = urllib.request.Request(address + "/sparql", counts.encode(), headers)
    with urllib.request.urlopen(request) as answer:
        same("pandas: CSV of a POST", pandas.read_csv(answer).equals(frame), True)
    hard = "SELECT * { VALUES (?text ?none) { ('a,\"b\"\\n\\u00E5' UNDEF) } }"
    url = address + "/sparql?format=csv&query=" + urllib.parse.quote(hard)
    frame = pandas.read_csv(url)
    same("pandas: commas, quotes, lines and nothing", (frame["text"][0], bool(frame["none"].isna()[0])), ('a,"b"\nå', True))


def by_curl(address, graphs):
    sparql = address + "/sparql"
    status, headers, body = curl("--get", sparql, "--data-urlencode", "query=SELECT ?x { ?x", "-H", "Origin: https://e.org")
    problem = json.loads(body)
    same("curl: a malformed query is 400", (status, problem["code"], problem["line"]), (400, "malformed-query", 1))
    same("curl: scripts of other sites may read an error", headers["access-control-allow-origin"], "*")
    asked = ["Origin: https://e.org", "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type"]
    asked = [argument for header in asked for argument in ("-H", header)]
    status, headers, _ = curl("-X", "OPTIONS", sparql, *asked)
    found = (status, headers["access-control-allow-origin"], "POST" in headers["access-control-allow-methods"])
    same("curl: preflight", found, (204, "*", True))
    status, headers, body = curl("-X", "DELETE", sparql)
    same("curl: another method is 405", (status, headers["allow"]), (405, "GET, HEAD, POST, OPTIONS"))
    status, *_ = curl("--get", sparql, "--data-urlencode", "query=" + COUNT, "-H", "Accept: image/png")
    same("curl: a type that there is not is 406", status, 406)
    status, *_ = curl(sparql, "--data-binary", COUNT, "-H", "Content-Type: text/plain")
    same("curl: a body of another type is 415", status, 415)
    for how, arguments in {
        "a form": ["--data-urlencode", "update=CLEAR ALL"],
        "a body": ["--data-binary", "CLEAR ALL", "-H", "Content-Type: application/sparql-update"],
        "a query": ["--data-urlencode", "query=CLEAR ALL"],
    }.items():
        status, _, body = curl(sparql, *arguments)
        same(f"curl: an update as {how} is refused", (status, json.loads(body)["code"]), (403, "read-only"))
    head, headers, body = curl(*HEAD, "--get", sparql, "--data-urlencode", "query=" + LABELS, "-H", "Accept: text/csv")
    same("curl: HEAD", (head, headers["content-type"], body), (200, "text/csv; charset=utf-8", ""))

    # Graph Store Protocol.
    name = ID + "graph/derived"
    store = address + "/graphs"
    status, headers, body = curl("--get", store, "--data-urlencode", "graph=" + name, "-H", "Accept: text/turtle")
    read = rdflib.Graph().parse(data=body, format="turtle")
    same("curl: a graph by its IRI, read by rdflib", (status, len(read)), (200, graphs[name]))
    _, _, direct = curl(store + "/derived")
    same("curl: the same graph directly", direct == body, True)
    status, _, body = curl("--get", store, "--data-urlencode", "graph=" + name + "x")
    same("curl: an unknown graph is 404", (status, json.loads(body)["code"]), (404, "unknown-graph"))
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        target = f"{store}?graph={urllib.parse.quote(name, safe='')}"
        body = ["--data-binary", "<a:> <a:> <a:> .", "-H", "Content-Type: text/turtle"]
        status, headers, _ = curl("-X", method, target, *body)
        same(f"curl: {method} of a graph is 405", (status, headers["allow"]), (405, "GET, HEAD, OPTIONS"))


def descriptions(address, whole, graphs):
    service = rdflib.Graph().parse(address + "/sparql")
    endpoint = set(service.objects(None, SD.endpoint))
    same("rdflib reads the service description", endpoint, {rdflib.URIRef(address + "/sparql")})
    named = {str(name) for name in service.objects(None, SD.name)}
    same("the service description names the graphs", named, set(graphs))
    forms = {"application/n-quads,*/*;q=0.1": "nquads", "application/rdf+xml": "xml", "application/ld+json": "json-ld"}
    for accept, form in forms.items():
        _, _, body = curl(address + "/sparql", "-H", "Accept: " + accept)
        read = rdflib.Dataset(default_union=True)
        read.parse(data=body, format=form)
        same(f"the service description as {form}", len(set(read.triples((None, None, None)))), len(service))

    void = rdflib.Graph().parse(address + "/.well-known/void")
    dataset = next(void.subjects(VOID.sparqlEndpoint))
    same("VoID: triples", int(void.value(dataset, VOID.triples)), whole)
    wrong = []
    for partition in void.objects(dataset, VOID.classPartition):
        name = void.value(partition, VOID["class"])
        query = f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a <{name}> }}"
        counted = number(address, query)
        told = int(void.value(partition, VOID.entities))
        wrong += [f"{name}: {told}, counted {counted}"] if told != counted else []
    checks.check("VoID: the instances of each class are those that a query counts", "; ".join(wrong))
    wrong = []
    for partition in void.objects(dataset, VOID.propertyPartition):
        name = void.value(partition, VOID.property)
        query = f"SELECT (COUNT(*) AS ?t) (COUNT(DISTINCT ?s) AS ?n) (COUNT(DISTINCT ?o) AS ?m) {{ ?s <{name}> ?o }}"
        row = rows_of(address, query)[0]
        counted = [int(row[variable]["value"]) for variable in ("t", "n", "m")]
        told = [int(void.value(partition, p)) for p in (VOID.triples, VOID.distinctSubjects, VOID.distinctObjects)]
        wrong += [f"{name}: {told}, counted {counted}"] if told != counted else []
    checks.check("VoID: triples, subjects and objects of each property are those that a query counts", "; ".join(wrong))
    wrong = [str(dump) for dump in void.objects(dataset, VOID.dataDump) if curl(*HEAD, str(dump))[0] != 200]
    checks.check("VoID: every dump is there", "; ".join(wrong))

    declared = "".join(
        f"PREFIX {void.value(node, SH.prefix)}: <{void.value(node, SH.namespace)}>\n"
        for node in void.objects(None, SH.declare)
    )
    failed, asked = [], 0
    for example, query in void.subject_objects(SH.select):
        # With the declared prefixes, any other endpoint could be asked as well.
        rdflib.plugins.sparql.prepareQuery(declared + query)
        comments = {comment.language for comment in void.objects(example, rdflib.RDFS.comment)}
        status, _, _ = curl("--get", str(void.value(example, rdflib.SDO.target)), "--data-urlencode", f"query={query}")
        failed += [str(example)] if status != 200 or comments != {"sv", "en"} else []
        asked += 1
    problem = "; ".join(failed) or (None if asked >= 30 else f"only {asked}")
    checks.check("VoID: every example query has a question in sv and en, and is answered", problem)


def main():
    program, dataset = sys.argv[1:]
    with tempfile.NamedTemporaryFile("w+", suffix=".log") as log:
        process, address = start(program, dataset, log)
        try:
            whole, graphs = sparqlwrapper(address)
            sparqlstore(address, whole, graphs)
            pandas_and_csv(address)
            by_curl(address, graphs)
            descriptions(address, whole, graphs)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()
    checks.finish()


if __name__ == "__main__":
    main()
