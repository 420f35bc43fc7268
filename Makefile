# Two commands matter: `make run` and `make test`. Both make what they need; nothing is downloaded afterwards.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export BEFFROI_DATA ?= $(CURDIR)/data

.PHONY: help run install test lint bench bench-search demo-reset clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: $(VENV)/.runtime ## make the environment if needed, then serve on 127.0.0.1:8000 (DEMO=0: a real installation)
	@$(BIN)/beffroi run $(if $(filter 0,$(DEMO)),,--demo)

install: $(VENV)/.runtime ## only make the runtime environment

test: $(VENV)/.dev ## everything: style, types, floors, unit, contract, fault and browser tests
	@bash tools/test.sh

lint: $(VENV)/.dev ## style, types and floors only
	@bash tools/test.sh lint

bench: $(VENV)/.dev ## figures of quality and speed, beside peers; SHARED=folder of data sets
	@$(BIN)/python -m bench $(if $(SHARED),--data $(SHARED))

$(VENV)/.runtime: requirements/runtime.lock pyproject.toml tools/environment.sh
	@bash tools/environment.sh "$(PYTHON)" "$(VENV)" runtime

$(VENV)/.dev: requirements/dev.lock pyproject.toml tools/environment.sh
	@bash tools/environment.sh "$(PYTHON)" "$(VENV)" dev

clean: ## remove the environment (never the data)
	rm -rf $(VENV)
