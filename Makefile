# maild: what developers and the curious type. Needs Python 3.11 or newer; `uv` makes it quicker where it is there.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
WORKERS ?= auto

.PHONY: help demo test lint types docs pictures servers fuzz season torture bench lock clean

help: ## say what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|'

demo: $(VENV)/.demo ## play the whole story in a terminal: no root, no account, no server
	@$(BIN)/maild demo

test: lint types ## set up an environment and run every test; missing servers are named at the end
	@$(BIN)/python -m pytest -q -n $(WORKERS)

lint: $(VENV)/.dev ## check style and layout of the code
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .

types: $(VENV)/.dev ## check the types
	@$(BIN)/mypy --no-error-summary

docs: $(VENV)/.dev ## write docs/configuration.md and docs/cli.md from the code
	@$(BIN)/python docs/generate.py

pictures: $(VENV)/.dev ## take the pictures of docs/story.md anew (needs Chromium)
	@$(BIN)/python docs/draw.py

servers: ## install the real servers of the tests (Debian, Ubuntu; as root); starts and removes nothing
	@.ci/servers

fuzz: $(VENV)/.dev ## read 200,000 mutated mails
	@MAILD_FUZZ=$${MAILD_FUZZ:-200000} $(BIN)/python -m pytest -q -n $(WORKERS) -k fuzz

season: $(VENV)/.dev ## play a quarter of an office with 3,000 tickets, and recount every figure it was told
	@MAILD_SEASON=whole $(BIN)/python -m pytest -q -s tests/integration/desk/test_quarter.py

torture: $(VENV)/.dev ## show that the tests fail when what they prove is switched off
	@$(BIN)/python tests/torture.py

bench: $(VENV)/.dev ## measure speed and memory
	@for script in bench/*.py; do echo "$$script"; $(BIN)/python "$$script"; done

lock: ## write anew which version of every library is installed, with digests and without index addresses (needs uv)
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--all-extras pyproject.toml --output-file requirements.lock
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--all-extras --group dev --group browser --constraints requirements.lock pyproject.toml \
		--output-file requirements-dev.lock

clean: ## remove what was made here
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- environments: the locked versions, or the newest allowed ones where those cannot be had -------------------------

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "maild needs Python 3.11 or newer: install it, or name it: make PYTHON=/path/to/python"; exit 1; }
ifdef UV
	@uv venv --quiet --allow-existing --python "$$(command -v $(PYTHON))" $(VENV)
else
	@$(PYTHON) -m venv $(VENV) || { echo "Python has no venv here; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
endif

ifdef UV
INSTALL := uv pip install --quiet --python $(BIN)/python
NEWEST_PIP := true
else
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check
NEWEST_PIP := $(INSTALL) --upgrade pip
endif

$(VENV)/.demo: pyproject.toml requirements.lock | $(BIN)/python
	@$(INSTALL) --require-hashes -r requirements.lock || { \
		echo "The locked versions cannot be had here: the newest allowed ones are taken."; \
		$(INSTALL) -e '.[demo]'; }
	@$(INSTALL) --no-deps -e .
	@touch $@

$(VENV)/.dev: pyproject.toml requirements-dev.lock | $(BIN)/python
	@$(INSTALL) --require-hashes -r requirements-dev.lock || { \
		echo "The locked versions cannot be had here: the newest allowed ones are taken."; \
		$(NEWEST_PIP); $(INSTALL) -e '.[demo,pdf,postgres]' --group dev --group browser; }
	@$(INSTALL) --no-deps -e .
	@touch $@ $(VENV)/.demo
