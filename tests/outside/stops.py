#!/usr/bin/env python3
"""Asks a server what takes too long, and sees that it is stopped: Linux only, no package needed.

Usage: stops.py PROGRAM [GRAPH]

PROGRAM serves GRAPH, a frozen graph or a file of RDF; without one, a graph of a million triples that is
made here, always the same. Each query is asked with a deadline of 2 s, once to its end and once by a
client that hangs up. It must be refused within a second past the deadline; then the CPU time of the
server and its workers must stand still and their memory be given back; and look-ups that come
meanwhile must be answered in under 200 ms. `STOPS_LOOK_UP_MS=1000` is for a machine that does other
work.
"""

import contextlib
import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path

from checks import Checks

DEADLINE_S = 2
LATE_S = 1
LOOK_UP_S = float(os.environ.get("STOPS_LOOK_UP_MS", "200")) / 1000
# A client that hangs up does so in the midst of the work.
HANG_UP_S = 0.6
# By then a stopped query has ended; from then on its work is watched for so long.
MOMENT_S = 0.7
WATCHED_S = 1.0
# Of this time the server itself may take a little: its clocks tick.
IDLE_CPU_S = 0.05
# Each of two workers that go on may keep 32 MiB; the rest is what the server itself moves by.
KEPT_MIB = 72
RESOURCES = 250_000
STARTED = re.compile(r"serving .* on http://([^/]+)/")
TICKS = os.sysconf("SC_CLK_TCK")

VALUES = " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(10)))} }}" for n in range(10))
STOPS = {
    "sort of everything with DISTINCT": "SELECT DISTINCT ?s ?p ?o ?t { ?s ?p ?o . ?t ?p ?o } ORDER BY DESC(STR(?o)) ?s ?t",
    "three-way cross product COUNT": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "VALUES-only product": f"SELECT (COUNT(*) AS ?n) {{ {VALUES} }}",
    "long property path": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>)* ?b . ?c (!<urn:x>)* ?d }",
    "regex over everything": 'SELECT ?s { ?s ?p ?o . ?t ?q ?r FILTER(REGEX(CONCAT(STR(?o), STR(?r)), "(a|b)*z.*q", "i")) }',
    "GROUP_CONCAT of everything": "SELECT (GROUP_CONCAT(?x) AS ?y) { ?s ?p ?o . ?t ?q ?r BIND(CONCAT(STR(?s), STR(?o), STR(?t)) AS ?x) }",
    "ORDER BY of a two-way product": "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } ORDER BY STR(?f) ?c LIMIT 10",
}

checks = Checks()


def write_graph(path):
    chance = random.Random(4)
    with open(path, "w", encoding="utf-8") as file:
        for number in range(RESOURCES):
            this = f"<https://e.example/{number}>"
            file.write(f"{this} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://e.example/C{number % 7}> .\n")
            file.write(f'{this} <http://www.w3.org/2004/02/skos/core#prefLabel> "Länsstyrelse {chance.randrange(10**9)}"@sv .\n')
            file.write(f"{this} <https://e.example/next> <https://e.example/{(number + 1) % RESOURCES}> .\n")
            file.write(f"{this} <https://e.example/knows> <https://e.example/{chance.randrange(RESOURCES)}> .\n")


class Server:
    def __init__(self, program, graph):
        self.log = tempfile.NamedTemporaryFile()
        limits = [f"query_time={DEADLINE_S}s", "client_rate=0"]
        command = [program, "serve", "--rdf", graph, "--listen", "127.0.0.1:0"]
        command += [part for limit in limits for part in ("--limit", limit)]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        begun = time.monotonic()
        while not (found := STARTED.search(Path(self.log.name).read_text())):
            if self.process.poll() is not None or time.monotonic() - begun > 300:
                sys.exit(f"it does not serve: {Path(self.log.name).read_text()}")
            time.sleep(0.05)
        self.address = found[1]

    def ask(self, query):
        """Status, the name of the limit that was met, and seconds."""
        begun = time.monotonic()
        connection = http.client.HTTPConnection(self.address, timeout=60)
        connection.request("GET", target(query))
        response = connection.getresponse()
        body = response.read()
        took = time.monotonic() - begun
        connection.close()
        limit = None
        if response.status >= 400:
            limit = json.loads(body).get("limit", {}).get("name")
        return response.status, limit, took, body

    def hang_up(self, query, seconds):
        host, port = self.address.split(":")
        with socket.create_connection((host, int(port))) as stream:
            stream.sendall(f"GET {target(query)} HTTP/1.1\r\nhost: {host}\r\n\r\n".encode())
            time.sleep(seconds)

    def processes(self):
        found, left = [], [self.process.pid]
        while left:
            process = left.pop()
            found.append(process)
            for children in Path(f"/proc/{process}/task").glob("*/children"):
                with contextlib.suppress(OSError):
                    left += map(int, children.read_text().split())
        return found

    def cpu(self):
        """Seconds of all processes, also of those that have ended."""
        ticks = 0
        for process in self.processes():
            with contextlib.suppress(OSError):
                fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
                ticks += sum(map(int, fields[11:15]))
        return ticks / TICKS

    def memory(self):
        """MiB of all processes that belong to no file."""
        kibibytes = 0
        for process in self.processes():
            with contextlib.suppress(OSError):
                lines = Path(f"/proc/{process}/status").read_text().splitlines()
                kibibytes += sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon"))
        return kibibytes / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def target(query):
    return "/sparql?" + urllib.parse.urlencode({"query": query, "format": "json"})


class LookUps(threading.Thread):
    """Asks for one resource after the other, and remembers how long the slowest took."""

    def __init__(self, server, subjects):
        super().__init__()
        self.server, self.subjects = server, subjects
        self.ending = threading.Event()
        self.count, self.slowest, self.problem = 0, 0.0, None

    def run(self):
        while not self.ending.wait(0.05):
            subject = self.subjects[self.count % len(self.subjects)]
            # Each is another query: none is remembered.
            number = time.monotonic_ns()
            status, _, took, body = self.server.ask(f"SELECT ?p ?o ({number} AS ?n) {{ <{subject}> ?p ?o }}")
            self.count += 1
            self.slowest = max(self.slowest, took)
            if status != 200 or not json.loads(body)["results"]["bindings"]:
                self.problem = f"{status} for {subject}"

    def finish(self):
        self.ending.set()
        self.join()
        if self.problem or not self.count:
            return self.problem or "none was asked"
        return None if self.slowest < LOOK_UP_S else f"one took {self.slowest * 1000:.0f} ms"


def came_to_rest(server, name, before):
    time.sleep(MOMENT_S)
    at = server.cpu()
    time.sleep(WATCHED_S)
    spent = server.cpu() - at
    checks.check(f"{name}: its CPU use ended ({spent:.2f} s of {WATCHED_S:.0f} s)", None if spent <= IDLE_CPU_S else "it did not")
    after = server.memory()
    problem = None if after <= before + KEPT_MIB else f"more than {KEPT_MIB} MiB over before"
    checks.check(f"{name}: its memory was given back ({before:.0f} MiB before, {after:.0f} after)", problem)


def stopped(server, subjects, name, query, before):
    look_ups = LookUps(server, subjects)
    look_ups.start()
    status, limit, took, _ = server.ask(query)
    problem = None
    if status not in (500, 504, 507) or not limit:
        problem = f"{status}, no limit"
    elif took > DEADLINE_S + LATE_S:
        problem = "too late"
    slow = look_ups.finish()
    checks.check(f"{name}: stopped after {took:.2f} s ({status} {limit})", problem)
    checks.check(f"{name}: look-ups meanwhile (slowest of {look_ups.count}: {look_ups.slowest * 1000:.0f} ms)", slow)
    came_to_rest(server, name, before)


def hung_up(server, subjects, name, query, before):
    name = f"{name}, hung up"
    look_ups = LookUps(server, subjects)
    look_ups.start()
    server.hang_up(query, HANG_UP_S)
    slow = look_ups.finish()
    checks.check(f"{name}: look-ups meanwhile (slowest of {look_ups.count}: {look_ups.slowest * 1000:.0f} ms)", slow)
    came_to_rest(server, name, before)


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        graph = sys.argv[2] if len(sys.argv) > 2 else str(Path(folder, "graph.frozen"))
        if len(sys.argv) <= 2:
            triples = Path(folder, "graph.nt")
            write_graph(triples)
            subprocess.run([program, "freeze", triples, "--out", graph, "--quiet"], check=True)
        server = Server(program, graph)
        try:
            _, _, _, body = server.ask("SELECT ?s { ?s a ?c } LIMIT 500")
            bindings = json.loads(body)["results"]["bindings"]
            subjects = [row["s"]["value"] for row in bindings if row["s"]["type"] == "uri"]
            # All threads and workers are there before memory is measured.
            warm = [LookUps(server, subjects) for _ in range(4)]
            for look_ups in warm:
                look_ups.start()
            time.sleep(0.5)
            for look_ups in warm:
                look_ups.finish()
            before = server.memory()
            for name, query in STOPS.items():
                stopped(server, subjects, name, query, before)
                hung_up(server, subjects, name, query, before)
            checks.check("the server runs on", None if server.process.poll() is None else "it ended")
        finally:
            server.stop()
    checks.finish()


main()
