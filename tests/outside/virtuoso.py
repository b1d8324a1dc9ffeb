#!/usr/bin/env python3
"""Loads the N-Quads dump of a build into Virtuoso and asks it the named queries.

Usage: virtuoso.py PROGRAM DATASET BUILD

Virtuoso is where a publication moves that has outgrown one machine. Its answers to every named query must
be those of ours, row by row.
"""

import csv
import io
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from checks import Checks

PARAMETERS = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = {sql}
DirsAllowed = {folder}, {dumps}
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
[HTTPServer]
ServerPort = {http}
[SPARQL]
ResultSetMaxRows = 1000000
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Virtuoso:
    def __init__(self, folder, dumps):
        self.folder = folder
        self.sql, self.http = free_port(), free_port()
        settings = folder / "virtuoso.ini"
        settings.write_text(PARAMETERS.format(folder=folder, dumps=dumps, sql=self.sql, http=self.http))
        self.process = subprocess.Popen(
            ["virtuoso-t", "+configfile", settings, "+foreground"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(300):
            if self.process.poll() is not None:
                sys.exit(f"virtuoso does not start: {(folder / 'virtuoso.log').read_text()[-500:]}")
            try:
                if "VERSION" in self.run("status();"):
                    return
            except subprocess.CalledProcessError:
                pass
            time.sleep(0.2)
        sys.exit("virtuoso is not there after 60 s")

    def run(self, command):
        done = subprocess.run(
            ["isql-vt", str(self.sql), "dba", "dba", f"exec={command}"], capture_output=True, text=True, check=True
        )
        return (done.stdout + done.stderr).upper() if "status" in command else done.stdout + done.stderr

    def load(self, dumps, name):
        said = self.run(f"ld_dir('{dumps}', '{name}', 'urn:default'); rdf_loader_run(); checkpoint; select ll_error from DB.DBA.LOAD_LIST where ll_error is not null;")
        return said

    def ask(self, query):
        parameters = urllib.parse.urlencode({"query": query, "format": "text/csv"}).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.http}/sparql", parameters, {"Accept": "text/csv"})
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.read().decode()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()


def rows(text):
    """Rows of a CSV answer as a sorted list: the order of equals is nobody's promise. Virtuoso writes
    truth values as 0 and 1, which are the same values (XML Schema Part 2, 3.3.2)."""
    header, *found = csv.reader(io.StringIO(text))
    truth = {"false": "0", "true": "1"}
    return header, sorted([truth.get(cell, cell) for cell in row] for row in found)


def main():
    program, dataset, build = (Path(argument).resolve() for argument in sys.argv[1:])
    checks = Checks()
    folder = Path(tempfile.mkdtemp())
    dumps = folder / "dumps"
    dumps.mkdir()
    shutil.copy(build / "dump" / "uppdrag.nq", dumps)
    virtuoso = Virtuoso(folder, dumps)
    try:
        virtuoso.load(dumps, "uppdrag.nq")
        quads = sum(1 for _ in (dumps / "uppdrag.nq").open())
        graphs = {line.rsplit(" ", 2)[1] for line in (dumps / "uppdrag.nq").open()}
        names = ", ".join(sorted(graphs))
        counted = virtuoso.ask(f"SELECT (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g IN ({names})) }}")
        found = int(rows(counted)[1][0][0])
        checks.check(f"Virtuoso holds the {quads} quads of the dump", None if found == quads else f"{found}")
        # Its default graph holds graphs of its own, too.
        clauses = "\n".join(f"FROM {graph}\nFROM NAMED {graph}" for graph in sorted(graphs))
        named = [path for kind in ("questions", "examples", "stats") for path in sorted((dataset.parent / "queries" / kind).glob("*.rq"))]
        for path in named:
            text = path.read_text()
            ours = subprocess.run(
                [program, "query", dataset, "--name", path.stem, "--format", "csv"], capture_output=True, text=True, check=True
            ).stdout
            asked = re.sub(r"\bWHERE\b", clauses + "\nWHERE", text, count=1)
            try:
                theirs = virtuoso.ask(asked)
                problem = None if rows(ours) == rows(theirs) else f"ours {rows(ours)[1][:3]}, theirs {rows(theirs)[1][:3]}"
            except urllib.error.HTTPError as error:
                problem = error.read().decode(errors="replace").splitlines()[0][:200]
            checks.check(path.stem, problem)
    finally:
        virtuoso.stop()
        shutil.rmtree(folder, ignore_errors=True)
    checks.finish()


if __name__ == "__main__":
    main()
