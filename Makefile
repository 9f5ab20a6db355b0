# `make help` lists the targets.
SHELL := /bin/sh
PYTHON ?= python3
FAULTS ?= 50
# Files of tests are shared among so many workers: as many as the machine has processors, four at most (WORKERS=0: none).
WORKERS ?= logical
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 4 --dist loadfile --no-loadscope-reorder
# Nothing here talks to anybody but the package index.
export GX_ANALYTICS_ENABLED := false
export PREFECT_SERVER_ANALYTICS_ENABLED := false
export DO_NOT_TRACK := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup run test test-fast coverage faults bench lint types audit lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(VENV)/ready ## make the environment in .venv
	@$(BIN)/python -m compileall -q fazhi flows tasks expectations # where Python may not write: read at each start

$(VENV)/ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v < (3, 14) else "fazhi needs Python 3.11, 3.12 or 3.13, and `$(PYTHON)` is %d.%d: call make PYTHON=python3.12" % v)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

run: setup ## run the sample batch (data/raw/inbox) through all stages
	$(BIN)/fazhi run

test: setup lint types ## lint, types and all tests
	$(PYTEST)

test-fast: setup ## the tests that start no server and wait for nothing
	$(PYTEST) -m "not slow"

coverage: setup ## which lines the tests do not reach (twice the time of the tests)
	$(PYTEST) --cov --cov-report=term:skip-covered

faults: setup ## kill runs at random moments and compare with an undisturbed run (FAULTS=50 rounds; SEED=… repeats the moments)
	$(BIN)/python -m tests.faults.at_random --kills $(FAULTS) $(if $(SEED),--seed $(SEED))

bench: setup ## the benchmark, beside the stack that a user could assemble (BENCH_ARGS="--documents 100" for a quick one)
	$(BIN)/python -m bench $(BENCH_ARGS)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

# Its own environment: what looks for weaknesses is no part of what is looked at. --strict: a package that the service
# does not know ends the audit; without it pip-audit passes on what it could not ask about.
PIP_AUDIT ?= .audit/bin/pip-audit
audit: ## known weaknesses of what is locked (asks PyPI; AUDIT_ARGS="-s osv" asks OSV); fails where nobody answers
	@test -x $(PIP_AUDIT) || { $(PYTHON) -m venv .audit && .audit/bin/python -m pip install --quiet pip-audit; } \
	  || { echo "NOT AUDITED: pip-audit cannot be had here" >&2; exit 1; }
	@$(PIP_AUDIT) --strict --require-hashes --disable-pip --progress-spinner off -r requirements.txt $(AUDIT_ARGS) \
	  || { echo "NOT AUDITED, or with findings: see above (SECURITY.md, Dependencies)" >&2; exit 1; }

lock: ## write requirements.txt anew (needs uv)
	uv pip compile --universal --generate-hashes --no-emit-index-url --all-extras --python-version 3.11 pyproject.toml -o requirements.txt

clean: ## remove what the pipeline wrote; data/raw/inbox stays
	rm -rf data/raw/documents data/normalized data/segmented data/extracted data/quality data/work data/prefect data/versions data/alerts
	find data/curated -mindepth 1 ! -name README.md -delete
