# Everything a fresh clone needs: Python 3.11+, git and make. The rest is set up in .venv.
#   make practice [ARGS="rag-chunking --candidate simulated"]
#   make test | test-slow | lint | types | schema | benchmark NAME=responsiveness [ARGS=--quick]

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: practice setup test test-slow lint types schema benchmark

practice: setup
	@$(BIN)/coach practice $(ARGS)

setup: $(READY)

$(READY): bootstrap.txt pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else "coach needs Python 3.11, 3.12 or 3.13; name one: make $(MAKECMDGOALS) PYTHON=python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Setting up in .venv; this takes a minute the first time." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bootstrap.txt
	@$(BIN)/uv sync --quiet --frozen --inexact --system-certs --python $(BIN)/python
	@touch $(READY)

test: setup
	@$(BIN)/python -m pytest -q -n auto --maxprocesses=4 $(ARGS)

test-slow: setup
	@$(BIN)/python -m pytest -q -m slow $(ARGS)

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: setup
	@$(BIN)/mypy

schema: setup
	@$(BIN)/python -m tools.schema > bank/question.schema.json

benchmark: setup
	@test -n "$(NAME)" || { echo "which one? make benchmark NAME=…; benchmarks/README.md lists them" >&2; exit 2; }
	@$(BIN)/python -m benchmarks.$(NAME) $(ARGS)
