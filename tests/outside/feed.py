#!/usr/bin/env python3
"""Follows the change feeds of a build with rdflib, as a harvester would.

Usage: feed.py BUILD [SHAPE]

The members of feed/resources, the last version of each resource taken, must give
`canonical_triples_sha256` of build.json; nothing is read but index.ttl and the pages that it links to.
SHAPE is shape.ttl of the DCAT-AP Feed specification: with it, pySHACL must find no violation among
the activities of feed/catalogue, and one that is planted.
"""

import json
import sys
from pathlib import Path

import rdflib
from checks import Checks
from rdflib.namespace import RDF, SH
from rdflib_read import line, sha256

AS = rdflib.Namespace("https://www.w3.org/ns/activitystreams#")
LDES = rdflib.Namespace("https://w3id.org/ldes#")
TREE = rdflib.Namespace("https://w3id.org/tree#")


def root_of(folder, name):
    """The description of the stream, the stream, and its pages in the order of their names."""
    path = (folder / name).resolve()
    root = rdflib.Graph().parse(path, format="trig" if name.endswith("trig") else "turtle", publicID=path.as_uri())
    (stream,) = root.subjects(RDF.type, LDES.EventStream)
    pages = sorted(set(map(str, root.objects(None, TREE.node))))
    return root, stream, [Path(page.removeprefix("file://")) for page in pages]


def resources(build, checks):
    root, stream, pages = root_of(build / "feed" / "resources", "index.ttl")
    path = {name: root.value(stream, LDES[name + "Path"]) for name in ("timestamp", "sequence", "versionOf")}
    events = [root.value(stream, LDES[f"version{name}Object"]) for name in ("Create", "Update", "Delete")]
    latest = {}
    members = 0
    for file in pages:
        page = rdflib.Graph().parse(file, format="turtle", publicID=file.as_uri())
        for member in page.objects(stream, TREE.member):
            members += 1
            resource = page.value(member, path["versionOf"])
            key = (str(page.value(member, path["timestamp"])), int(page.value(member, path["sequence"])))
            if resource not in latest or latest[resource][0] < key:
                own = [
                    (p, o)
                    for p, o in page.predicate_objects(member)
                    if p not in path.values() and not (p == RDF.type and o in events)
                ]
                latest[resource] = key, [] if (member, RDF.type, events[2]) in page else own
    lines = [line(resource, p, o) for resource, (_, own) in latest.items() for p, o in own]
    expected = json.loads((build / "build.json").read_text())["canonical_triples_sha256"]
    checks.check(
        f"rdflib: {members} members on {len(pages)} pages lead to {len(lines)} triples",
        None if sha256(lines) == expected else "they are not those of the dump",
    )


def catalogue(build, shape, checks):
    from pyshacl import validate

    _, stream, pages = root_of(build / "feed" / "catalogue", "index.trig")
    graph, activities = rdflib.Graph(), set()
    for file in pages:
        page = rdflib.Dataset().parse(file, format="trig", publicID=file.as_uri())
        for s, p, o, _ in page.quads((None, None, None, None)):
            graph.add((s, p, o))
        activities.update(graph.objects(stream, TREE.member))
    shapes = rdflib.Graph().parse(shape, format="turtle")

    def violations():
        conforms, report, text = validate(graph, shacl_graph=shapes, inference="none", advanced=True)
        return set(report.objects(None, SH.focusNode)), text

    found, text = violations()
    checks.check(
        f"pySHACL: {len(activities)} activities of the catalogue feed keep the shape of DCAT-AP Feeds",
        "none were found" if not activities else text if found else None,
    )
    planted = min(activities)
    graph.add((planted, AS.summary, rdflib.Literal("planted")))
    found, _ = violations()
    checks.check(
        "pySHACL: an activity with another property is a violation, and the only one",
        None if found == {planted} else f"found {found}",
    )


def main():
    build = Path(sys.argv[1])
    checks = Checks()
    resources(build, checks)
    if not (build / "feed" / "catalogue").is_dir():
        checks.check("the build has a feed of the catalogue", "it has none")
    elif len(sys.argv) < 3 or not Path(sys.argv[2]).is_file():
        print("skipped: the shape of DCAT-AP Feeds is not there")
    else:
        catalogue(build, Path(sys.argv[2]), checks)
    checks.finish()


if __name__ == "__main__":
    rdflib.NORMALIZE_LITERALS = False  # lexical forms are what the sums are of
    main()
