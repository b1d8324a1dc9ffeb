#!/usr/bin/env python3
"""Validates the whole graph of a build with pySHACL against the shapes of the same build.

Usage: shacl.py BUILD

All graphs are taken together, with ontology and derived statements; pySHACL infers nothing. As a
control, a mandate then loses its evidence, and pySHACL must say so: a run that finds nothing because
it looks at nothing must not pass.
"""

import sys
from collections import Counter
from pathlib import Path

import rdflib
from checks import Checks
from pyshacl import validate
from rdflib.namespace import RDF, SH

rdflib.NORMALIZE_LITERALS = False  # lexical forms are what the rules look at

SHAPE = rdflib.Namespace("https://w3id.org/uppdrag/shapes#")
UPP = rdflib.Namespace("https://w3id.org/uppdrag/ns#")


def violations(graph, shapes, nodes=None):
    """Results of severity Violation about some nodes, or about all, counted by shape."""
    _, report, _ = validate(
        graph, shacl_graph=shapes, focus_nodes=nodes, advanced=True, inference="none", meta_shacl=False
    )
    results = report.subjects(SH.resultSeverity, SH.Violation)
    return Counter(str(report.value(result, SH.sourceShape)).removeprefix(SHAPE) for result in results)


def main():
    build = Path(sys.argv[1])
    shapes = rdflib.Graph()
    files = sorted((build / "ontology" / "shapes").glob("*.ttl"))
    for path in files:
        shapes.parse(path, format="turtle")
    (dump,) = (build / "dump").glob("*.ttl")
    graph = rdflib.Graph().parse(dump, format="turtle")
    checks = Checks()

    rules = set(shapes.subjects(SH.severity, None))
    found = violations(graph, shapes)
    checks.check(
        f"pySHACL: {sum(found.values())} violations of {len(rules)} rules in {len(files)} files, {len(graph)} triples",
        ", ".join(f"{rule} ({count})" for rule, count in sorted(found.items())),
    )

    mandate = min(graph.subjects(RDF.type, UPP.Mandate))
    graph.remove((mandate, UPP.statedIn, None))
    found = violations(graph, shapes, [mandate])
    checks.check(
        "pySHACL: a mandate without evidence is a violation, and its only one",
        None if set(found) == {"mandate-evidence"} else f"found {dict(found)}",
    )
    checks.finish()


if __name__ == "__main__":
    main()
