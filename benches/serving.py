"""Requests per CPU second of `uppdrag serve`, beside the `oxigraph` server of PyPI and nginx.

    python3 benches/serving.py queries DATA.nt QUERIES-FOLDER UPPDRAG OXIGRAPH
    python3 benches/serving.py dumps DATASET UPPDRAG

UPPDRAG and OXIGRAPH are the two programs. Needs `wrk` and, for the dumps, `nginx`; Linux. Prints
tables in Markdown; see serving.md.
"""

import contextlib
import http.client
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

TICKS = os.sysconf("SC_CLK_TCK")
SECONDS = 12
CLIENTS = 4
LIGHT = ("q01", "q02", "q03", "q07", "q09", "q10")
HEAVY = ("q04", "q05", "q11", "q12")


class Server:
    """A server process with its children; CPU time counts children that have ended, too."""

    def __init__(self, command, port, path):
        self.port, self.path = port, path
        self.begun = time.monotonic()
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)

    def wait(self, ask, seconds=600):
        """Time until the first answer to `ask`."""
        while time.monotonic() - self.begun < seconds:
            if self.process.poll() is not None:
                self.log.seek(0)
                sys.exit(self.log.read().decode())
            with contextlib.suppress(OSError, http.client.HTTPException):
                if get(self.port, ask)[0] == 200:
                    return time.monotonic() - self.begun
            time.sleep(0.002)
        sys.exit("the server does not answer")

    def processes(self):
        found, next_ones = [], [self.process.pid]
        while next_ones:
            process = next_ones.pop()
            found.append(process)
            for children in pathlib.Path(f"/proc/{process}/task").glob("*/children"):
                with contextlib.suppress(OSError):
                    next_ones += map(int, children.read_text().split())
        return found

    def cpu(self):
        ticks = 0
        for process in self.processes():
            with contextlib.suppress(OSError):
                fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
                ticks += sum(map(int, fields[11:15]))
        return ticks / TICKS

    def memory(self):
        """Private memory of all processes, in MiB: pages of a file are shared and can be dropped."""
        bytes_ = 0
        for process in self.processes():
            with contextlib.suppress(OSError):
                lines = pathlib.Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
                bytes_ += sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty"))
        return bytes_ / 1024

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


def get(port, path, accept="*/*"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path, headers={"Accept": accept})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, body


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def request_of(server, text):
    separator = "&" if "?" in server.path else "?"
    is_graph = any(line.startswith(("CONSTRUCT", "DESCRIBE")) for line in text.splitlines())
    accept = "application/n-triples" if is_graph else "application/sparql-results+json"
    return server.path + separator + urllib.parse.urlencode({"query": text}), accept


def wrk(server, requests, folder, clients=CLIENTS, seconds=SECONDS, coding="identity"):
    """Requests per CPU second and per second, and the 95th percentile in milliseconds."""
    lines = ",".join(f'{{"{path}","{accept}"}}' for path, accept in requests)
    script = pathlib.Path(folder, "mix.lua")
    script.write_text(
        f"local r={{{lines}}}\nlocal i=0\n"
        "request=function() i=i+1 local x=r[(i-1)%#r+1] return wrk.format('GET',x[1],"
        f"{{['Accept']=x[2],['Accept-Encoding']='{coding}'}}) end\n"
        "done=function(s,l) print(string.format('COUNT %d %d %d %.3f', s.requests,"
        " s.errors.status+s.errors.timeout+s.errors.read+s.errors.connect, s.duration, l:percentile(95)/1000)) end\n"
    )
    begun = server.cpu()
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "60s", "-s", str(script)]
    output = subprocess.run(
        [*command, f"http://127.0.0.1:{server.port}"], capture_output=True, text=True, check=True
    ).stdout
    spent = server.cpu() - begun
    counts = next(line for line in output.splitlines() if line.startswith("COUNT")).split()
    done, failed, microseconds, p95 = int(counts[1]), int(counts[2]), int(counts[3]), float(counts[4])
    if failed:
        sys.exit(f"{failed} of {done} requests failed")
    return done / max(spent, 1 / TICKS), done / microseconds * 1e6, p95


def uppdrag(program, data, *options):
    port = free_port()
    command = [program, "serve", "--rdf", data, "--listen", f"127.0.0.1:{port}", "--quiet", *options]
    # One client asks for all: what guards against that is not what is measured.
    command += ["--limit", "client_rate=0"]
    return Server(command, port, "/sparql")


def oxigraph(program, data):
    port = free_port()
    server = Server([program, "serve", "--bind", f"127.0.0.1:{port}"], port, "/query")
    server.wait("/")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    with open(data, "rb") as file:
        connection.request("POST", "/store?default", file, {"Content-Type": "application/n-triples"})
        if connection.getresponse().status >= 300:
            sys.exit("oxigraph does not take the data")
    return server


