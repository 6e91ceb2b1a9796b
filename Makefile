# quizgen: `make quiz` and `make test` set everything up in .venv.
PYTHON ?= python3
# Options for the installer, e.g. PIP_ARGS="--extra-index-url …" for PyTorch's CPU builds.
PIP_ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
# Tests run in so many processes beside each other, each computing with one thread.
TEST_PROCESSES ?= 3
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist worksteal
PINS := setup.cfg pyproject.toml constraints.txt

.PHONY: quiz test test-all check format screenshots lexicon index clean

quiz: $(VENV)/.base
	$(BIN)/quizgen quiz

test: $(VENV)/.test check
	$(PYTEST) -m "not large"

test-all: $(VENV)/.test
	$(PYTEST) -m large

check: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The pictures of the README, taken in Chromium (Debian's chromium, chromium-driver and fonts-noto-cjk).
screenshots: $(VENV)/.test
	$(BIN)/python -m tests.web.screenshots

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if (3, 11) <= v < (3, 14) else "quizgen needs Python 3.11, 3.12 or 3.13, this is %d.%d; name one: make PYTHON=python3.11" % v[:2])'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.base: $(VENV)/bin/python $(PINS)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_ARGS) -c constraints.txt -e .
	@touch $@

$(VENV)/.test: $(VENV)/.base
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_ARGS) -c constraints.txt -e '.[test]'
	@touch $@

# The two steps that made what ships, from the corpora beside the project (CORPORA=…); hours of two cores.
CORPORA ?= ../shared
lexicon: $(VENV)/.test
	$(BIN)/python -m quizgen.archive.mining.mine --work work \
	  $(foreach name,wikinews livedoor jaquad jsquad kyoto,--corpus $(CORPORA)/corpus/$(name).jsonl.gz) \
	  $(foreach name,kyoto- jaquad- jsquad-,--encyclopedia $(name)) \
	  --entities $(CORPORA)/eval/ner_dev.jsonl.gz --vectors quizgen/data/vectors.npz

index: $(VENV)/.test
	$(BIN)/python -m quizgen.archive.embed --work work --entities $(CORPORA)/eval/ner_dev.jsonl.gz

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache
