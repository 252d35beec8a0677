# `make demo` and `make test` need Python 3.11 or newer, git and make; everything else goes into .venv.
PYTHON ?= python3
CORES ?= 2
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
DEMO_TABLES := results/demo/tables
# The files that take longest first (tests/conftest.py): pytest-xdist by itself takes those with the most tests first.
PARALLEL := -n 2 --dist loadfile --no-loadscope-reorder
STRUCTURES := $(firstword $(wildcard ../shared/structures) $(NESGROOVE_STRUCTURES) structures/cache)

# The rules of the workflow call `nesgroove`, whether .venv is activated or not.
export PATH := $(CURDIR)/$(BIN):$(PATH)

# Damaged files of `make robustness` and `make full`: a quarter of an hour on two cores.
DAMAGED ?= 10000

# Worked examples: where their results go, and what is docked into.
EXAMPLES := results/examples
DOCKED_INTO := $(STRUCTURES)/composite/composite_v6a.cif.gz $(STRUCTURES)/experimental/3gjx.cif.gz
entry = $(firstword $(subst ., ,$(notdir $(1))))

# Options of benchmarks/run.py: make benchmarks BENCHMARKS="--only one"
BENCHMARKS ?=

# Options for fetching: make structures FETCH="--mirror pdbj", make archive-check FETCH="--mirror pdbj"
FETCH ?=

.PHONY: examples example-poses example-docking example-models example-trajectory example-analogue
.PHONY: help install demo test quick full slurm check structures archive-check benchmarks docs pages site checked robustness phantoms lock wheels release clean

help:
	@echo "make demo     run the whole workflow on structures that come with it (CORES=$(CORES))"
	@echo "make test     all checks and tests"
	@echo "make quick    the same without the slow tests"
	@echo "make slurm    the workflow on a cluster of one node; wants root, and Debian's Slurm or apt-get"
	@echo "make full     all of that, what takes longer, and what needs a network"
	@echo "make structures  fetch the entries that tests need into structures/cache"
	@echo "make archive-check  fetch the entries of published values, measure them, and report what differs"
	@echo "make docs     write docs/tables.md and the captions of the report from the code"
	@echo "make pages    run the commands of the documentation, and write their output into it"
	@echo "make site     the documentation as a site without a network: site/index.html"
	@echo "make checked  hold the product against independent code on real structures: docs/checked.md"
	@echo "make robustness  measure $(DAMAGED) damaged files and count what comes of them: docs/robustness.md"
	@echo "make benchmarks  what everything costs, beside other tools, a quarter of an hour: docs/benchmarks.md"
	@echo "make phantoms build the phantoms that the package holds anew"
	@echo "make lock     resolve requirements/lock.txt again"
	@echo "make release  source archive and wheel in dist/, tried in a fresh environment; nothing is sent anywhere"
	@echo "make wheels   check that nothing in it needs a compiler"
	@echo "make examples  docked poses, models, a trajectory, an analogue: the worked examples (or one: make example-poses)"
	@echo "make clean    remove .venv, results of the demo and caches"

install: $(INSTALLED)

$(INSTALLED): requirements/lock.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(PYTHON) is not Python 3.11 or newer. Name one that is: make PYTHON=python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet -r requirements/lock.txt
	$(BIN)/python -m pip install --quiet --no-deps -e .
	@touch $@

# PyMOL needs libGL of the system, which a bare machine may lack; the atlas is then made without pictures.
demo: $(INSTALLED)
	@$(BIN)/python -c 'import pymol2' || echo "PyMOL cannot be loaded: no ray-traced pictures. Debian: apt-get install libgl1"
	$(BIN)/snakemake --cores $(CORES) --configfile config/demo.yaml \
	  --config pictures=$$($(BIN)/python -c 'import pymol2' 2>/dev/null && echo True || echo False)
	@echo
	@awk -F '\t' 'function cell(name) { return $$at[name] == "" ? "-" : $$at[name] } \
	  NR == 1 { for (i = 1; i <= NF; i++) at[$$i] = i; line("complex", "site528", "state", "width", "cargo", "inhibitor") } \
	  NR > 1 { line(cell("complex"), cell("site528"), cell("state"), cell("groove_width"), cell("cargo_chain"), \
	    cell("inhibitor_name")) } \
	  function line(a, b, c, d, e, f) { printf "%-26s %-12s %-13s %-6s %-6s %.40s\n", a, b, c, d, e, f }' \
	  $(DEMO_TABLES)/complexes.tsv
	@echo
	@echo "The tables are in $(DEMO_TABLES), their columns are described in docs/tables.md; figures are in results/demo/figures"
	@echo "To look at: open results/demo/atlas/index.html in a browser"

check: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/snakefmt --check Snakefile workflow
	$(BIN)/python tools/lint_workflow.py

# The documentation as a site, offline: site/index.html. A test builds it too. The variable switches off a notice of Material's that is no
# warning about these pages.
site: $(INSTALLED)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

test: check
	$(BIN)/pytest $(PARALLEL)

quick: check
	$(BIN)/pytest $(PARALLEL) -m "not slow and not full"

