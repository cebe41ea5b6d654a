# Förankra: every command works on its own, on a fresh clone. The work is done in deploy/.
PORT ?= 8000
export PORT
# What is compiled once is kept: a Python of ours starts in two seconds instead of six.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run test leaks fuzz bench drills stop reset

help: ## this list
	@echo "Förankra"
	@echo
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## /  make \1|/' | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'
	@echo
	@echo "A server of your own instead of the private one: DATABASE_URL=… (docs/deploy.md)"

setup: ## fetch everything, start the private database, load the demo district
	@sh deploy/bootstrap.sh run
	@.venv/bin/python -m deploy.setup

run: ## the same, then serve on http://localhost:8000/ (PORT=… for another)
	@sh deploy/bootstrap.sh run
	@.venv/bin/python -m deploy.setup
	@.venv/bin/python -m deploy.serve

test: ## every gate and every test, browser tests included
	@sh deploy/bootstrap.sh test
	@.venv/bin/python -m deploy.setup --no-data
	@.venv/bin/python -m deploy.gates

leaks: ## the leak matrix alone, with four more actors than the test (docs/house.md)
	@sh deploy/bootstrap.sh test
	@.venv/bin/python -m deploy.setup --no-data
	@LEAKS=all .venv/bin/python -m pytest -q -n auto --dist loadgroup tests/leaks

fuzz: ## ask the API everything its description allows, 500 examples an operation (test: 50)
	@sh deploy/bootstrap.sh test
	@.venv/bin/python -m deploy.setup --no-data
	@FUZZ_EXAMPLES=500 .venv/bin/python -m pytest -q -n auto tests/hostile/test_fuzz.py

bench: ## measure each job against bare SQL at 10,000 and 250,000 organisations (ARGS=--help)
	@sh deploy/bootstrap.sh test
	@.venv/bin/python -m deploy.setup --no-data
	@.venv/bin/python -m benchmarks $(ARGS)

drills: ## kill, fill and cut a server of their own; say what was lost (ARGS=--help)
	@sh deploy/bootstrap.sh test
	@.venv/bin/python -m tests.drills $(ARGS)

stop: ## stop the server and the private database
	@if [ -x .venv/bin/python ]; then .venv/bin/python -m deploy.serve stop; else echo "Nothing is set up."; fi

reset: ## drop every row of the private database and load the demo district anew
	@sh deploy/bootstrap.sh run
	@.venv/bin/python -m deploy.setup --reset
