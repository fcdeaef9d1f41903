# `make` alone lists the targets.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PEERS  := .venv-bench

# pip reads hashes only where every line has one; --no-deps because the lock is complete.
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' || \
	  { echo "Progon needs Python 3.11 to 3.14; $(PYTHON) is $$($(PYTHON) -V 2>&1). Try: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "Python cannot make a virtual environment here. On Debian: apt install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/.runtime: requirements.lock pyproject.toml $(VENV)/.made
	@echo "Installing the locked packages into $(VENV) ..." >&2
	@$(PIP_INSTALL) -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "Installing the tools for tests and checks ..." >&2
	@$(PIP_INSTALL) -r requirements-dev.lock
	@touch $@

install: $(VENV)/.dev  ## make the virtual environment with everything from the lock files

run: $(VENV)/.runtime  ## start everything: with BOT_TOKEN the real bot, without it the playground chat
	@$(BIN)/progon run

migrate: $(VENV)/.runtime  ## bring the database to the newest schema
	@$(BIN)/progon migrate

test: $(VENV)/.dev  ## run the tests
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile -m "not faults and not benchmark"

faults: $(VENV)/.dev  ## run the fault suite: kills, cuts, floods
	@$(BIN)/python -m pytest -m faults

search: $(VENV)/.dev  ## look for examples that break a property: other ones each time
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 tests/unit --hypothesis-profile search -m "not faults and not benchmark"

$(PEERS)/.made: requirements-bench.lock $(VENV)/.made
	@echo "Installing the peers of the benchmarks into $(PEERS) ..." >&2
	@$(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-bench.lock
	@touch $@

bench: $(VENV)/.dev $(PEERS)/.made  ## run the benchmarks; writes the tables of docs/benchmarks.md
	@$(BIN)/python -m pytest tests/benchmarks -m benchmark -s --bench-write

lint: $(VENV)/.dev  ## style rules, and which package may import which
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports --no-cache

type-check: $(VENV)/.dev  ## strict types
	@$(BIN)/mypy

format: $(VENV)/.dev  ## write the code in the house's format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix-only .

check: $(VENV)/.dev  ## format, lint, types, import contracts: all that needs no server
	@$(BIN)/ruff format --check .
	@$(MAKE) --no-print-directory lint type-check

lock: $(VENV)/.dev  ## resolve the lock files anew (needs a package index)
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" \
	  pyproject.toml --group build -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" \
	  --group dev -c requirements.lock -o requirements-dev.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" \
	  requirements-bench.in -o requirements-bench.lock

clean:  ## remove the virtual environment and the caches (never data/)
	@rm -rf $(VENV) $(PEERS) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

.PHONY: help install run migrate test faults search bench lint type-check format check lock clean
