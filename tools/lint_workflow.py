"""Hold the workflow against snakemake's linter, but for two of its rules; exit with 1 where anything else is amiss.

python tools/lint_workflow.py
"""

from __future__ import annotations

import re
import subprocess
import sys

PASSED_OVER = {
    "Specify a conda environment or container for each rule.",
    "Shell command directly uses variable nesgroove from outside of the rule",
}
"""Every rule calls ``nesgroove``, which is installed beside snakemake. An environment of environment.yml alone would
not contain it, and a rule that names one could not run in it. The variable names the interpreter that runs the
workflow; as a parameter of the rules another path of it would measure everything again."""


def main() -> None:
    """Print what the linter says beside what is passed over."""
    command = [sys.executable, "-m", "snakemake", "--lint"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    titles = re.findall(r"^    \* (.+):$", said, re.MULTILINE)
    if set(titles) - PASSED_OVER or (done.returncode and not titles):
        sys.exit(said)
    print(f"The workflow is in a good condition ({len(titles)} remarks are passed over).")


if __name__ == "__main__":
    main()
