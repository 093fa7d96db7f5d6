# Everything starts from here. `make help` says what there is.

PYTHON ?= python3
PORT ?= 8000
# How many tests run side by side. Three on two processors took no less time (23 min against 21).
JOBS ?= 2
# Each takes half of what the other has left, so that few files are divided, and what they share is made once.
BESIDE := -n $(JOBS) --dist worksteal
# What pytest made of the tests is kept, so that those that run alone begin sooner.
test test-fast test-long: export PYTHONDONTWRITEBYTECODE :=

BIN := .venv/bin
SETUP := $(PYTHON) config/setup/bootstrap_environment.py
TRANSLATIONS := memorial/translations
TEMPLATE := $(TRANSLATIONS)/messages.pot
# What families agree to: a named reader signs these texts before a language opens to families.
FAMILIES := $(TRANSLATIONS)/families.pot
# What marks a text for translation, beside Babel's own `_`, `gettext`, `ngettext`, `pgettext` and `npgettext`.
KEYWORDS := _l lazy_gettext lazy_ngettext:1,2 lazy_pgettext:1c,2 mark
# Header lines that change with every run, or that nobody has filled in.
NOISE := '^"(POT-Creation-Date|Generated-By|Project-Id-Version):|EMAIL@ADDRESS|YEAR-MO-DA|LL@li.org'
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard $(TRANSLATIONS)/*/LC_MESSAGES/*.po))

.DEFAULT_GOAL := help
# The targets of one command depend on each other's order.
.NOTPARALLEL:
.PHONY: help setup demo test test-fast test-long bench i18n i18n-compile fonts lighthouse gallery format lint lock setup-test programs

help: ## this list
	@echo "make demo     a running memorial on http://127.0.0.1:$(PORT)/ (PORT= and MEMORIAL_HOME= are honoured)"
	@echo
	@sed -n 's/^\([a-z0-9-]*\):[^#]*## \(.*\)/make \1	\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 20

setup: ## the environment in .venv, with what the program needs
	@$(SETUP) run

demo: setup i18n-compile ## two memorials and a server; Ctrl-C stops it, starting again keeps the data
	@MEMORIAL_SERVER_PORT=$(PORT) $(BIN)/python -m memorial demo
	@exec $(BIN)/python -m memorial serve --host 127.0.0.1 --port $(PORT)

test: setup-test programs i18n-compile lint ## everything that must pass: style, types, imports, tests in their short form
	@$(BIN)/pytest $(BESIDE) -m "not long and not alone"
	@$(BIN)/pytest -m "alone and not long"

test-fast: setup-test i18n-compile ## under a minute: no browser, no PostgreSQL, no programs of the system
	@$(BIN)/pytest $(BESIDE) -m "not long and not alone and not browser and not postgres and not system"

test-long: setup-test programs i18n-compile lint ## the full form of every test
	@HYPOTHESIS_PROFILE=long $(BIN)/pytest $(BESIDE) -m "not alone"
	@HYPOTHESIS_PROFILE=long $(BIN)/pytest -m alone

bench: setup-test i18n-compile ## the goals for speed, measured on this machine
	@$(BIN)/python -m tests.bench

i18n: setup-test ## collect the texts to translate, and bring the catalogues up to date
	@$(BIN)/pybabel --quiet extract --mapping-file config/babel.cfg $(addprefix --keywords ,$(KEYWORDS)) --no-wrap --no-location \
		--header-comment "# The words of memorial, to be translated." --project memorial --output-file $(TEMPLATE) memorial templates
	@$(BIN)/pybabel --quiet extract --mapping-file config/babel.cfg $(addprefix --keywords ,$(KEYWORDS)) --no-wrap --add-location file \
		--header-comment "# What families agree to: read and signed by name in each language." --project memorial --output-file $(FAMILIES) \
		$$($(BIN)/python -c "from memorial.adapters.family_texts import FILES; print(*FILES)")
	@$(BIN)/pybabel --quiet update --domain messages --input-file $(TEMPLATE) \
		--output-dir $(TRANSLATIONS) --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	@for file in $(TEMPLATE) $(FAMILIES) $(TRANSLATIONS)/*/LC_MESSAGES/messages.po; do \
		grep -Ev $(NOISE) $$file > $$file.new && mv $$file.new $$file || exit 1; done

i18n-compile: $(CATALOGUES)

%.mo: %.po
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

fonts: setup-test ## make the letters of names and headings again, from the packages of npm that config/fonts names
	@$(BIN)/python config/fonts/make_fonts.py

lighthouse: setup-test i18n-compile ## Lighthouse as on a phone, the median of three, for the pages of the bar
	@$(SETUP) scripts
	@$(BIN)/python -m tests.access.lighthouse

gallery: setup-test programs i18n-compile ## pictures of every page of the demonstration, into docs/pages
	@$(BIN)/python -m tests.access.gallery

format: setup-test ## put the source into its usual form
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

lint: setup-test ## style, types, templates and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/djlint --lint --quiet templates

lock: ## write down the packages that pyproject.toml asks for; UPGRADE=--upgrade takes the newest
	@$(SETUP) lock $(UPGRADE)

setup-test:
	@$(SETUP) test

programs:
	@$(SETUP) programs
