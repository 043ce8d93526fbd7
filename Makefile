# Thin: every target is one command of tools/ or bench/. `make run` and `make test` are all a newcomer needs.
PYTHON ?= python3
VENV_PYTHON = .venv/bin/python -u
SETUP = @command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing: sudo apt-get install python3 python3-venv"; exit 1; }; $(PYTHON) -m tools.setup
export PYTHONUNBUFFERED = 1

.PHONY: help run test test-quick test-faults lint types messages setup

help:
	@echo "make run         install, build the demo once, serve on http://localhost:8000 (PORT, HOST)"
	@echo "make test        every check and every test, on SQLite and on PostgreSQL + Redis"
	@echo "make test-quick  the tests on SQLite, without the browser"
	@echo "make test-faults the long part: hostile files, costly properties; what is killed, full or gone while videos are encoded"
	@echo "make lint types  ruff and import contracts; mypy"
	@echo "make messages    gather the screen strings into locale/"
	@echo "make bench-NAME  a figure of bench/NAME.py as one line of JSON, such as bench-page"

run:
	$(SETUP) && exec $(VENV_PYTHON) -m tools.serve

setup:
	$(SETUP) --dev --packages-only

test:
	$(SETUP) --dev --packages-only && exec $(VENV_PYTHON) -m tools.test

test-quick:
	$(SETUP) --dev --packages-only && exec $(VENV_PYTHON) -m tools.test quick

test-faults:
	$(SETUP) --dev --packages-only && exec $(VENV_PYTHON) -m tools.test faults

lint:
	$(SETUP) --dev --packages-only && exec $(VENV_PYTHON) -m tools.test lint

types:
	$(SETUP) --dev --packages-only && exec $(VENV_PYTHON) -m tools.test types

messages:
	$(SETUP) --dev --packages-only && exec $(VENV_PYTHON) -m tools.messages

bench-%:
	$(SETUP) --dev --packages-only >&2 && exec $(VENV_PYTHON) -m bench.$(subst -,_,$*)
