# The tasks of the portal. `make run` and `make test` do everything that they need, on a clean Debian 12 with Python 3.11.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
FLASK = $(BIN)/flask --app app
export HOST ?= 127.0.0.1
export PORT ?= 5000
UV := $(shell command -v uv 2>/dev/null)

# pip with hashes, or uv where it is installed; on Debian the venv module is a package of its own.
define install
	@test -x $(BIN)/python || .ci/make-venv "$(PYTHON)" "$(VENV)" "$(UV)"
	@$(if $(UV),$(UV) pip install -q -p $(BIN)/python --require-hashes -r $(1),$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(1))
endef

help: ## What one can ask for
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(VENV)/.run: requirements.txt
	$(call install,$<)
	@touch $@

$(VENV)/.dev: requirements-dev.txt
	$(call install,$<)
	@touch $@ $(VENV)/.run

setup: $(VENV)/.run pango ## The environment alone, in .venv
	@$(FLASK) translations compile

run: setup ## The portal with its demonstration network, on http://127.0.0.1:5000
	@$(FLASK) db upgrade
	@$(FLASK) demo
	@$(FLASK) search rebuild --if-empty
	@exec $(BIN)/python app.py

pango: # what lays out PDF files, when we may install it; without it the portal says that it makes none
	@ldconfig -p | grep -q libpangoft2-1.0 || test "$$(id -u)" != 0 || .ci/install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation

test: export PYTHONDONTWRITEBYTECODE = # nothing: what is compiled once serves all workers and every process that tests start
test: $(VENV)/.dev browser pango imap hosting cluster ## All tests, in parallel; TEST_DATABASE_URL runs them on PostgreSQL
	@$(BIN)/python -m pytest -n auto --dist worksteal -rs $(ARGS)

browser: # Debian's Chromium without a screen for the journeys, when we may install it: half the work of the whole one, which does as well
	@command -v chromium-headless-shell >/dev/null || test "$$(id -u)" != 0 || .ci/install chromium-headless-shell || command -v chromium

imap: # Debian's mail server for the tests of e-mail that comes in, when we may install it
	@test -x /usr/sbin/dovecot || test "$$(id -u)" != 0 || .ci/install dovecot-imapd

hosting: # nginx, what makes it a certificate, and systemd's reader of units, for the tests of deploy/, when we may install them
	@{ command -v nginx && command -v openssl && command -v systemd-analyze; } >/dev/null || test "$$(id -u)" != 0 || .ci/install nginx-light openssl systemd

cluster: # PostgreSQL's own programs for the tests that break a database, when we may install them
	@test -z "$$TEST_DATABASE_URL" || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || test "$$(id -u)" != 0 || .ci/install postgresql

lint: $(VENV)/.dev ## Linters, types, and the check that nothing on screen is untranslated
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/djlint --lint --quiet templates
	@$(FLASK) translations check

bench: $(VENV)/.dev ## Speed beside the bare parts, as ratios of one run
	@$(BIN)/python bench/tiers.py
	@$(BIN)/python bench/run.py $(ARGS)
	@$(BIN)/python bench/pages.py --share 0.05

last-minute: $(VENV)/.dev cluster ## 200 people across the end of a round and a vote, while machines break; on both databases
	@$(BIN)/python bench/last_minute.py $(ARGS)

lock: ## Compile the requirements anew (needs uv)
	@uv pip compile -q --universal --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.txt
	@uv pip compile -q --universal --generate-hashes --no-header --no-annotate pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt

.PHONY: help setup run test browser pango imap hosting cluster lint bench last-minute lock
