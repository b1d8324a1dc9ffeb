#!/usr/bin/env python3
"""Checks ontology/shapes against tests/cases/shapes and ontology/examples with pySHACL.

A pass file must conform. A fail file names in its first line (`# rule: <name>`) the rule that it
breaks, and must break that rule and no other. Every rule must have a fail file, every class a pass
file, and the rules that queries/check announces must be the rules of the shapes. The examples are
checked together with ontology/schemes.ttl and must conform.

Needs Python 3.10 or later and `pip install pyshacl`. Takes no arguments. Exit code 1 on any difference.
"""

import re
import sys
from pathlib import Path

import rdflib
from pyshacl import validate
from rdflib.namespace import RDF, SH

rdflib.NORMALIZE_LITERALS = False  # lexical forms are what the rules look at

ROOT = Path(__file__).resolve().parents[2]
SHAPES = ROOT / "ontology" / "shapes"
CASES = ROOT / "tests" / "cases" / "shapes"
EXAMPLES = ROOT / "ontology" / "examples"
CHECKS = ROOT / "queries" / "check"
NAMESPACE = "https://w3id.org/uppdrag/shapes#"


def read(*paths):
    graph = rdflib.Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


def rules_of(results):
    """Names of the rules that a validation report holds against the data, without the details."""
    return {
        str(source).removeprefix(NAMESPACE)
        for report in results.subjects(RDF.type, SH.ValidationReport)
        for result in results.objects(report, SH.result)
        for source in results.objects(result, SH.sourceShape)
    }


def broken_rules(data, shapes):
    _, results, _ = validate(data, shacl_graph=shapes, inference="none", meta_shacl=False)
    return rules_of(results)


def announced_rules(path):
    return re.findall(r"^# Rule: (\S+) \|", path.read_text(encoding="utf-8"), re.MULTILINE)


def main():
    shapes = read(*sorted(SHAPES.glob("*.ttl")))
    problems = []
    if any(isinstance(term, rdflib.BNode) for triple in shapes for term in triple):
        problems.append("ontology/shapes holds a blank node")
    cases = 0
    for check in sorted(CHECKS.glob("*.rq")):
        name = check.stem
        rules = announced_rules(check)
        for rule in rules:
            if (rdflib.URIRef(NAMESPACE + rule), SH.severity, None) not in shapes:
                problems.append(f"{name}: no shape with a severity for rule {rule}")
            if not (CASES / name / f"fail-{rule}.ttl").exists():
                problems.append(f"{name}: no fail file for rule {rule}")
        stated = {
            str(shape).removeprefix(NAMESPACE)
            for shape in read(SHAPES / f"{name}.ttl").subjects(SH.severity, None)
        }
        for rule in sorted(stated - set(rules)):
            problems.append(f"{name}: shape {rule} is not announced by queries/check/{name}.rq")
        if not list((CASES / name).glob("pass-*.ttl")):
            problems.append(f"{name}: no pass file")
    for path in sorted(CASES.glob("*/*.ttl")):
        cases += 1
        first = path.read_text(encoding="utf-8").splitlines()[0]
        expected = set()
        if path.name.startswith("fail-"):
            match = re.fullmatch(r"# rule: (\S+)", first)
            if not match or path.stem != f"fail-{match[1]}":
                problems.append(f"{path.parent.name}/{path.name}: first line does not name the rule")
                continue
            expected = {match[1]}
        broken = broken_rules(read(path), shapes)
        if broken != expected:
            problems.append(
                f"{path.parent.name}/{path.name}: expected {sorted(expected)}, broke {sorted(broken)}"
            )
    for path in sorted(EXAMPLES.glob("*.ttl")):
        cases += 1
        broken = broken_rules(read(path, ROOT / "ontology" / "schemes.ttl"), shapes)
        if broken:
            problems.append(f"examples/{path.name}: broke {sorted(broken)}")
    for problem in problems:
        print(problem)
    print(f"{cases} files, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
