#!/usr/bin/env python3
"""Runs the commands of README.md, in order, in a clone of the repository.

Usage: readme.py CLONE [COMMAND ...]

Every fenced block marked `sh` is run by bash and must succeed; directory and exported variables carry
over to the next one. A block marked `text` right after it is what it must print, to the letter. A
block that runs `serve` is left running, once it answers, until the end. A block that is exactly one
of the COMMANDs is passed over: whoever calls this has run it.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from checks import Checks

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ADDRESS = re.compile(r"serving .* on (http://\S+)")
PATIENCE_S = 1800  # a cold build on a slow machine


def commands(text):
    """Pairs of a command block and what it must print, if that is said."""
    blocks = list(BLOCK.finditer(text))
    found = []
    for block, after in zip(blocks, [*blocks[1:], None]):
        if block[1] == "sh":
            printed = after and after[1] == "text" and not text[block.end() : after.start()].strip()
            found.append((block[2], after[2] if printed else None))
    return found


def serve(command, clone, log):
    """Starts a server; the process, and a problem if it does not answer."""
    process = subprocess.Popen(
        ["bash", "-c", command],
        cwd=clone,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE_S:
        output = Path(log.name).read_text(encoding="utf-8")
        if ADDRESS.search(output):
            return process, None
        if process.poll() is not None:
            return process, f"it ended with exit code {process.returncode}:\n{output}"
        time.sleep(0.2)
    return process, f"no answer in {PATIENCE_S} s:\n{output}"


def run(command, clone, state):
    """Runs a block in the state that the one before left; a problem, and its output."""
    script = f'set -euo pipefail\n. "{state}"\n{command}\n{{ declare -px; printf "cd %q\\n" "$PWD"; }} > "{state}"\n'
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=clone,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=PATIENCE_S,
    )
    output = done.stdout.decode().replace("\r\n", "\n")
    return (f"exit code {done.returncode}:\n{output}" if done.returncode else None), output


def main():
    clone = Path(sys.argv[1]).resolve()
    passed_over = {command.strip() for command in sys.argv[2:]}
    blocks = commands((clone / "README.md").read_text(encoding="utf-8"))
    checks = Checks()
    missing = passed_over - {command.strip() for command, _ in blocks}
    checks.check("the commands that were run before are those of README.md", ", ".join(missing))

    servers = []
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state"
        state.write_text("")
        try:
            for number, (command, expected) in enumerate(blocks):
                name = command.strip().splitlines()[0]
                if command.strip() in passed_over:
                    continue
                if re.search(r"\bserve\b", command):
                    log = open(Path(folder) / f"serve-{number}", "w+", encoding="utf-8")
                    process, problem = serve(command, clone, log)
                    servers.append(process)
                else:
                    problem, output = run(command, clone, state)
                    if not problem and expected is not None and output != expected:
                        problem = f"README.md says\n{expected}\nand it prints\n{output}"
                checks.check(f"README.md: {name}", problem)
        finally:
            for process in servers:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGTERM)
                    process.wait()
    checks.finish()


if __name__ == "__main__":
    main()
