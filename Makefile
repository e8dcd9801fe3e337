.DEFAULT_GOAL := help
VENV ?= .venv
BIN := $(VENV)/bin
PYTHON ?= python3
STRIPE_CLI := 1.52.0
AXE := 4.14.1

.PHONY: help demo test bench chaos check format messages pictures build clean

help: ## What can be made here
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.runs: setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable .
	touch $@

$(VENV)/.tests: $(VENV)/.runs
	$(BIN)/pip install --quiet --editable '.[test]'
	touch $@

$(VENV)/.node: $(VENV)/.tests
	@if command -v npm >/dev/null && npm install --silent --no-audit --no-fund --prefix $(VENV)/node @stripe/cli@$(STRIPE_CLI) axe-core@$(AXE); \
	then touch $@; else echo "tests: without npm Stripe's own sequences and axe-core's looks are skipped" >&2; fi

demo: $(VENV)/.runs ## A whole month in a minute: calls, an outage, the close, the invoices
	$(BIN)/seatyard demo $(ARGS)

test: $(VENV)/.tests $(VENV)/.node check ## Everything that CI checks
	deploy/test-system-packages
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)  # what one process compiles the next ones read

bench: $(VENV)/.tests ## How fast calls are rated and invoices made, in how much memory; ARGS=events
	$(BIN)/python -m tests.bench $(ARGS)

chaos: $(VENV)/.tests ## An hour of calls while everything is killed, cut off and slowed, and the reckoning
	$(BIN)/python -m tests.chaos $(ARGS)

check: $(VENV)/.tests ## Lint and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.tests ## Put the code into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: $(VENV)/.tests ## Collect the pages' texts for translation, and compile what is translated
	$(BIN)/pybabel -q extract -F admin_ui/babel.cfg --no-location --sort-output -o $(VENV)/messages.pot admin_ui
	$(BIN)/pybabel -q update -i $(VENV)/messages.pot -d admin_ui/translations -l zh --no-fuzzy-matching --no-wrap --ignore-obsolete --ignore-pot-creation-date
	$(BIN)/pybabel -q extract -F admin_ui/errors.cfg -k pgettext:1c,2 --no-location --sort-output -o $(VENV)/errors.pot admin_ui billing esl platform tenants
	$(BIN)/pybabel -q update -D errors -i $(VENV)/errors.pot -d admin_ui/translations -l zh --no-fuzzy-matching --no-wrap --ignore-obsolete --ignore-pot-creation-date
	$(BIN)/pybabel -q compile -d admin_ui/translations
	$(BIN)/pybabel -q compile -D errors -d admin_ui/translations

pictures: $(VENV)/.tests ## Make the pictures of the guides anew, by walking each job in a browser
	SEATYARD_GUIDE_PICTURES=1 $(BIN)/python -m pytest tests/browser/test_walks.py $(ARGS)

clean: ## Remove what was built
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache
