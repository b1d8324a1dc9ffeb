"""Counts checks: one line each, and `N passed, N failed` at the end."""

import sys


class Checks:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    def check(self, what, problem=None):
        """Passed unless there is a problem, a sentence that says what differs."""
        if problem:
            self.failed += 1
            print(f"FAILED  {what}: {problem}", flush=True)
        else:
            self.passed += 1
            print(f"ok      {what}", flush=True)

    def finish(self):
        """Prints the counts; ends the program, with exit code 1 if a check failed or none ran."""
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed or not self.passed else 0)