def heavy_beside_look_ups(server, queries, folder):
    """95th percentile of point look-ups alone, and while heavy queries run, in milliseconds."""
    look_up = [request_of(server, queries["q01"])]
    alone = wrk(server, look_up, folder, clients=1, seconds=6)[2]
    ending = threading.Event()

    def ask(text):
        path, accept = request_of(server, text)
        while not ending.is_set():
            get(server.port, path, accept)

    askers = [threading.Thread(target=ask, args=(queries[name],)) for name in HEAVY]
    for asker in askers:
        asker.start()
    time.sleep(1)
    beside = wrk(server, look_up, folder, clients=1, seconds=10)[2]
    ending.set()
    for asker in askers:
        asker.join()
    return alone, beside


def compare_queries(data, folder, ours, theirs):
    queries = {path.stem.split("_")[0]: path.read_text() for path in sorted(pathlib.Path(folder).glob("*.rq"))}
    temporary = tempfile.mkdtemp()
    frozen = str(pathlib.Path(temporary, "data.frozen"))
    subprocess.run([ours, "freeze", data, "--out", frozen, "--quiet"], check=True)
    look_up = "/sparql?" + urllib.parse.urlencode({"query": queries["q01"]})
    figures = {}
    try:
        with uppdrag(ours, frozen, "--limit", "cache_bytes=0") as server:
            start = server.wait(look_up)
            figures["uppdrag, nothing remembered"] = measure(server, queries, temporary, start)
        with uppdrag(ours, frozen) as server:
            start = server.wait(look_up)
            figures["uppdrag"] = measure(server, queries, temporary, start)
        begun = time.monotonic()
        with oxigraph(theirs, data) as server:
            server.wait("/query?" + urllib.parse.urlencode({"query": queries["q01"]}))
            figures["oxigraph"] = measure(server, queries, temporary, time.monotonic() - begun)
    finally:
        shutil.rmtree(temporary)
    table("server", figures)


def table(first, figures):
    columns = list(next(iter(figures.values())))
    print(f"| {first} |", " | ".join(columns), "|")
    print("|---|" + "---:|" * len(columns))
    for name, row in figures.items():
        print(f"| {name} |", " | ".join(f"{row[column]:,.1f}" for column in columns), "|")


NGINX = """daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes auto;
events {{}}
http {{
    access_log off; sendfile on; tcp_nopush on; gzip_static on; default_type application/n-triples;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


def nginx(folder, root):
    port = free_port()
    configuration = pathlib.Path(folder, "nginx.conf")
    configuration.write_text(NGINX.format(folder=folder, root=root, port=port))
    return Server(["nginx", "-p", folder, "-c", str(configuration)], port, "/")


def compare_dumps(dataset, ours):
    """The same dump from both servers, packed and plain."""
    figures = {}
    path = "/dump/uppdrag.nt"
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        root = pathlib.Path(folder, "public")
        subprocess.run([ours, "build", dataset, "--out", str(root), "--quiet"], check=True)
        port = free_port()
        command = [ours, "serve", dataset, "--listen", f"127.0.0.1:{port}", "--quiet", "--limit", "client_rate=0"]
        with Server(command, port, "/sparql") as server, nginx(folder, root) as peer:
            server.wait("/healthz")
            peer.wait(path)
            for coding in ("gzip", "identity"):
                sizes = {length(each.port, path, coding) for each in (server, peer)}
                if len(sizes) > 1:
                    sys.exit(f"the servers do not send the same: {sizes} bytes")
                (size,) = sizes
                for name, each in (("uppdrag", server), ("nginx", peer)):
                    per_cpu, rate, _ = wrk(each, [(path, "*/*")], folder, coding=coding)
                    figures[f"{name}, {coding}"] = {
                        "kB": size / 1e3,
                        "per CPU s": per_cpu,
                        "MB per CPU s": per_cpu * size / 1e6,
                        "per s": rate,
                    }
    table("server, coding", figures)


def length(port, path, coding):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path, headers={"Accept-Encoding": coding})
    response = connection.getresponse()
    sent = response.headers.get("Content-Encoding", "identity")
    if response.status != 200 or sent != coding:
        sys.exit(f"{path}: {response.status}, {sent}")
    return len(response.read())


def measure(server, queries, folder, start):
    light = [request_of(server, queries[name]) for name in LIGHT]
    everything = [request_of(server, text) for text in queries.values()]
    row = {"first answer, s": start, "memory then, MiB": server.memory()}
    row["light, per CPU s"], row["light, per s"], row["light p95, ms"] = wrk(server, light, folder)
    row["all, per CPU s"], row["all, per s"], row["all p95, ms"] = wrk(server, everything, folder)
    row["look-up p95 alone, ms"], row["beside heavy, ms"] = heavy_beside_look_ups(server, queries, folder)
    row["memory at the end, MiB"] = server.memory()
    return row


{"queries": compare_queries, "dumps": compare_dumps}[sys.argv[1]](*sys.argv[2:])
