# The two commands that matter: make run, make test. Both make .venv first, with pinned versions.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help install run test lint serve bench clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1 - \2/'

install: $(VENV)/.installed ## Make .venv with what a run needs

$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("reviewdue needs Python 3.11 or newer; set PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[test]"
	@touch $@

run: $(VENV)/.installed ## Do the main job on the sample: scan, check, remind, publish
	@$(BIN)/reviewdue run --allow-offline

# Three processes share the files of the tests, which mostly wait. One seed, so that they find the same tests in the same
# order: the one that has those first that start servers and browsers.
test: $(VENV)/.tested ## Run the tests
	@PYTHONHASHSEED=0 $(BIN)/python -m pytest --numprocesses=3 --dist=loadfile --no-loadscope-reorder

lint: $(VENV)/.tested ## Check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

serve: $(VENV)/.installed ## Show the live dashboard at http://127.0.0.1:8400/
	@$(BIN)/reviewdue serve

bench: $(VENV)/.tested ## Measure the scan and the check beside their peers
	@$(BIN)/python -m benchmarks.scan
	@$(BIN)/python -m benchmarks.checking
	@$(BIN)/python -m benchmarks.citations
	@$(BIN)/python -m benchmarks.dashboard

clean: ## Remove what the sample run wrote
	rm -rf outbox site .reviewdue reviewdue.db reviewdue.db-shm reviewdue.db-wal reviewdue.db-mail*
