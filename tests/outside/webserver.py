"""nginx and Apache as Debian has them, each with the rules that a build wrote for it."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from urllib.parse import urlparse

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = {}
        for name, value in headers:
            before = self.headers.get(name.lower())
            self.headers[name.lower()] = value if before is None else f"{before}, {value}"
        self.body = body

    def leads(self):
        """The path of Location, which may be a whole address."""
        return urlparse(self.headers.get("location", "")).path

    def varies(self):
        """The names in Vary. Whether what it sends is packed is the server's own business."""
        names = self.headers.get("vary", "").lower().split(",")
        return {name.strip() for name in names} - {"", "accept-encoding"}


class Server:
    """A server as it is installed, with one site, on a free port."""

    # What README.md says that a server does; Apache says below what it does not.
    refuses = True  # 406 to who accepts nothing of what there is; else the page
    looks_first = True  # 404 at once for a thing that is not there; else 303 to the 404
    gives_tombstones = True  # 410 with the resource's own page or data; else one page for all
    has_error_pages = True  # 404 in both languages; else one page
    sends_packed = True  # dumps as they were packed beforehand

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
        self.log = folder / "error.log"
        with (folder / "stderr").open("wb") as stderr:
            self.process = subprocess.Popen(self.command(folder, site, www), stderr=stderr)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    sys.exit(f"the server does not start: {(folder / 'stderr').read_text()}{self.told()}")
                time.sleep(0.1)
        self.stop()
        sys.exit(f"the server is not there after 10 s: {self.told()}")

    def told(self):
        return self.log.read_text() if self.log.exists() else ""

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


class Nginx(Server):
    def command(self, folder, site, www):
        rules = (site / "server" / "nginx.conf").read_text()
        rules = rules.replace("listen 80;", f"listen 127.0.0.1:{self.port};").replace("root /srv/www;", f"root {www};")
        (folder / "site.conf").write_text(rules)
        places = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(
            f"{user} daemon off; pid {folder}/pid; error_log {self.log}; events {{}}"
            f" http {{ access_log off; {places} include {folder}/site.conf; }}"
        )
        return ["nginx", "-c", str(folder / "nginx.conf")]


class Apache(Server):
    refuses = False
    looks_first = False
    gives_tombstones = False
    has_error_pages = False
    sends_packed = False

    # The modules that the rules name, and those of Debian that could get in their way.
    MODULES = ["mpm_event", "authz_core", "autoindex", "negotiation", "filter", "deflate", "rewrite", "headers", "mime", "dir"]
    # Types that any server knows; the others must come from the rules.
    TYPES = "text/html html\ntext/css css\napplication/xml xml\napplication/json json\ntext/plain txt\ntext/csv csv\n"

    def command(self, folder, site, www):
        # No more is allowed than the rules say that they need.
        (allowed,) = re.findall(r"^# Needs AllowOverride (.+)$", (site / ".htaccess").read_text(), re.MULTILINE)
        user = ""
        if os.geteuid() == 0:
            user = "User #65534\nGroup #65534\n"
        (folder / "mime.types").write_text(self.TYPES)
        (folder / "apache.conf").write_text(
            "".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n" for name in self.MODULES)
            + f"{user}ServerName localhost\nListen 127.0.0.1:{self.port}\n"
            f"DefaultRuntimeDir {folder}\nPidFile {folder}/pid\nErrorLog {self.log}\n"
            f"TypesConfig {folder}/mime.types\nAddOutputFilterByType DEFLATE text/html\n"
            f"DocumentRoot {www}\n"
            f"<Directory {www}>\n  Options Indexes MultiViews FollowSymLinks\n  AllowOverride {allowed}\n  Require all granted\n</Directory>\n"
        )
        return ["apache2", "-d", str(folder), "-f", str(folder / "apache.conf"), "-DFOREGROUND"]
