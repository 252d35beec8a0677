"""Hold the workflow against snakemake's linter, but for one of its rules; exit with 1 where anything else is amiss.

python tools/lint_workflow.py
"""

from __future__ import annotations

import json
import subprocess
import sys

PASSED_OVER = "Specify a conda environment or container for each rule."
"""Every rule calls ``nesgroove``, which is installed beside snakemake. An environment of environment.yml alone would
not contain it, and a rule that names one could not run in it."""


def main() -> None:
    """Print what the linter says, without what is passed over."""
    done = subprocess.run(
        [sys.executable, "-m", "snakemake", "--lint", "json"], capture_output=True, text=True, check=False
    )
    start = done.stdout.find("{")
    if start < 0:
        sys.exit(done.stdout + done.stderr)
    said = json.loads(done.stdout[start:])
    amiss = [
        f"{item['for']}: {lint['title']} {lint['body']}"
        for items in said.values()
        for item in items
        for lint in item["lints"]
        if lint["title"] != PASSED_OVER
    ]
    print("\n".join(amiss) or "The workflow is in a good condition.")
    sys.exit(bool(amiss))


if __name__ == "__main__":
    main()
