# One line a target: `make help`.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
# pytest workers; the suite is sized for two cores, and one more works while others wait for servers and timers
JOBS   ?= 3

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint format bench mutation pages client lock clean

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

setup: .make/system .make/venv ## install what is needed: system packages (as root) and the locked Python packages

.make/system: deploy/system_packages.sh
	@mkdir -p .make
	@sh deploy/system_packages.sh
	@touch $@

.make/venv: requirements.lock pyproject.toml | .make/system
	@mkdir -p .make
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup ## embedded database, simulated and real cases, planted breaches and a tampering, console in the browser
	@$(BIN)/quancheng demo $(ARGS)

test: lint ## everything: linters, types, layer contracts, unit, property, PostgreSQL and browser tests
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup $(ARGS)

lint: setup ## ruff, mypy --strict, layer contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: setup ## rewrite the code in house format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: setup ## all benchmarks: medians and ratios against a named alternative, in one run
	@$(BIN)/python -m benchmarks

mutation: setup ## the fold and legal time with every token wrong once: something must notice (12 minutes)
	@$(BIN)/python -m tests.mutation.run $(ARGS)

pages: setup ## write docs/rules and docs/flows.md anew from the pack
	@$(BIN)/quancheng rules docs docs/rules
	@$(BIN)/quancheng rules flows docs/flows.md

client: setup ## write client/quancheng_client/rest anew from the OpenAPI document
	@$(BIN)/python -m tests.integrators.generate_client client/quancheng_client/rest

lock: ## resolve the dependencies anew (needs uv)
	@uv pip compile pyproject.toml --group test --group build --generate-hashes --no-emit-index-url --no-header \
	  --no-annotate --python-version 3.11 --quiet --output-file requirements.lock

clean: ## remove what the other targets made
	@rm -rf $(VENV) .make var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
