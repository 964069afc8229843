# Everything that people and CI do here. `make help` explains itself.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TOOLS := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/codevoyage/bin
NPM := tools/with-node npm
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup setup-dev demo up test test-unit test-integration test-hostile test-system test-faults test-web test-e2e test-tools test-clients test-k8s clients \
  lint format typecheck proto proto-check verify bench bench-load bench-page data-model reliability documents requirements compose-env compose-up screenshots clean

help: ## Lists what there is
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  \033[1m%-18s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##
## -- for everybody

setup: $(VENV)/.stack web/dist/index.html ## Makes .venv with .venv/bin/codevoyage, and builds the page

demo: setup ## The main job: starts the stack and analyses REPO=… (default: this repository); DETACH=1 returns
	@tools/demo $(if $(REPO),'$(REPO)',.) $(if $(DETACH),--detach)

up: setup ## Starts the stack and stays; Ctrl-C stops it
	@$(BIN)/codevoyage up

test: lint typecheck test-unit test-integration test-hostile test-system test-web ## Lint, types, and every test that needs Python, git and Node alone

##
## -- for those who work on it

setup-dev: $(VENV)/.dev web/node_modules/.package-lock.json ## As setup, with what the checks need

test-unit: $(VENV)/.dev ## Pure functions, in seconds
	$(BIN)/pytest tests/unit

test-integration: $(VENV)/.dev ## Services on real PostgreSQL, Redis, Envoy and git
	$(BIN)/pytest tests/integration

test-hostile: $(VENV)/.dev ## Hostile repositories and hosts, a file for each row (needs openssl)
	$(BIN)/pytest tests/hostile

test-system: $(VENV)/.dev ## The whole embedded stack by the command
	$(BIN)/pytest tests/system -m 'not tools and not clients'

test-faults: $(VENV)/.dev ## Kills, pauses, fills and floods a running stack: takes minutes
	$(BIN)/pytest tests/faults

test-web: web/node_modules/.package-lock.json web/dist/index.html ## The page's own tests and sizes
	$(NPM) --prefix web test
	$(NPM) --prefix web run size

test-e2e: setup-dev web/dist/index.html ## The page in real Chromium, on the whole stack (needs chromium)
	tools/e2e

test-tools: $(VENV)/.dev ## grpcurl and a real Jaeger against the whole stack (needs Go)
	tools/go-tools grpcurl
	tools/jaeger/build
	PATH='$(TOOLS)':$$PATH $(BIN)/pytest tests/system -m tools

clients: $(VENV)/.dev ## Builds clients/go and clients/typescript from proto/ (needs Go)
	cd clients/go && PATH='$(CURDIR)/$(BIN)':$$PATH buf generate && go vet . && go build -o hotspots .
	cd clients/typescript && ../../tools/with-node npm ci --silent --no-fund --no-audit
	cd clients/typescript && PATH='$(CURDIR)/$(BIN)':$$PATH ../../tools/with-node npm run --silent generate
	cd clients/typescript && ../../tools/with-node npm run --silent build

test-clients: clients ## Both clients against the whole stack (needs Go)
	$(BIN)/pytest tests/system -m clients

test-k8s: $(VENV)/.dev ## Renders the Kubernetes manifests and checks them against the API's schemas (needs Go)
	tools/go-tools kustomize
	PATH='$(TOOLS)':$$PATH $(BIN)/pytest tests/deployment

lint: setup-dev ## ruff, import-linter, buf, oxlint, generated code, requirements
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/buf lint
	tools/proto-breaking
	$(MAKE) --no-print-directory proto-check
	$(BIN)/python -m tools.documents --check
	$(NPM) --prefix web run lint

documents: $(VENV)/.dev ## Writes the parts of docs/ that are made from the code
	$(BIN)/python -m tools.documents

format: $(VENV)/.dev ## Formats Python and contracts
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/buf format -w

typecheck: setup-dev ## mypy --strict and tsc
	$(BIN)/mypy
	$(NPM) --prefix web run typecheck

proto: setup-dev ## Regenerates the Python and TypeScript of the contracts
	tools/generate .

proto-check: setup-dev ## Fails when the committed generated code is not what the contracts give
	tools/generate --check

verify: setup-dev ## Compares facts with git itself, twice, on any repository: REPO=…
	$(BIN)/python -m tests.exactness $(if $(REPO),'$(REPO)',.)

bench: setup-dev $(VENV)/.bench ## Time and memory of ingest, as a ratio to git's own log: REPO=…
	$(BIN)/python -m bench $(if $(REPO),"$(REPO)",https://github.com/pallets/flask) $(if $(ONLY),--only $(ONLY))

bench-load: setup-dev ## p50, p99 and errors of every read RPC through Envoy, into docs/performance.md: REPO=… (needs Go)
	tools/go-tools ghz
	PATH='$(CURDIR)/$(BIN)':$$PATH $(BIN)/python -m bench.load '$(REPO)' docs/performance.md

bench-page: setup-dev web/dist/index.html ## CPU time of the page while the city is scrubbed, at 20,000 and 100,000 files (needs chromium)
	tools/e2e --scrub $(or $(FILES),20000 100000)

data-model: setup-dev ## Plans and times of the hot queries, into docs/data-model.md: REPO=…
	$(BIN)/python -m bench.data_model '$(REPO)' docs/data-model.md

reliability: $(VENV)/.dev ## The tests of faults three times (TIMES=…), and their figures into docs/reliability.md
	mkdir -p test-output
	rm -f test-output/recovery.jsonl
	for time in $$(seq $(or $(TIMES),3)); do \
	  CODEVOYAGE_RECOVERY_FILE='$(CURDIR)/test-output/recovery.jsonl' $(BIN)/pytest tests/faults; \
	done
	$(BIN)/python -m bench.recovery test-output/recovery.jsonl docs/reliability.md

screenshots: setup-dev web/dist/index.html ## Makes the README's picture anew: REPO=… (needs chromium)
	tools/e2e --screenshots $(if $(REPO),'$(REPO)',.)

requirements: ## Pins what pyproject.toml asks for (needs uv)
	tools/lock-requirements

##
## -- containers

compose-env: ## Makes .env with fresh passwords, unless it is there
	tools/compose-env

compose-up: compose-env ## Builds and starts everything in containers
	docker compose up -d --build --wait

clean: ## Removes what was made here; data of the stack stays
	rm -rf $(VENV) web/node_modules web/dist test-output web/test-output web/test-results .mypy_cache .ruff_cache .pytest_cache

# -- files

$(VENV)/bin/python:
	@tools/check-machine '$(PYTHON)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.stack: requirements/stack.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --require-hashes --only-binary :all: -r requirements/stack.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --require-hashes --only-binary :all: -r requirements/dev.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.stack

$(VENV)/.bench: requirements/bench.txt $(VENV)/.dev
	$(BIN)/pip install --quiet --require-hashes --only-binary :all: -r requirements/bench.txt
	@touch $@

web/node_modules/.package-lock.json: web/package-lock.json | $(VENV)/bin/python
	$(NPM) --prefix web ci --no-audit --no-fund --loglevel=error
	@touch $@

web/dist/index.html: web/node_modules/.package-lock.json $(shell find web/src web/public web/index.html web/vite.config.ts -type f 2>/dev/null)
	$(NPM) --prefix web run build
