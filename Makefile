# Everything starts here: `make run` turns a fresh clone into a running assembly.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
lock_mark = $(VENV)/$(1)-$(firstword $(shell cksum < $(1).txt))
PRODUCT := $(call lock_mark,requirements)
TOOLS := $(call lock_mark,requirements-dev)

# What Python has compiled is kept, whatever the machine says: our command line is started over and over.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run setup test bench faults check lock catalogues
.DEFAULT_GOAL := run

run: $(PRODUCT)  ## set up what is missing, then run all of the product until Ctrl-C
	@exec $(BIN)/xieshang run

setup: $(PRODUCT)  ## the set-up alone
	$(BIN)/xieshang setup

test: $(TOOLS)  ## the whole suite
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

bench: $(TOOLS)  ## measure, print the table and write bench/results.md
	$(BIN)/python -m bench

faults: $(TOOLS)  ## kill the server in the middle of sign-ins, votes and closings, twenty times each; writes bench/faults.md
	$(BIN)/python -m bench.faults

check: $(TOOLS)  ## style, types, import contracts, settings, migrations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy xieshang
	$(BIN)/lint-imports --no-logo
	XIESHANG_VAR=$(CURDIR)/var/check $(BIN)/xieshang setup
	XIESHANG_VAR=$(CURDIR)/var/check $(BIN)/xieshang check
	XIESHANG_VAR=$(CURDIR)/var/check $(BIN)/xieshang makemigrations --check --dry-run

# The venv follows the locks: it is touched only when a lock has changed.
$(PRODUCT): | $(BIN)/python
	$(PIP) --require-hashes -r requirements.txt
	$(call install_ourselves,$@,requirements)

$(TOOLS): | $(BIN)/python
	$(PIP) --require-hashes -r requirements-dev.txt
	$(call install_ourselves,$@,requirements-dev)

define install_ourselves
	$(PIP) --no-deps --no-build-isolation --no-index --editable .
	@rm -f $(VENV)/$(2)-[0-9]*
	@touch $(1)
endef

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || \
	  { echo "Python's venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

LOCK := uv pip compile --universal --generate-hashes --no-emit-index-url --no-annotate --no-header -q -p 3.11

catalogues: $(TOOLS)  ## bring locale/ up to date with the code: new sentences empty
	$(BIN)/python -c "from xieshang.engine import catalogues; catalogues.renew()"

lock:  ## renew the locks from the .in files
	$(LOCK) requirements-dev.in -o requirements-dev.txt
	$(LOCK) -c requirements-dev.txt requirements.in -o requirements.txt
