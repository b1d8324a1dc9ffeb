"""A mixed load on `uppdrag serve` while its graph is rebuilt and its workers are killed.

    python3 benches/load.py UPPDRAG DATASET QUESTIONS-FOLDER [--seconds 60] [--clients 64]
        [--rebuild 60] [--kill 10]

Each answer is held against those that servers without load gave for each of the graphs that are
served. Exits with 1 if one is wrong, cut or lost. Needs Linux and no package; see serving.md.
"""

import argparse
import collections
import contextlib
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

VERSIONS = 3
# A client reads for so long before it asks again.
PAUSE_S = 0.05
STARTED = re.compile(r"serving .* on http://([^/]+)/")
# The pages name it; the port is not the same for all servers.
HOST = "load.example"
NEVER_THE_SAME = "FILTER(RAND() >= 0)"  # so that it is not remembered


class Server:
    def __init__(self, program, dataset, *options):
        self.log = tempfile.NamedTemporaryFile()
        command = [program, "serve", str(dataset), "--listen", "127.0.0.1:0", *options]
        command += ["--limit", "client_rate=0", "--limit", "client_connections=512"]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        begun = time.monotonic()
        while not (found := STARTED.search(pathlib.Path(self.log.name).read_text())):
            if self.process.poll() is not None or time.monotonic() - begun > 120:
                sys.exit(f"it does not serve: {pathlib.Path(self.log.name).read_text()}")
            time.sleep(0.05)
        self.address = found[1]

    def workers(self):
        children = pathlib.Path(f"/proc/{self.process.pid}/task").glob("*/children")
        found = []
        for task in children:
            with contextlib.suppress(OSError):
                found += map(int, task.read_text().split())
        return found

    def memory(self):
        """MiB of the server and of all workers that belong to no file."""
        both = []
        for processes in ([self.process.pid], self.workers()):
            kibibytes = 0
            for process in processes:
                with contextlib.suppress(OSError):
                    lines = pathlib.Path(f"/proc/{process}/status").read_text().splitlines()
                    kibibytes += sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon"))
            both.append(kibibytes / 1024)
        return both

    def metrics(self):
        body = ask(http.client.HTTPConnection(self.address, timeout=60), ("/metrics", "*/*"))[1].decode()
        return dict(line.rsplit(" ", 1) for line in body.splitlines() if not line.startswith("#"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def ask(connection, request):
    target, accept = request
    connection.putrequest("GET", target, skip_host=True)
    connection.putheader("Host", HOST)
    connection.putheader("Accept", accept)
    connection.endheaders()
    response = connection.getresponse()
    return response.status, response.read(), response


def sparql(query, accept="text/csv"):
    return "/sparql?" + urllib.parse.urlencode({"query": query}), accept


def requests(questions, dataset):
    """What is asked, with how often."""
    look_ups, asked, pages, heavy = [], [], [], []
    for path in sorted(questions.glob("*.rq")):
        asked.append(sparql(path.read_text()))
    for key in re.findall(r"^- key: (\S+)", (dataset / "agencies.yaml").read_text(), re.M):
        iri = f"<https://w3id.org/uppdrag/id/org/{key}>"
        look_ups.append(sparql(f"SELECT ?p ?o {{ {iri} ?p ?o {NEVER_THE_SAME} }}"))
        look_ups.append(sparql(f"CONSTRUCT {{ {iri} ?p ?o }} WHERE {{ {iri} ?p ?o {NEVER_THE_SAME} }}", "application/n-triples"))
        pages += [(f"/doc/org/{key}", "text/html"), (f"/doc/org/{key}.ttl", "*/*"), (f"/id/org/{key}", "text/turtle")]
    for language in ("sv", "en"):
        for page in ("", "agencies", "mandates", "publications", "timeline", "map", "network", "search?q=lansstyrelsen"):
            pages.append((f"/{language}/{page}", "text/html"))
    pages += [("/graphs?default", "application/n-triples"), ("/.well-known/void", "text/turtle"), ("/sparql", "text/turtle")]
    # Long enough to be killed in their midst.
    for pattern in ("?a ?p ?c . ?d ?p ?c", "?a ?x ?c . ?c ?y ?d . ?d ?z ?f", "?a ?x ?c . ?b ?y ?c . ?c ?z ?f"):
        heavy.append(sparql(f"SELECT (COUNT(*) AS ?n) {{ {pattern} {NEVER_THE_SAME} }}"))
    return {"look-up": (look_ups, 600), "question": (asked, 200), "page": (pages, 195), "heavy": (heavy, 5)}


def altered(dataset, version):
    """The dataset with another label in its first mandate."""
    path = dataset / "mandates.yaml"
    text = re.sub(r"^    en: (.*?)( \(revision \d+\))?$", rf"    en: \1 (revision {version})", path.read_text(), count=1, flags=re.M)
    # At once, so that no half of it is seen.
    whole = path.with_suffix(".new")
    whole.write_text(text)
    whole.rename(path)


def body_of(request, body):
    """Rows may come in any order where a query gives none."""
    return b"\n".join(sorted(body.splitlines())) if request[0].startswith(("/sparql?", "/graphs")) else body


def right_answers(program, dataset, every):
    """For each request the answers for the versions; those that are never the same are told and left out."""
    right = {request: [] for request in every}
    for version in [0, *range(VERSIONS)]:
        altered(dataset, version)
        with Server(program, dataset) as server:
            connection = http.client.HTTPConnection(server.address, timeout=120)
            for request in every:
                status, body, _ = ask(connection, request)
                right[request].append((status, body_of(request, body)))
    left_out = [request for request, answers in right.items() if answers[0] != answers[1] or answers[0][0] >= 400]
    for request in left_out:
        print(f"left out ({right.pop(request)[0][0]}): {request[0][:100]}")
    return {request: set(answers) for request, answers in right.items()}


class Load:
    def __init__(self, server, kinds, right, seconds):
        self.server, self.kinds, self.right = server, kinds, right
        self.end = time.monotonic() + seconds
        self.lock = threading.Lock()
        self.counts = collections.Counter()
        self.times = collections.defaultdict(list)
        self.wrong = []

    def client(self, number):
        chance = random.Random(number)
        names, weights = list(self.kinds), [weight for _, weight in self.kinds.values()]
        connection = http.client.HTTPConnection(self.server.address, timeout=60)
        while time.monotonic() < self.end:
            name = chance.choices(names, weights)[0]
            request = chance.choice(self.kinds[name][0])
            begun = time.monotonic()
            try:
                status, body, response = ask(connection, request)
                result, wrong = self.judge(request, status, body, response)
            except (OSError, http.client.HTTPException) as error:
                # Also an answer that is shorter than was announced.
                connection.close()
                result, wrong = f"lost: {type(error).__name__}", f"{request}: {error!r}"
            took = time.monotonic() - begun
            with self.lock:
                self.counts[name, result] += 1
                if result == "right":
                    self.times[name].append(took)
                if wrong:
                    self.wrong.append(wrong)
            time.sleep(chance.random() * 2 * PAUSE_S)

    def judge(self, request, status, body, response):
        if (status, body_of(request, body)) in self.right[request]:
            return "right", None
        if status in (429, 503) and response.headers["Retry-After"]:
            return f"refused: {status} {json.loads(body)['limit']['name']}", None
        if status >= 500 and response.headers["Content-Type"] == "application/problem+json":
            problem = json.loads(body)
            return f"error: {status} {problem['code']}: {problem['detail'][:80]}", None
        return f"wrong: {status}", f"{request}: {status} {body[:200]!r}"


def every(seconds, end, work):
    """Does something again and again, on a thread of its own."""

    def run():
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(seconds, left))
            if time.monotonic() < end:
                work()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def percentile(times, hundredths):
    return sorted(times)[min(len(times) - 1, len(times) * hundredths // 100)] * 1000


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program")
    arguments.add_argument("dataset", type=pathlib.Path)
    arguments.add_argument("questions", type=pathlib.Path)
    for name, default in (("seconds", 60), ("clients", 64), ("rebuild", 60), ("kill", 10)):
        arguments.add_argument(f"--{name}", type=float, default=default)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        dataset = pathlib.Path(folder, "data")
        shutil.copytree(given.dataset, dataset)
        kinds = requests(given.questions, dataset)
        right = right_answers(given.program, dataset, [request for asked, _ in kinds.values() for request in asked])
        kinds = {name: ([request for request in asked if request in right], weight) for name, (asked, weight) in kinds.items()}
        altered(dataset, 0)
        with Server(given.program, dataset, "--watch") as server:
            run(server, kinds, right, dataset, given)


def run(server, kinds, right, dataset, given):
    load = Load(server, kinds, right, given.seconds)
    chance, done = random.Random(0), collections.Counter()

    def rebuild():
        done["rebuilds"] += 1
        altered(dataset, done["rebuilds"] % VERSIONS)

    def kill():
        with contextlib.suppress(OSError, IndexError):
            os.kill(chance.choice(server.workers()), signal.SIGKILL)
            done["kills"] += 1

    threads = [threading.Thread(target=load.client, args=(number,)) for number in range(int(given.clients))]
    for thread in threads:
        thread.start()
    threads += [every(given.rebuild, load.end, rebuild), every(given.kill, load.end, kill)]
    time.sleep(min(10, given.seconds / 4))
    at_first, step = server.memory(), max(given.seconds / 10, 1)
    while (left := load.end - time.monotonic()) > 0:
        time.sleep(min(step, left))
        print("memory of server and workers, MiB: {:.0f}, {:.0f}".format(*server.memory()), flush=True)
    for thread in threads:
        thread.join()
    metrics = server.metrics()
    counts = collections.Counter()
    for (name, result), count in sorted(load.counts.items()):
        counts[result] += count
        print(f"{name:10} {count:8}  {result}")
    total = sum(counts.values())
    print(f"{total} requests, {total / given.seconds:.0f} a second; {counts['right']} right")
    for name, times in [*load.times.items(), ("all", [time for times in load.times.values() for time in times])]:
        print(f"{name:10} p50 {percentile(times, 50):.0f} ms, p95 {percentile(times, 95):.0f} ms, p99 {percentile(times, 99):.0f} ms")
    done_rebuilds = metrics.get('uppdrag_rebuilds_total{result="done"}', "0")
    print(f"{done['rebuilds']} changes, {done_rebuilds} rebuilds; {done['kills']} workers killed, {metrics['uppdrag_workers_started_total']} started")
    print("memory of server and workers, MiB: {:.0f}, {:.0f} at first; {:.0f}, {:.0f} at the end".format(*at_first, *server.memory()))
    for wrong in load.wrong[:10]:
        print("WRONG", wrong)
    errors = sum(count for result, count in counts.items() if result.startswith("error"))
    print(f"{len(load.wrong)} wrong or lost, {errors} errors")
    sys.exit(1 if load.wrong else 0)


main()
