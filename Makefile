# Two commands on a fresh machine: `make run` and `make test`.
# PIP_ARGS passes options to pip, for example torch's CPU build (see README.md).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_ARGS ?=

.PHONY: run test test-browser test-services lint environment

run: $(VENV)/.run
	@$(BIN)/python manage.py start

test: $(VENV)/.test
	$(BIN)/pytest -q -m "not browser and not services"

test-browser: $(VENV)/.test
	$(BIN)/pytest -q -m browser

test-services: $(VENV)/.test
	$(BIN)/python -m tests.services.run

lint: $(VENV)/.test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	MUNIMENT_HTTPS=true MUNIMENT_SECRET_KEY=$$(head -c 48 /dev/urandom | base64 | tr -d '\n') \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

environment: $(VENV)/.test

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Muniment needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_ARGS) -r requirements.txt
	@touch $@

$(VENV)/.test: tests/requirements.txt $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_ARGS) -r tests/requirements.txt
	@touch $@
