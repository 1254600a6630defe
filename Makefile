# Two commands do everything on a fresh machine with Python >= 3.11: `make demo` and `make test`.
PYTHON ?= python3
ARGS ?=
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help install demo test chaos crashes mutate check format bench score-reports fuzz parts lock wheel clean

help:            ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .venv/installed ## create .venv with the `veilleur` command in it

.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --no-build-isolation --no-deps -e .
	touch $@

demo: install    ## the main job on an embedded post office (ARGS=--once ends after the dozen)
	$(BIN)/veilleur demo $(ARGS)

parts:           ## the real servers the tests use (installed with apt when run as root)
	@sh tests/parts.sh

test: install parts ## every test (ARGS is handed to pytest)
	$(BIN)/python -m pytest $(ARGS)

chaos: install   ## 3,000 random nights of crashes, failing relays and people who answer or not
	CHAOS_NIGHTS=3000 $(BIN)/python -m pytest tests/unit/desk/test_chaos.py $(ARGS)

crashes: install parts ## 200 random nights of the real program on SQLite and 100 on PostgreSQL, killed at any moment
	CRASH_NIGHTS=200 $(BIN)/python -m pytest -s tests/crash/test_random_nights.py $(ARGS)

mutate: install  ## every rule, condition, term, edge, step and turn taken away in turn: what no dated scenario notices
	$(BIN)/veilleur rules mutate tests/rules

check: install   ## format, lint, types, imports, house tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/house

format: install  ## put the sources into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install parts ## letters a second beside the same work done bare (ARGS=-n 1000)
	$(BIN)/python -m bench $(ARGS)

score-reports: install ## precision and recall of every report field on the corpus (ARGS="--faults FOLDER": what is wrong, on other letters)
	$(BIN)/python -m tests.score_reports $(ARGS)

fuzz: install    ## look for letters that break the reader, led by coverage (ARGS=-max_total_time=600)
	test -x .venv-fuzz/bin/python || $(PYTHON) -m venv .venv-fuzz
	.venv-fuzz/bin/python -c 'import atheris' 2>/dev/null || .venv-fuzz/bin/python -m pip install --quiet atheris || true
	mkdir -p .fuzz/found
	PYTHONPATH=.:$$($(BIN)/python -c 'import site; print(site.getsitepackages()[0])') \
	    .venv-fuzz/bin/python -m tests.fuzz -artifact_prefix=.fuzz/ $(or $(ARGS),-max_total_time=600) .fuzz/found tests/corpus

lock:            ## write requirements.lock anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --group dev --all-extras pyproject.toml -o requirements.lock
	! grep -nE 'http|index' requirements.lock

wheel: install   ## the package as a wheel, templates and default configuration inside
	$(BIN)/python -m pip wheel --quiet --no-index --no-build-isolation --no-deps -w dist .

clean:           ## remove what the targets above made
	rm -rf .venv .venv-fuzz .fuzz dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
