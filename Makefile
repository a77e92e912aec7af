# Everything made lives in .venv and .lab; `make clean-all` removes both.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

.PHONY: help demo run test test-fast faults lint bench docs lock audit clean clean-all lab
UV := uv==0.13.9
PIP_AUDIT := pip-audit==2.10.1
PIP_INSTALL := python -m pip install --disable-pip-version-check
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
.DEFAULT_GOAL := help

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

demo: lab  ## a whole contact centre for a minute: real PBX, phones, callers, a live view; ARGS="--help"
	@$(BIN)/python -m acd.lab.demo $(ARGS)

run: lab  ## the same system left up, to register softphones at; Ctrl-C ends it; ARGS="--help"
	@$(BIN)/python -m acd.lab.run $(ARGS)

test: lint lab  ## everything: checks, then all tests, those on a real Asterisk too
	@ACD_TEST_ASTERISK=required $(BIN)/pytest -q -n 3 --dist worksteal

test-fast: $(READY)  ## within a minute: the tests that need no Asterisk, without the slow ones
	@$(BIN)/pytest -q -n 2 --dist worksteal -m "not pbx and not slow and not long"

faults: lab  ## the whole fault suite: what is broken on purpose, and a table of what came of it
	@ACD_TEST_ASTERISK=required ACD_BARS=strict $(BIN)/pytest -q tests/pbx/faults -m "long or not long" $(ARGS)

lint: $(READY)  ## ruff, mypy, import-linter
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: lab  ## the figures of the README, measured here
	@$(BIN)/python bench/core.py
	@$(BIN)/python bench/live.py

docs: $(READY)  ## the pages made from the code
	@$(BIN)/python docs/life.py > docs/life.md

lock:  ## requirements.lock anew from pyproject.toml, for all Pythons and platforms; ARGS=--upgrade
	@$(PYTHON) -m venv --clear .lab/lock && .lab/lock/bin/$(PIP_INSTALL) -q $(UV)
	@$(PYTHON) -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' \
		| .lab/lock/bin/uv --no-config pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--all-extras --no-annotate --custom-compile-command "make lock" $(ARGS) -o requirements.lock pyproject.toml -
	@rm -rf .lab/lock

audit:  ## known weaknesses of what requirements.lock names; asks the advisory database, so it needs the network
	@$(PYTHON) -m venv --clear .lab/audit && .lab/audit/bin/$(PIP_INSTALL) -q $(PIP_AUDIT)
	@.lab/audit/bin/pip-audit --strict --progress-spinner off --disable-pip --require-hashes -r requirements.lock || { \
		echo "error: the audit found something, or could not ask about every package (see above)" >&2; exit 1; }
	@rm -rf .lab/audit

lab: $(READY)
	@$(BIN)/python -m acd.lab.install

$(READY): pyproject.toml requirements.lock
	@test -n "$(PYTHON)" || { echo "error: Python 3.11 or newer not found: run 'apt-get install python3 python3-venv' as root" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "error: Python's venv module is missing: run 'apt-get install python3-venv' as root" >&2; exit 2; }
	@echo "making $(VENV) with $$($(PYTHON) --version) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/$(PIP_INSTALL) --require-hashes -r requirements.lock \
		| sed -u -n "s/^Collecting \([^ ]*\).*/  \1/p; s/^Installing collected.*/  installing .../p"
	@$(BIN)/$(PIP_INSTALL) -q --no-deps --no-build-isolation --editable .
	@touch $@

clean:  ## remove caches and what runs left behind
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis dist .lab/demo .lab/run
	@find acd ivr tests bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

clean-all: clean  ## remove everything that was made
	@rm -rf $(VENV) .lab *.egg-info
