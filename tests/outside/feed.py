#!/usr/bin/env python3
"""Follows the change feeds of a build with rdflib, as a harvester would.

Usage: feed.py BUILD [SHAPE]

BUILD took the place of another, in which something changed and something went: both feeds must tell of
creations, updates and deletions. The members of feed/resources, the last version of each resource taken,
must give `canonical_triples_sha256` of build.json; nothing is read but index.ttl and the pages that it
links to. SHAPE is shape.ttl of the DCAT-AP Feed specification: with it, pySHACL must find no violation
among the activities of feed/catalogue, and those that are planted.
"""

import json
import sys
from collections import Counter
from pathlib import Path

import rdflib
from checks import Checks
from rdflib.namespace import RDF, SH
from rdflib_read import line, sha256

AS = rdflib.Namespace("https://www.w3.org/ns/activitystreams#")
LDES = rdflib.Namespace("https://w3id.org/ldes#")
TREE = rdflib.Namespace("https://w3id.org/tree#")
EVENTS = ["Create", "Update", "Delete"]


def tell_all(checks, feed, happened):
    """Checks that a feed tells of every kind of event."""
    counts = ", ".join(f"{happened[event]} {event}" for event in EVENTS)
    missing = [event for event in EVENTS if not happened[event]]
    checks.check(f"{feed} tells of {counts}", f"no {' and no '.join(missing)}" if missing else None)


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
    events = [root.value(stream, LDES[f"version{name}Object"]) for name in EVENTS]
    latest = {}
    happened = Counter()
    for file in pages:
        page = rdflib.Graph().parse(file, format="turtle", publicID=file.as_uri())
        for member in page.objects(stream, TREE.member):
            happened.update(event for event, cls in zip(EVENTS, events) if (member, RDF.type, cls) in page)
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
        f"rdflib: {happened.total()} members on {len(pages)} pages lead to {len(lines)} triples",
        None if sha256(lines) == expected else "they are not those of the dump",
    )
    tell_all(checks, "feed/resources", happened)
    left = [own for resource, (_, own) in latest.items() if not own]
    checks.check(
        f"rdflib: {len(left)} of {len(latest)} resources are gone in the end",
        None if len(left) == happened["Delete"] else f"{happened['Delete']} were deleted",
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
    tell_all(checks, "feed/catalogue", Counter(event for event in EVENTS for _ in graph.subjects(RDF.type, AS[event])))

    def violations():
        conforms, report, text = validate(graph, shacl_graph=shapes, inference="none", advanced=True)
        return set(report.objects(None, SH.focusNode)), text

    found, text = violations()
    checks.check(
        f"pySHACL: {len(activities)} activities of the catalogue feed keep the shape of DCAT-AP Feeds",
        "none were found" if not activities else text if found else None,
    )
    # One for each of the two shapes: of what is created or updated, and of what is deleted.
    planted = {min(graph.subjects(RDF.type, AS[event])) for event in EVENTS if (None, RDF.type, AS[event]) in graph}
    for activity in planted:
        graph.add((activity, AS.summary, rdflib.Literal("planted")))
    found, _ = violations()
    checks.check(
        f"pySHACL: {len(planted)} activities with another property are violations, and the only ones",
        None if found == planted else f"found {found}",
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
