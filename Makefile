# Every target works alone, on a fresh clone, with any CPython from 3.11 on:
#   make test                      the first suitable python3 on PATH
#   make test PYTHON=python3.13    that one
# Each Python version gets a virtual environment of its own, made again when pyproject.toml changes.

SUITABLE := import sys; sys.exit(sys.version_info < (3, 11))
CANDIDATES := python3 python3.15 python3.14 python3.13 python3.12 python3.11

ifeq ($(origin PYTHON), undefined)
PYTHON := $(shell for python in $(CANDIDATES); do \
  if $$python -c '$(SUITABLE)' >/dev/null 2>&1; then echo $$python; break; fi; done)
endif

VERSION := $(if $(PYTHON),$(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null))
VENV := .venv-$(if $(VERSION),$(VERSION),none)
BIN := $(VENV)/bin
READY := $(VENV)/.ready

MODE ?= global
QUICK ?=
OTHERS ?=
EXAMPLES ?= 2000
MINUTES ?= 10
KIND ?=
CASES ?=

.DEFAULT_GOAL := help
.PHONY: help demo test lint type conformance differential realworld stress bench bench-quick check clean

help:  ## Say what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s%s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

$(READY): pyproject.toml
	@if [ -z "$(PYTHON)" ]; then \
	  echo "importengine needs Python 3.11 or later; none of these is one: $(CANDIDATES)." >&2; \
	  echo "Name one with: make $(MAKECMDGOALS) PYTHON=/path/to/python" >&2; exit 1; fi
	@$(PYTHON) -c '$(SUITABLE)' || { \
	  echo "importengine needs Python 3.11 or later; PYTHON=$(PYTHON) is $(if $(VERSION),$(VERSION),not a Python)." >&2; exit 1; }
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,lint]'
	@touch $@

demo: $(READY)  ## Plugins over conflicting versions of packages in one process
	$(BIN)/python -m examples.two_plugins
	$(BIN)/python -m examples.two_numpys

test: $(READY)  ## The project's own tests
	$(BIN)/python -m pytest -n auto

lint: $(READY)  ## Style and formatting
	$(BIN)/ruff check
	$(BIN)/ruff format --check

type: $(READY)  ## Static types
	$(BIN)/mypy

conformance: $(READY)  ## CPython's tests over the engine (MODE=global|isolated QUICK=1 OTHERS=...)
	$(BIN)/python -m tests.conformance --mode $(MODE) $(if $(QUICK),--quick) $(if $(OTHERS),--others $(OTHERS))

differential: $(READY)  ## Random programs, engine against interpreter (EXAMPLES=2000)
	$(BIN)/python -m tests.differential --examples $(EXAMPLES)

realworld: $(READY)  ## Real packages inside engines (KIND=single|twice|pair|beside|suites CASES=...)
	$(BIN)/python -m tests.realworld $(if $(KIND),--kind $(KIND)) $(CASES)

stress: $(READY)  ## Many threads, engines and faults at once (MINUTES=10)
	$(BIN)/python -m tests.stress --minutes $(MINUTES)

bench: $(READY)  ## What an engine costs, as ratios beside other ways, with the targets
	$(BIN)/python -m benchmarks --json build/benchmarks.json --chart build/benchmarks.svg

bench-quick: $(READY)  ## The same with fewer repeats, in under two minutes
	$(BIN)/python -m benchmarks --quick

check: lint type test  ## What a change must pass: lint, type, test

clean:  ## Remove everything that can be made again
	rm -rf .venv-* build dist *.egg-info .coverage .coverage.* htmlcov
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
