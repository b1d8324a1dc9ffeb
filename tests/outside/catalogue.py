#!/usr/bin/env python3
"""Validates the catalogue of a build with pySHACL against the shapes of DCAT-AP 3.0.1 and 2.1.1.

Usage: catalogue.py BUILD [SHAPES]

SHAPES holds the shapes of SEMIC as `SEMICeu_DCAT-AP/releases/`; without them that part is skipped, and
said so. The three syntaxes must hold the same graph, without a blank node, and tell the size and the
sums of the files of the build. catalog.rdf is what portals harvest: pyoxigraph must read the same from
it as rdflib, and it must be plain XML with namespaces, without a DOCTYPE and control characters.

The two versions contradict each other in one place: the size of a file is an xsd:nonNegativeInteger
in 3.0.1 and in DCAT-AP-SE, an xsd:decimal in 2.1.1. The catalogue follows the newer. Portals that go
by 2.1.1 transform what they harvest; so does this, and then nothing of it may be wrong. As a control,
a distribution then loses its address, and all must say so.
"""

import hashlib
import sys
import unicodedata
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from urllib.parse import urlparse

import pyoxigraph
import rdflib
from checks import Checks
from pyshacl import validate
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, RDF, SH, XSD

rdflib.NORMALIZE_LITERALS = False  # lexical forms are what the rules look at

SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
RULES = {
    "3.0.1, base": ["3.0.1/html/shacl/shapes.ttl"],
    "3.0.1, ranges": ["3.0.1/html/shacl/range.ttl"],
    "3.0.1, recommended": ["3.0.1/html/shacl/shapes_recommended.ttl"],
    "2.1.1, base": ["2.1.1/dcat-ap_2.1.1_shacl_shapes.ttl"],
    "2.1.1, ranges": ["2.1.1/dcat-ap_2.1.1_shacl_range.ttl"],
}


def violations(graph, shapes):
    """What breaks a rule: path, value and message of each result of severity Violation."""
    _, report, _ = validate(graph, shacl_graph=shapes, advanced=True, inference="none", meta_shacl=False)
    results = report.subjects(SH.resultSeverity, SH.Violation)
    parts = (SH.focusNode, SH.resultPath, SH.value, SH.resultMessage)
    return sorted(" ".join(str(report.value(result, part)) for part in parts) for result in results)


def as_decimal(graph):
    """The catalogue as DCAT-AP 2.1.1 has it."""
    old = rdflib.Graph()
    for s, p, o in graph:
        old.add((s, p, rdflib.Literal(str(o), datatype=XSD.decimal) if p == DCAT.byteSize else o))
    return old


def files_that_differ(graph, build):
    """Files of which the catalogue tells something else than what is there."""
    found = 0
    for distribution in graph.subjects(DCAT.downloadURL):
        found += 1
        address = urlparse(str(graph.value(distribution, DCAT.downloadURL))).path
        candidates = [build / "/".join(address.strip("/").split("/")[skip:]) for skip in range(3)]
        path = next((path for path in candidates if path.is_file()), None)
        if path is None:
            yield f"{address} is not in the build"
            continue
        content = path.read_bytes()
        size = str(graph.value(distribution, DCAT.byteSize))
        checksum = graph.value(distribution, SPDX.checksum)
        value = str(graph.value(checksum, SPDX.checksumValue))
        if size != str(len(content)) or value != hashlib.sha1(content).hexdigest():
            yield f"{address} has another size or sum"
    if not found:
        yield "no file is listed"


def faults_of_xml(content):
    """What a reader of XML that knows nothing of RDF, or a careful one, may object to."""
    if b"<!DOCTYPE" in content.upper():
        yield "a DOCTYPE"
    try:
        text = content.decode("utf-8")
        root = ElementTree.fromstring(content)  # undeclared prefixes are no XML for it
    except (UnicodeDecodeError, ElementTree.ParseError) as error:
        yield str(error)
        return
    # As characters, or as references to them.
    strings = [text, *root.itertext(), *(value for element in root.iter() for value in element.attrib.values())]
    controls = {character for it in strings for character in it if unicodedata.category(character) == "Cc" and character not in "\t\n\r"}
    if controls:
        yield f"control characters {sorted(map(ord, controls))}"
    if root.tag != f"{{{RDF}}}RDF":
        yield f"the root is {root.tag}"
    names = {name for element in root.iter() for name in [element.tag, *element.attrib]}
    yield from sorted(f"{name} has no namespace" for name in names if not name.startswith("{"))


def read_by_pyoxigraph(path):
    quads = pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.RDF_XML, base_iri=path.as_uri())
    triples = pyoxigraph.serialize((quad.triple for quad in quads), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=triples.decode(), format="nt")


def main():
    build = Path(sys.argv[1])
    shapes = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    checks = Checks()
    graphs = {
        name: rdflib.Graph().parse(build / f"catalog.{name}", format=syntax)
        for name, syntax in [("ttl", "turtle"), ("rdf", "xml"), ("jsonld", "json-ld")]
    }
    graph = graphs["rdf"]
    differ = [name for name, other in graphs.items() if not isomorphic(graph, other)]
    checks.check("the three syntaxes hold the same graph", ", ".join(differ))
    rdf = (build / "catalog.rdf").resolve()
    other = read_by_pyoxigraph(rdf)
    problem = None if set(other) == set(graph) else f"{len(set(other) ^ set(graph))} triples differ"
    checks.check(f"pyoxigraph reads {len(other)} triples from catalog.rdf, as rdflib does", problem)
    checks.check("catalog.rdf is plain XML: namespaces, no DOCTYPE, no control characters", "; ".join(faults_of_xml(rdf.read_bytes())))
    blank = {term for triple in graph for term in triple if isinstance(term, rdflib.BNode)}
    checks.check("no blank node", f"{len(blank)} blank nodes" if blank else None)
    datasets = set(graph.subjects(RDF.type, DCAT.Dataset))
    checks.check(f"{len(datasets)} datasets", None if datasets else "no dataset")
    checks.check("sizes and sums are those of the files", "; ".join(files_that_differ(graph, build)))

    releases = shapes / "SEMICeu_DCAT-AP" / "releases" if shapes else None
    if not releases or not releases.is_dir():
        print("skipped: the shapes of DCAT-AP are not there", flush=True)
        checks.finish()
    for name, paths in RULES.items():
        rules = rdflib.Graph()
        for path in paths:
            rules.parse(releases / path, format="turtle")
        data = as_decimal(graph) if name.startswith("2.1.1") else graph
        found = violations(data, rules)
        checks.check(f"DCAT-AP {name}: {len(found)} violations in {len(data)} triples", "; ".join(found))
        if name.endswith("base"):
            broken = rdflib.Graph()
            broken += data
            (first, *_) = sorted(broken.subjects(DCAT.accessURL))
            broken.remove((first, DCAT.accessURL, None))
            found = violations(broken, rules)
            checks.check(
                f"DCAT-AP {name}: a distribution without an address is a violation, and the only one",
                None if len(found) == 1 else f"found {found}",
            )
    old = rdflib.Graph().parse(releases / RULES["2.1.1, base"][0], format="turtle")
    sizes = len(list(graph.subjects(DCAT.byteSize)))
    told = violations(graph, old)
    others = [it for it in told if str(DCAT.byteSize) not in it]
    problem = None if len(told) == sizes and not others else f"{len(told)} of {sizes}; {others}"
    checks.check("the datatype of sizes is all that 2.1.1 would have otherwise", problem)
    checks.finish()


if __name__ == "__main__":
    main()