# Coordinates before tests: a stranger's clone has none.
full: check
	$(MAKE) structures || echo "No mirror was reached: tests of deposited entries are skipped" >&2
	$(BIN)/pytest $(PARALLEL) -m "full or not full"
	$(BIN)/python tools/damage.py --cases $(DAMAGED) --jobs $(CORES)
	$(MAKE) wheels examples
	$(MAKE) benchmarks BENCHMARKS=--quick

# Slurm's daemons on this machine, for as long as it takes. Without root, or where Slurm cannot be installed, it is skipped with the reason.
slurm: $(INSTALLED)
	$(BIN)/pytest tests/slurm -v --durations=5

structures: $(INSTALLED)
	$(BIN)/nesgroove fetch --from tests/structures.tsv --to structures/cache $(FETCH)

# With a network: everything that is published, held against the archive's own entries. The report is for an issue.
archive-check: $(INSTALLED)
	$(BIN)/python tools/archive_check.py --to structures/cache --out results/archive-check $(FETCH)

# What everything costs, beside other tools, on a quiet machine: writes docs/benchmarks.md. --quick writes into results/.
benchmarks: $(INSTALLED)
	$(BIN)/python benchmarks/run.py $(STRUCTURES) $(BENCHMARKS)

# Commands of pages are run, and what they print is written into them.
pages: $(INSTALLED)
	$(BIN)/python tools/run_pages.py $(STRUCTURES) --write

docs: $(INSTALLED)
	{ echo '<!-- Written by `make docs` from the code. -->'; $(BIN)/nesgroove columns; } > docs/tables.md
	$(BIN)/python tools/make_captions.py

# Worked examples of the documentation, on the reference structures.
examples: example-poses example-docking example-models example-trajectory example-analogue

$(VENV)/.examples: requirements/examples.txt $(INSTALLED)
	$(BIN)/python -m pip install --quiet -r requirements/examples.txt
	@touch $@

example-poses: $(INSTALLED)
	$(BIN)/nesgroove poses --receptor $(STRUCTURES)/docked/AF-O14980.pdb.gz \
	  --poses $(STRUCTURES)/docked/C528_my_docking.pdbqt.gz --out $(EXAMPLES)/poses

example-docking: $(VENV)/.examples
	$(BIN)/python tools/dock.py $(DOCKED_INTO) --out $(EXAMPLES)/docking
	$(foreach file,$(DOCKED_INTO),$(BIN)/nesgroove poses --receptor $(file) \
	  --poses '$(EXAMPLES)/docking/$(call entry,$(file))_*.sdf' --out $(EXAMPLES)/docked_$(call entry,$(file)) &&) true
	$(BIN)/python tools/judge_docking.py $(foreach file,$(DOCKED_INTO),$(EXAMPLES)/docked_$(call entry,$(file))) \
	  --poses $(EXAMPLES)/docking --composites $(STRUCTURES)/composite --receptors $(DOCKED_INTO)

example-models: $(INSTALLED)
	$(BIN)/nesgroove models $(STRUCTURES)/predicted --source predicted --signals tools/models/signals.tsv \
	  --out $(EXAMPLES)/models

example-trajectory: $(VENV)/.examples
	$(BIN)/python tools/simulate.py $(STRUCTURES)/experimental/3gjx.cif.gz --out $(EXAMPLES)/simulation
	$(BIN)/nesgroove trajectory $(EXAMPLES)/simulation/top.pdb $(EXAMPLES)/simulation/trajectory.xtc \
	  --out $(EXAMPLES)/trajectory

example-analogue: $(INSTALLED)
	$(BIN)/nesgroove analogue --like $(STRUCTURES)/composite/composite_v6a.cif.gz:V6A \
	  --into $(STRUCTURES)/composite/composite_v6a.cif.gz --name verdinexor \
	  --smiles 'O=C(/C=C\n1cnc(n1)-c1cc(cc(c1)C(F)(F)F)C(F)(F)F)NNc1ccccn1' \
	  --out $(EXAMPLES)/verdinexor.cif --measure $(EXAMPLES)/analogue

# Fails where a difference is above its limit; the page is written all the same.
checked: $(INSTALLED)
	$(BIN)/python tools/check_product.py $(STRUCTURES) > docs/checked.md

# Fails where a number moved silently, and where a file met a defect or a hang; the page is written all the same.
robustness: $(INSTALLED)
	$(BIN)/python tools/damage.py --cases $(DAMAGED) --jobs $(CORES) > docs/robustness.md

phantoms: $(INSTALLED)
	$(BIN)/python tools/make_phantoms.py freeze

lock: $(INSTALLED)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --extra workflow --extra pictures \
	  --extra atlas --extra notebook --extra series --extra posebusters --extra slurm --group dev --no-annotate \
	  --custom-compile-command "make lock" --upgrade --quiet pyproject.toml -o requirements/lock.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --group examples --constraint requirements/lock.txt \
	  --no-annotate --custom-compile-command "make lock" --upgrade --quiet -o requirements/examples.txt
	$(BIN)/python tools/check_wheels.py

wheels: $(INSTALLED)
	$(BIN)/python tools/check_wheels.py

release: $(INSTALLED)
	$(BIN)/python tools/release.py --workflow

clean:
	rm -rf $(VENV) results/demo .pytest_cache .mypy_cache .ruff_cache .hypothesis
