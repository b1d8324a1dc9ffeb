#!/usr/bin/env python3
"""Reads every dump of a build with rdflib and compares it with the canonical hashes of build.json.

Usage: rdflib_read.py BUILD

A dump of triples must give `canonical_triples_sha256`, a dump of quads `canonical_quads_sha256`: the
SHA-256 of the sorted lines of canonical N-Quads (RDFC-1.0, which without blank nodes is no more than
that). A Turtle file of one graph must give the triples of that graph in the N-Quads. Packed files
must unpack to the plain ones, RDF/XML must be well-formed for a parser that knows nothing of RDF,
and SHA256SUMS must hold for every file of the build.
"""

import gzip
import hashlib
import json
import sys
import xml.etree.ElementTree
from pathlib import Path

import rdflib
import zstandard
from checks import Checks
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

rdflib.NORMALIZE_LITERALS = False  # "007" and "7" are different terms

TRIPLES = {".ttl": "turtle", ".nt": "nt", ".rdf": "xml", ".jsonld": "json-ld"}
QUADS = {".trig": "trig", ".nq": "nquads"}

ESCAPES = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
ESCAPES |= {chr(c): f"\\u{c:04X}" for c in [*range(0x20), 0x7F] if chr(c) not in ESCAPES}
ESCAPES = str.maketrans(ESCAPES)


class BlankNode(Exception):
    pass


def canonical(term):
    """A term as canonical N-Quads write it."""
    if isinstance(term, rdflib.URIRef):
        return f"<{term}>"
    if isinstance(term, rdflib.Literal):
        text = f'"{str(term).translate(ESCAPES)}"'
        if term.language:
            return f"{text}@{term.language}"
        if term.datatype in (None, rdflib.XSD.string):
            return text
        return f"{text}^^<{term.datatype}>"
    raise BlankNode(f"a blank node: {term.n3()}")


def line(*terms):
    return " ".join(map(canonical, terms)) + " .\n"


def sha256(lines):
    # Code points and UTF-8 bytes sort alike.
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()


def read_triples(path):
    graph = rdflib.Graph().parse(path, format=TRIPLES[path.suffix])
    return {line(*triple) for triple in graph}


def read_quads(path):
    """The lines of all quads, and those of each graph as triples."""
    dataset = rdflib.Dataset()
    dataset.parse(path, format=QUADS[path.suffix])
    lines = set()
    graphs = {}
    for subject, predicate, object_, name in dataset.quads():
        if name in (None, DATASET_DEFAULT_GRAPH_ID):
            raise ValueError("a triple outside the named graphs")
        lines.add(line(subject, predicate, object_, name))
        graphs.setdefault(str(name), set()).add(line(subject, predicate, object_))
    return lines, graphs


def reading(checks, path, expected, read):
    """Reads one file; what is read, or nothing if it cannot be."""
    try:
        result = read(path)
    except Exception as error:  # a reader may fail in its own ways
        checks.check(f"rdflib reads {path.name}", f"{type(error).__name__}: {error}")
        return None
    lines = result[0] if isinstance(result, tuple) else result
    problem = None if sha256(lines) == expected else f"{len(lines)} statements with another canonical hash"
    checks.check(f"rdflib reads {path.name}: {len(lines)} statements, canonical hash as in build.json", problem)
    return result


def one(paths):
    (path,) = paths
    return path


def main():
    build = Path(sys.argv[1])
    report = json.loads((build / "build.json").read_text(encoding="utf-8"))
    dump = build / "dump"
    checks = Checks()

    for suffix in TRIPLES:
        path = one(dump.glob(f"*{suffix}"))
        reading(checks, path, report["canonical_triples_sha256"], read_triples)
    graphs = None
    for suffix in QUADS:
        path = one(dump.glob(f"*{suffix}"))
        result = reading(checks, path, report["canonical_quads_sha256"], read_quads)
        graphs = graphs or (result and result[1])

    by_name = {name.rsplit("/", 1)[-1]: name for name in report["graphs"]}
    files = sorted((dump / "graph").glob("*.ttl"))
    missing = set(by_name) ^ {path.stem for path in files}
    checks.check("every named graph has a file", f"not so: {sorted(missing)}" if missing else None)
    for path in files:
        expected = sha256((graphs or {}).get(by_name.get(path.stem), set()))
        try:
            lines = read_triples(path)
            problem = None if sha256(lines) == expected else "not the triples of the graph in the quads"
        except Exception as error:
            problem = f"{type(error).__name__}: {error}"
        checks.check(f"rdflib reads graph/{path.name} to the graph of the quads", problem)

    for path in sorted(dump.rglob("*.rdf")):
        try:
            xml.etree.ElementTree.parse(path)
            problem = None
        except xml.etree.ElementTree.ParseError as error:
            problem = str(error)
        checks.check(f"{path.name} is well-formed XML", problem)

    packed = [path for path in dump.rglob("*") if path.suffix in (".gz", ".zst")]
    # The frozen graph is mapped, so it is not packed.
    plain = [
        path
        for path in dump.rglob("*")
        if path.is_file() and path not in packed and path.suffix != ".frozen"
    ]
    problems = []
    for path in plain:
        content = path.read_bytes()
        unpacked = {
            ".gz": gzip.decompress(path.with_name(path.name + ".gz").read_bytes()),
            ".zst": zstandard.ZstdDecompressor().decompressobj().decompress(
                path.with_name(path.name + ".zst").read_bytes()
            ),
        }
        problems += [f"{path.name}{suffix}" for suffix, it in unpacked.items() if it != content]
    if len(packed) != 2 * len(plain):
        problems.append(f"{len(packed)} packed files for {len(plain)} plain ones")
    checks.check(f"{len(packed)} packed dumps unpack to the plain ones", ", ".join(problems))

    sums = dict(
        reversed(row.split("  ", 1)) for row in (build / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    )
    present = {path.relative_to(build).as_posix() for path in build.rglob("*") if path.is_file()}
    differing = sorted((present - {"SHA256SUMS"}) ^ set(sums))
    differing += [
        path for path in set(sums) & present if hashlib.sha256((build / path).read_bytes()).hexdigest() != sums[path]
    ]
    checks.check(f"SHA256SUMS holds for {len(sums)} files, which are all", ", ".join(differing))
    checks.finish()


if __name__ == "__main__":
    main()
