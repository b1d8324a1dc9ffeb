#!/usr/bin/env python3
"""Serves the site of a build by nginx, with the rules that the build wrote, and asks it.

Usage: nginx.py PROGRAM DATASET

A copy of the dataset is built with a withdrawn and a merged identifier, once for the root of a host and
once for a path below it. Requests are made as browsers, harvesters and RDF clients make them.
"""

import hashlib
import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urljoin, urlparse

import rdflib
from checks import Checks
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS

BASE = "https://w3id.org/uppdrag/id/"
ORG = "org/socialstyrelsen"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FOR_EVER = "public, max-age=31536000, immutable"


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = {name.lower(): value for name, value in headers}
        self.body = body


class Nginx:
    """nginx as it is installed, with one site, on a free port."""

    def __init__(self, folder, site, root):
        self.root = root
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        www = folder / "www"
        place = www / root.strip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        if root == "/":
            www = site
        else:
            place.symlink_to(site)
        rules = (site / "server" / "nginx.conf").read_text()
        rules = rules.replace("listen 80;", f"listen 127.0.0.1:{self.port};").replace("root /srv/www;", f"root {www};")
        (folder / "site.conf").write_text(rules)
        places = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(
            f"{user} daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}"
            f" http {{ access_log off; {places} include {folder}/site.conf; }}"
        )
        self.process = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf")], stderr=subprocess.PIPE)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    sys.exit(f"nginx does not start: {self.process.stderr.read().decode()}")
                time.sleep(0.1)
        sys.exit("nginx is not there after 10 s")

    def get(self, path, accept=BROWSER, language="sv", method="GET", **headers):
        """One request, without following where it leads; `path` is below the root of the site."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if accept is not None:
            headers["Accept"] = accept
        if language is not None:
            headers["Accept-Language"] = language
        connection.request(method, path if path.startswith("/") else self.root + path, headers=headers)
        response = connection.getresponse()
        answer = Answer(response.status, response.getheaders(), response.read())
        connection.close()
        return answer

    def stop(self):
        self.process.terminate()
        self.process.wait()


def follow(nginx, path, **how):
    """The last answer, with the statuses on the way and its path."""
    statuses = []
    for _ in range(5):
        answer = nginx.get(path, **how)
        if answer.status not in (301, 302, 303):
            return answer, statuses, path
        statuses.append(answer.status)
        here = path if path.startswith("/") else nginx.root + path
        path = urlparse(urljoin(f"http://h{here}", answer.headers["location"])).path
    return answer, statuses, path


def expect(checks, what, found, wanted):
    checks.check(what, None if found == wanted else f"{found!r}, not {wanted!r}")


def ask(checks, nginx, site):
    at = nginx.root

    answer, statuses, path = follow(nginx, f"id/{ORG}")
    expect(checks, f"{at} a browser: 303, then the page in Swedish", (statuses[0], path), (303, f"{at}sv/doc/{ORG}.html"))
    expect(checks, f"{at} the page", (answer.status, answer.headers["content-type"]), (200, "text/html; charset=utf-8"))
    answer, _, path = follow(nginx, f"id/{ORG}", language="en-GB,en;q=0.9,sv;q=0.5")
    expect(checks, f"{at} a browser in English", path, f"{at}en/doc/{ORG}.html")
    page = answer.body.decode()
    style = urljoin(f"http://h{path}", page.split('<link rel="stylesheet" href="')[1].split('"')[0])
    expect(checks, f"{at} its style sheet is there", nginx.get(urlparse(style).path).status, 200)

    for accept, ending, media_type, syntax in [
        ("text/turtle", "ttl", "text/turtle; charset=utf-8", "turtle"),
        ("application/ld+json", "jsonld", "application/ld+json", "json-ld"),
        ("application/ld+json, text/turtle;q=0.5", "jsonld", "application/ld+json", "json-ld"),
        ("text/turtle, application/ld+json, */*;q=0.1", "ttl", "text/turtle; charset=utf-8", "turtle"),
    ]:
        answer, statuses, path = follow(nginx, f"id/{ORG}", accept=accept)
        expect(checks, f"{at} {accept}", (statuses, path), ([303], f"{at}doc/{ORG}.{ending}"))
        expect(checks, f"{at} {accept}: its type", answer.headers["content-type"], media_type)
        graph = rdflib.Graph().parse(data=answer.body, format=syntax)
        expect(checks, f"{at} {accept}: it describes the agency", (rdflib.URIRef(BASE + ORG), RDF.type, None) in graph, True)
        expect(checks, f"{at} {accept}: the same at doc/", nginx.get(f"doc/{ORG}", accept=accept).body, answer.body)
    answer, _, path = follow(nginx, f"id/{ORG}", accept=None, language=None)
    expect(checks, f"{at} a client that says nothing gets the page", path, f"{at}sv/doc/{ORG}.html")
    expect(checks, f"{at} what is not there: 406", nginx.get(f"id/{ORG}", accept="image/png").status, 406)
    expect(checks, f"{at} by its ending", nginx.get(f"id/{ORG}.ttl").headers["location"], f"{at}doc/{ORG}.ttl")
    for path, vary in [(f"id/{ORG}", "Accept"), (f"doc/{ORG}", "Accept, Accept-Language"), (f"doc/{ORG}.ttl", None)]:
        expect(checks, f"{at} {path} varies by", nginx.get(path).headers.get("vary"), vary)

    for path in ("id/org/finns-inte", "doc/org/finns-inte", "doc/org/finns-inte.ttl", "finns-inte", "sv/finns-inte"):
        expect(checks, f"{at} {path}: 404", nginx.get(path).status, 404)
    expect(checks, f"{at} a 404 is a page in the language", b'lang="en"' in nginx.get("finns-inte", language="en").body, True)

    for folder in ("id", "doc"):
        answer = nginx.get(f"{folder}/publication/borttagen")
        told = answer.status, "Uppgiften var fel".encode() in answer.body, answer.headers["content-type"]
        expect(checks, f"{at} {folder}/ withdrawn: 410 with its page", told, (410, True, "text/html; charset=utf-8"))
        answer = nginx.get(f"{folder}/publication/borttagen", accept="text/turtle")
        graph = rdflib.Graph().parse(data=answer.body, format="turtle")
        gone = rdflib.URIRef(f"{BASE}publication/borttagen")
        said = {p for p in (RDF.type, SKOS.prefLabel, DCTERMS.date, SKOS.editorialNote, OWL.deprecated) if (gone, p, None) in graph}
        expect(checks, f"{at} {folder}/ withdrawn: 410 in Turtle with type, label, date and reason", (answer.status, len(said)), (410, 5))
        answer = nginx.get(f"{folder}/org/gammal", accept="text/turtle")
        expect(checks, f"{at} {folder}/ merged: 301", (answer.status, answer.headers["location"]), (301, f"{at}{folder}/{ORG}"))
    answer = nginx.get("id/org/gammal.ttl")
    expect(checks, f"{at} merged, by its ending", answer.headers["location"], f"{at}id/{ORG}.ttl")
    answer, statuses, _ = follow(nginx, "id/org/gammal")
    expect(checks, f"{at} merged: at the end stands the other", (answer.status, "Socialstyrelsen" in answer.body.decode()), (200, True))

    catalogue = (site / "catalog.rdf").read_bytes()
    for path in ("catalog", "datasets/dcat", "catalog.rdf"):
        for accept in ("application/rdf+xml", "*/*", None):
            answer = nginx.get(path, accept=accept)
            told = answer.status, answer.headers["content-type"], answer.body == catalogue
            expect(checks, f"{at} {path} with Accept {accept}: RDF/XML", told, (200, "application/rdf+xml", True))
    expect(checks, f"{at} the catalogue as Turtle", nginx.get("catalog", accept="text/turtle").body, (site / "catalog.ttl").read_bytes())
    answer, _, path = follow(nginx, "catalog")
    expect(checks, f"{at} the catalogue in a browser", (answer.status, path), (200, f"{at}sv/catalog.html"))
    answer, statuses, _ = follow(nginx, "dataset/uppdrag", accept="application/rdf+xml")
    expect(checks, f"{at} the IRI of a dataset leads to the catalogue", (statuses, answer.body == catalogue), ([303], True))

    answer = nginx.get("dump/uppdrag.nt")
    expect(checks, f"{at} a dump", (answer.headers["content-type"], len(answer.body)), ("application/n-triples", (site / "dump/uppdrag.nt").stat().st_size))
    answer = nginx.get("dump/uppdrag.nt", Accept_Encoding="gzip")
    packed = (site / "dump/uppdrag.nt.gz").read_bytes()
    told = answer.headers.get("content-encoding"), answer.headers["content-type"], answer.body == packed
    expect(checks, f"{at} a dump, packed beforehand", told, ("gzip", "application/n-triples", True))
    answer = nginx.get("dump/uppdrag.nt", Range="bytes=0-99")
    expect(checks, f"{at} a part of a dump", (answer.status, len(answer.body)), (206, 100))

    answer = nginx.get("sv/agencies")
    expect(checks, f"{at} a list without its ending", (answer.status, answer.headers["content-type"]), (200, "text/html; charset=utf-8"))
    expect(checks, f"{at} kept after asking", answer.headers["cache-control"], "no-cache")
    again = nginx.get("sv/agencies", If_None_Match=answer.headers["etag"])
    expect(checks, f"{at} asked again: 304", (again.status, again.body), (304, b""))
    for name, value in [("access-control-allow-origin", "*"), ("x-content-type-options", "nosniff")]:
        found = {nginx.get(path).headers.get(name) for path in (f"id/{ORG}", f"doc/{ORG}.ttl", "catalog", "finns-inte", "id/publication/borttagen")}
        expect(checks, f"{at} {name} on every answer", found, {value})
    expect(checks, f"{at} the start page by language", nginx.get("", language="en").headers.get("location"), f"{at}en/")
    expect(checks, f"{at} the ontology as Turtle", nginx.get("ns", accept="text/turtle").body, (site / "ns.ttl").read_bytes())
    pages = sorted(site.glob("feed/*/0*"))
    checks.check(f"{at} the feed has pages", None if pages else "none")
    for page in pages:
        answer = nginx.get(str(page.relative_to(site)))
        expect(checks, f"{at} {page.relative_to(site)} is kept for ever", answer.headers["cache-control"], FOR_EVER)
    answer = nginx.get("feed/resources/000099.ttl")
    told = answer.status, answer.headers["cache-control"]
    expect(checks, f"{at} a page that is not there yet is not kept", told, (404, "no-cache"))
    for path in ("publisher", "contact", "dataset/uppdrag/distribution/ttl"):
        answer, statuses, _ = follow(nginx, path, accept="application/rdf+xml")
        expect(checks, f"{at} {path} leads to the catalogue", (statuses, answer.body == catalogue), ([303], True))
    version = rdflib.Graph().parse(site / "ns.ttl").value(rdflib.URIRef("https://w3id.org/uppdrag/ns"), OWL.versionIRI)
    version = str(version).removeprefix("https://w3id.org/uppdrag/")
    answer = nginx.get(version, accept="text/turtle")
    expect(checks, f"{at} {version} is the ontology", answer.body, (site / "ns.ttl").read_bytes())
    expect(checks, f"{at} a version that is not this one", nginx.get("ns/0.0.1").status, 404)
    for path in (".htaccess", "_headers", "server/nginx.conf"):
        expect(checks, f"{at} {path} is not for readers", nginx.get(path).status, 404)
    expect(checks, f"{at} /datasets/dcat is never a page", nginx.get("datasets/dcat").headers["content-type"], "application/rdf+xml")
    expect(checks, f"{at} a dump says that it varies", nginx.get("dump/uppdrag.nt", Accept_Encoding="gzip").headers.get("vary"), "Accept-Encoding")
    for page in sorted(site.glob("feed/*/index.*")):
        answer = nginx.get(str(page.relative_to(site)))
        expect(checks, f"{at} {page.relative_to(site)} is kept after asking", answer.headers["cache-control"], "no-cache")


def main():
    program, dataset = map(Path, sys.argv[1:])
    checks = Checks()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        # A worker of nginx may run as another user.
        folder.chmod(0o755)
        for name, address in [("below", None), ("root", "https://data.example.org/")]:
            work = folder / name
            work.mkdir()
            data = work / "data"
            shutil.copytree(dataset, data)
            with (data / "identifiers.csv").open("a") as register:
                register.write("org/gammal,2026-01-01,merged,2026-02-01,org/socialstyrelsen,Samma myndighet,Gamla namnet\n")
                register.write("publication/borttagen,2026-01-01,withdrawn,2026-02-01,,Uppgiften var fel,Borttagen\n")
            if address:
                config = data / "uppdrag.toml"
                config.write_text(f'{config.read_text()}\n[site]\naddress = "{address}"\n')
            site = work / "public"
            subprocess.run([program, "build", data, "--site", "--out", site], check=True, capture_output=True)
            nginx = Nginx(work, site, urlparse(address).path if address else "/uppdrag/")
            try:
                ask(checks, nginx, site)
            finally:
                nginx.stop()
            sums = (site / "SHA256SUMS").read_text().splitlines()
            differ = [line for line in sums if hashlib.sha256((site / line[66:]).read_bytes()).hexdigest() != line[:64]]
            expect(checks, f"{nginx.root} {len(sums)} files have their sums", differ, [])
    checks.finish()


if __name__ == "__main__":
    main()
