#!/usr/bin/env python3
"""Serves the site of a build by nginx or Apache, with the rules that the build wrote, and asks it.

Usage: servers.py nginx|apache2 PROGRAM DATASET

A copy of the dataset is built with a withdrawn and a merged identifier, once for the root of a host and
once for a path below it. Requests are made as browsers, harvesters and RDF clients make them: the same of
both servers, and where README.md says that one does less, that it does just that.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urljoin, urlparse

import rdflib
from checks import Checks
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS
from webserver import BROWSER, Apache, Nginx

BASE = "https://w3id.org/uppdrag/id/"
ORG = "org/socialstyrelsen"
FOR_EVER = "public, max-age=31536000, immutable"
AFTER_ASKING = "no-cache"
BY_ACCEPT = {"accept"}
BY_BOTH = {"accept", "accept-language"}
SERVERS = {"nginx": Nginx, "apache2": Apache}
# Two places on a host. To a pattern that forgets it, a dot is any character.
ADDRESSES = {"root": "https://data.example.org/", "below": "https://data.example.org/v1.0/"}
# By their endings, as MEDIA_TYPES of src/site/rules.rs.
DUMPS = {
    "ttl": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "nt": "application/n-triples",
    "nq": "application/n-quads",
    "trig": "application/trig",
    "frozen": "application/octet-stream",
    "ttl.gz": "application/gzip",
    "ttl.zst": "application/zstd",
}


def follow(server, path, **how):
    """The last answer, with the statuses on the way and its path."""
    statuses = []
    for _ in range(5):
        answer = server.get(path, **how)
        if answer.status not in (301, 302, 303):
            return answer, statuses, path
        statuses.append(answer.status)
        here = path if path.startswith("/") else server.root + path
        path = urlparse(urljoin(f"http://h{here}", answer.headers["location"])).path
    return answer, statuses, path


class Questions:
    """What is asked of a server, one method a subject."""

    def __init__(self, checks, server, site):
        self.checks = checks
        self.server = server
        self.site = site
        self.at = server.root

    def expect(self, what, found, wanted):
        self.checks.check(f"{self.at} {what}", None if found == wanted else f"{found!r}, not {wanted!r}")

    def ask(self):
        for subject in (self.things, self.parts, self.varies, self.absent, self.gone, self.moved, self.catalogue, self.dumps, self.caching, self.paths):
            subject()

    def things(self):
        server, at = self.server, self.at
        answer, statuses, path = follow(server, f"id/{ORG}")
        self.expect("a browser: 303, then the page in Swedish", (statuses[:1], path), ([303], f"{at}sv/doc/{ORG}.html"))
        self.expect("the page", (answer.status, answer.headers["content-type"]), (200, "text/html; charset=utf-8"))
        answer, _, path = follow(server, f"id/{ORG}", language="en-GB,en;q=0.9,sv;q=0.5")
        self.expect("a browser in English", path, f"{at}en/doc/{ORG}.html")
        page = answer.body.decode()
        style = urljoin(f"http://h{path}", page.split('<link rel="stylesheet" href="')[1].split('"')[0])
        self.expect("its style sheet is there", server.get(urlparse(style).path).status, 200)
        for accept, ending, media_type, syntax in [
            ("text/turtle", "ttl", "text/turtle; charset=utf-8", "turtle"),
            ("application/ld+json", "jsonld", "application/ld+json", "json-ld"),
            ("application/ld+json, text/turtle;q=0.5", "jsonld", "application/ld+json", "json-ld"),
            ("text/turtle, application/ld+json, */*;q=0.1", "ttl", "text/turtle; charset=utf-8", "turtle"),
        ]:
            answer, statuses, path = follow(server, f"id/{ORG}", accept=accept)
            self.expect(accept, (statuses, path), ([303], f"{at}doc/{ORG}.{ending}"))
            self.expect(f"{accept}: its type", answer.headers["content-type"], media_type)
            graph = rdflib.Graph().parse(data=answer.body, format=syntax)
            self.expect(f"{accept}: it describes the agency", (rdflib.URIRef(BASE + ORG), RDF.type, None) in graph, True)
            self.expect(f"{accept}: the same at doc/", server.get(f"doc/{ORG}", accept=accept).body, answer.body)
        _, _, path = follow(server, f"id/{ORG}", accept=None, language=None)
        self.expect("a client that says nothing gets the page", path, f"{at}sv/doc/{ORG}.html")
        self.expect("by its ending", server.get(f"id/{ORG}.ttl").leads(), f"{at}doc/{ORG}.ttl")
        self.expect("the ontology as Turtle", server.get("ns", accept="text/turtle").body, (self.site / "ns.ttl").read_bytes())
        answer = server.get(self.version(), accept="text/turtle")
        self.expect(f"{self.version()} is the ontology", answer.body, (self.site / "ns.ttl").read_bytes())

    def version(self):
        version = rdflib.Graph().parse(self.site / "ns.ttl").value(rdflib.URIRef("https://w3id.org/uppdrag/ns"), OWL.versionIRI)
        return str(version).removeprefix("https://w3id.org/uppdrag/")

    def parts(self):
        """A thing with a part: `doc/x` is a folder, too."""
        part = min(self.site.glob("doc/*/*/*.ttl")).relative_to(self.site / "doc").with_suffix("")
        for name in (part.parent, part):
            for path in (f"id/{name}", f"doc/{name}"):
                answer, _, _ = follow(self.server, path, accept="text/turtle")
                same = answer.body == (self.site / f"doc/{name}.ttl").read_bytes()
                self.expect(f"{path} as Turtle", (answer.status, same), (200, True))
            answer, _, path = follow(self.server, f"id/{name}")
            self.expect(f"{path} in a browser", (answer.status, path), (200, f"{self.at}sv/doc/{name}.html"))
            answer = self.server.get(f"sv/doc/{name}")
            same = answer.body == (self.site / f"sv/doc/{name}.html").read_bytes()
            self.expect(f"sv/doc/{name} without its ending", (answer.status, same), (200, True))

    def varies(self):
        for path, vary in [
            (f"id/{ORG}", BY_ACCEPT),
            (f"id/{ORG}?a=b.c", BY_ACCEPT),
            (f"doc/{ORG}", BY_BOTH),
            (f"doc/{ORG}?a=b.c", BY_BOTH),
            (f"doc/{ORG}.ttl", set()),
            ("ns", BY_BOTH),
            ("ns?a", BY_BOTH),
            (self.version(), BY_BOTH),
            ("catalog", BY_BOTH),
            ("catalog?a=1", BY_BOTH),
            ("catalog.rdf", set()),
            ("datasets/dcat", BY_ACCEPT),
            ("datasets/dcat?a=1", BY_ACCEPT),
            ("", BY_BOTH),
            ("?utm=1", BY_BOTH),
            ("style.css", set()),
        ]:
            for how in ({}, {"language": "en"}, {"accept": "text/turtle"}, {"accept": "application/rdf+xml"}):
                answer = self.server.get(path, **how)
                if answer.status != 406:
                    self.expect(f"/{path} varies, {how}: {answer.status}", answer.varies(), vary)

    def absent(self):
        server = self.server
        answer = server.get(f"id/{ORG}", accept="image/png")
        if server.refuses:
            self.expect("nobody has such a form: 406", answer.status, 406)
        else:
            self.expect("nobody has such a form: the page", (answer.status, answer.leads()), (303, f"{self.at}doc/{ORG}"))
        for path in ("id/org/finns-inte", "doc/org/finns-inte", "doc/org/finns-inte.ttl", "finns-inte", "sv/finns-inte", "ns/0.0.1"):
            answer, statuses, _ = follow(server, path)
            self.expect(f"{path}: 404", answer.status, 404)
            if server.looks_first or not path.startswith(("id/", "doc/org/finns-inte")) or path.endswith(".ttl"):
                self.expect(f"{path}: at once", statuses, [])
        answer = server.get("finns-inte", language="en")
        if server.has_error_pages:
            told = b'lang="en"' in answer.body, answer.varies()
            self.expect("a 404 is a page in the language", told, (True, BY_BOTH))
        else:
            told = answer.body == (self.site / "404.html").read_bytes(), answer.varies()
            self.expect("a 404 is the page", told, (True, set()))
        for path in (".htaccess", "_headers", "server/nginx.conf"):
            self.expect(f"{path} is not for readers", server.get(path).status, 404)

    def gone(self):
        for path in ("id/publication/borttagen", "doc/publication/borttagen", "doc/publication/borttagen.ttl", "sv/doc/publication/borttagen.html"):
            page, data = (self.server.get(path, accept=accept) for accept in (BROWSER, "text/turtle"))
            self.expect(f"{path} withdrawn: 410", (page.status, data.status), (410, 410))
            if path.endswith((".ttl", ".html")):
                continue
            self.expect(f"{path} withdrawn: a page", page.headers["content-type"], "text/html; charset=utf-8")
            if self.server.gives_tombstones:
                told = "Uppgiften var fel".encode() in page.body, page.varies()
                self.expect(f"{path} withdrawn: its own page", told, (True, BY_BOTH))
                graph = rdflib.Graph().parse(data=data.body, format="turtle")
                gone = rdflib.URIRef(f"{BASE}publication/borttagen")
                said = {p for p in (RDF.type, SKOS.prefLabel, DCTERMS.date, SKOS.editorialNote, OWL.deprecated) if (gone, p, None) in graph}
                self.expect(f"{path} withdrawn: in Turtle with type, label, date and reason", len(said), 5)
            else:
                one = (self.site / "410.html").read_bytes()
                self.expect(f"{path} withdrawn: the page of all", (page.body == one, data.body == one), (True, True))

    def moved(self):
        for folder in ("id", "doc"):
            answer = self.server.get(f"{folder}/org/gammal", accept="text/turtle")
            self.expect(f"{folder}/ merged: 301", (answer.status, answer.leads()), (301, f"{self.at}{folder}/{ORG}"))
        for path in ("id/{}.ttl", "sv/doc/{}.html"):
            answer = self.server.get(path.format("org/gammal"))
            self.expect(f"{path.format('org/gammal')} merged", (answer.status, answer.leads()), (301, self.at + path.format(ORG)))
        answer, _, _ = follow(self.server, "id/org/gammal")
        self.expect("merged: at the end stands the other", (answer.status, "Socialstyrelsen" in answer.body.decode()), (200, True))

    def catalogue(self):
        server = self.server
        catalogue = (self.site / "catalog.rdf").read_bytes()
        for path in ("catalog", "datasets/dcat", "catalog.rdf"):
            for accept in ("application/rdf+xml", "*/*", None):
                answer = server.get(path, accept=accept)
                told = answer.status, answer.headers["content-type"], answer.body == catalogue
                self.expect(f"{path} with Accept {accept}: RDF/XML", told, (200, "application/rdf+xml", True))
        for path in ("catalog", "datasets/dcat"):
            for accept, ending in [("text/turtle", "ttl"), ("application/ld+json", "jsonld")]:
                same = server.get(path, accept=accept).body == (self.site / f"catalog.{ending}").read_bytes()
                self.expect(f"{path} with Accept {accept}", same, True)
        answer, _, path = follow(server, "catalog")
        self.expect("the catalogue in a browser", (answer.status, path), (200, f"{self.at}sv/catalog.html"))
        self.expect("/datasets/dcat is never a page", server.get("datasets/dcat").headers["content-type"], "application/rdf+xml")
        for path in ("dataset/uppdrag", "dataset/uppdrag/distribution/ttl", "publisher", "contact"):
            answer, statuses, _ = follow(server, path, accept="application/rdf+xml")
            self.expect(f"{path} leads to the catalogue", (statuses, answer.body == catalogue), ([303], True))

    def dumps(self):
        server = self.server
        for ending, media_type in DUMPS.items():
            path = f"dump/uppdrag.{ending}"
            answer = server.get(path)
            told = answer.headers["content-type"], answer.headers.get("content-encoding"), len(answer.body)
            self.expect(f"{path} with its type", told, (media_type, None, (self.site / path).stat().st_size))
        answer = server.get("dump/uppdrag.nt", Accept_Encoding="gzip")
        if server.sends_packed:
            packed = (self.site / "dump/uppdrag.nt.gz").read_bytes()
            told = answer.headers.get("content-encoding"), answer.headers["content-type"], answer.body == packed
            self.expect("a dump, packed beforehand", told, ("gzip", "application/n-triples", True))
            self.expect("a dump says that it varies", answer.headers.get("vary"), "Accept-Encoding")
        else:
            self.expect("a dump is sent as it is", (answer.headers.get("content-encoding"), answer.headers.get("vary")), (None, None))
        answer = server.get("dump/uppdrag.nt", Range="bytes=0-99")
        self.expect("a part of a dump", (answer.status, len(answer.body)), (206, 100))

    def caching(self):
        server = self.server
        answer = server.get("sv/agencies")
        self.expect("a list without its ending", (answer.status, answer.headers["content-type"]), (200, "text/html; charset=utf-8"))
        again = server.get("sv/agencies", If_None_Match=answer.headers["etag"])
        self.expect("asked again: 304", (again.status, again.body), (304, b""))
        everywhere = ["sv/agencies", f"id/{ORG}", f"doc/{ORG}.ttl", "catalog", "finns-inte", "id/publication/borttagen", "id/org/gammal"]
        for name, value in [("access-control-allow-origin", "*"), ("x-content-type-options", "nosniff"), ("cache-control", AFTER_ASKING)]:
            found = {server.get(path).headers.get(name) for path in everywhere} | {again.headers.get(name)}
            self.expect(f"{name} on every answer", found, {value})
        pages = sorted(self.site.glob("feed/*/0*"))
        self.checks.check(f"{self.at} the feed has pages", None if pages else "none")
        for kept, paths in [(FOR_EVER, pages), (AFTER_ASKING, sorted(self.site.glob("feed/*/index.*")))]:
            for path in paths:
                path = str(path.relative_to(self.site))
                self.expect(f"{path} is kept: {kept}", server.get(path).headers["cache-control"], kept)
        answer = server.get("feed/resources/000099.ttl")
        self.expect("a page that is not there yet is not kept", (answer.status, answer.headers["cache-control"]), (404, AFTER_ASKING))

    def paths(self):
        """Folders, with and without their slash, and places that only look like this one."""
        server, at = self.server, self.at
        self.expect("the start page by language", server.get("", language="en").leads(), f"{at}en/")
        self.expect("the start page in Swedish", server.get("").status, 200)
        for folder in ["sv", "en"] + ([at.rstrip("/")] if at != "/" else []):
            answer = server.get(folder)
            self.expect(f"{folder} gets its slash", (answer.status, answer.leads()), (301, urljoin(at, folder) + "/"))
        page = server.get("sv/")
        self.expect("sv/ is the start page", (page.status, page.body == (self.site / "sv/index.html").read_bytes()), (200, True))
        for folder in ("sv/doc", "sv/doc/", "dump", "dump/", "doc/org", "doc/org/", f"doc/{ORG}/"):
            answer, _, _ = follow(server, folder)
            self.expect(f"{folder} is no page: 404", answer.status, 404)
        self.expect("another place has no such thing", server.get(f"/v1x0/id/{ORG}").status, 404)


def main():
    kind, program, dataset = SERVERS[sys.argv[1]], Path(sys.argv[2]), Path(sys.argv[3])
    checks = Checks()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        # The workers of a server run as another user.
        folder.chmod(0o755)
        for name, address in ADDRESSES.items():
            work = folder / name
            work.mkdir()
            data = work / "data"
            shutil.copytree(dataset, data)
            with (data / "identifiers.csv").open("a") as register:
                register.write("org/gammal,2026-01-01,merged,2026-02-01,org/socialstyrelsen,Samma myndighet,Gamla namnet\n")
                register.write("publication/borttagen,2026-01-01,withdrawn,2026-02-01,,Uppgiften var fel,Borttagen\n")
            config = data / "uppdrag.toml"
            config.write_text(f'{config.read_text()}\n[site]\naddress = "{address}"\n')
            site = work / "public"
            subprocess.run([program, "build", data, "--site", "--out", site], check=True, capture_output=True)
            server = kind(work, site, urlparse(address).path)
            questions = Questions(checks, server, site)
            try:
                questions.ask()
            finally:
                server.stop()
            sums = (site / "SHA256SUMS").read_text().splitlines()
            differ = [line for line in sums if hashlib.sha256((site / line[66:]).read_bytes()).hexdigest() != line[:64]]
            questions.expect(f"{len(sums)} files have their sums", differ, [])
    checks.finish()


if __name__ == "__main__":
    main()
