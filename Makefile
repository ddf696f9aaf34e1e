# Everything a developer runs. `make` alone tells what there is.
.DEFAULT_GOAL := help
.PHONY: help up down reset status logs test e2e bench faults rules lint format contracts install lock

PYTHON ?= python3
LOCAL = $(PYTHON) -m tools.local
BIN = .venv/bin
LOCK = $(BIN)/uv pip compile --quiet --generate-hashes --no-annotate --no-header \
       --no-emit-index-url --no-emit-find-links --python-version 3.11

help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

up: ## Start the whole suite with demo people (PORT_BASE=18000 for other ports, PEOPLE=20 for fewer)
	@$(LOCAL) up $(if $(PORT_BASE),--port-base $(PORT_BASE)) $(if $(PEOPLE),--people $(PEOPLE))

down: ## Stop it; the data stay
	@$(LOCAL) down

reset: ## Stop it and forget its data
	@$(LOCAL) reset

status: ## Show what runs, and whether it is healthy
	@$(LOCAL) status

logs: ## Follow the logs (ROLE=gateway-web for one process)
	@$(LOCAL) logs $(ROLE)

test: ## Run every test (S=identity for some: chassis, a service, contracts, tools, e2e)
	@$(LOCAL) test $(S)

e2e: ## Run the end-to-end tests in Chromium
	@$(LOCAL) test e2e

bench: install ## Measure the suite against its limits (ONLY="pages pdf" for some): docs/performance.md
	@$(BIN)/python -m tests.bench $(ONLY)

faults: install ## Kill processes under 500 registrations, and count what is lost
	@$(BIN)/python -m tests.faults

rules: install ## Which rules the last tests proved: docs/rules.md
	@$(BIN)/python -m tools.rules

lint: install ## Check style, types and the direction of imports
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: install ## Put the code into the house style
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

contracts: install ## Write contracts/http from the services' code
	@$(BIN)/python -m tools.contracts

install: ## Bring the Python libraries that tests and lint need into .venv
	@$(LOCAL) install

lock: install ## Lock requirements/*.in anew, with hashes
	@cd requirements && ../$(LOCK) dev.in -o dev.txt
	@cd requirements && ../$(LOCK) -c dev.txt local.in -o local.txt
	@cd requirements && ../$(LOCK) -c dev.txt suite.in -o suite.txt
