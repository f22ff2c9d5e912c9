# Freethrow: `make run` to use it, `make test` to check it, `make help` for the rest.

SETUP := python3 scripts/setup.py
BIN := .venv/bin
SOURCES := practice media workers wsgi.py
FRONT_TESTS = $(shell find tests frontend -name '*.test.mjs' 2>/dev/null)
PYTEST = CHROMIUM="$$($(SETUP) chromium)" FIREFOX="$$($(SETUP) firefox)" $(BIN)/python -m pytest
# More than there are cores, since much of a browser's test is waiting. A file stays together: its
# product is started once.
SHARED_OUT = -n 4 --dist loadfile --no-loadscope-reorder
# Where Python may keep no compiled files, every process compiles all modules anew, hundreds of them.
export PYTHONDONTWRITEBYTECODE =
# Make hands settings given as `make run PORT=9000` to the program in its environment.

.PHONY: help run test sure test-faults bench-media bench-recorder bench-review bench-track format lint types test-front setup dev lock clean

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile
	@echo "  Settings go behind: make run PORT=9000 DEMO=0 (all of them: docs/configuration.md)"

run: setup  ## set up if needed and start everything, with demo data
	@exec $(BIN)/freethrow up

test: dev  ## set up if needed and run all tests
	@$(MAKE) --no-print-directory -j 3 lint types test-front
	$(PYTEST) $(SHARED_OUT) --postgresql

sure: format test test-faults  ## format, lint, types, all tests, then the slow fault tests

test-faults: dev  ## kill, cut and starve every part; takes minutes
	$(PYTEST) -m faults

bench-media: dev  ## measure what ingest costs (RECORDINGS=folder, PEERS=none); takes long
	$(BIN)/python -m bench.media --peers "$(or $(PEERS),all)" \
		$(if $(RECORDINGS),--recordings "$(RECORDINGS)")

bench-recorder: dev  ## measure what recording costs whoever records (MINUTES="1 10"); real time
	CHROMIUM="$$($(SETUP) chromium)" $(BIN)/python -m bench.recorder \
		$(if $(MINUTES),--minutes $(MINUTES)) $(if $(MEMORY),--memory-minutes $(MEMORY))

bench-review: dev  ## measure what reviewing costs whoever reviews (ROUNDS=15 TAKES=1000000)
	CHROMIUM="$$($(SETUP) chromium)" $(BIN)/python -m bench.review \
		$(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(TAKES),--takes $(TAKES))

bench-track: dev  ## measure a large organization (PARTS=pages,sqlite,hand,weekly,file TAKES=1000000)
	$(BIN)/python -m bench.track \
		$(if $(PARTS),--parts $(PARTS)) $(if $(TAKES),--takes $(TAKES)) $(if $(PEOPLE),--people $(PEOPLE))

format: dev  ## format the code
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format --quiet .

lint: dev  ## check style and formatting
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .

types: dev  ## check the types of Python and JavaScript
	$(BIN)/mypy $(SOURCES)
	"$$($(SETUP) node)" node_modules/typescript/bin/tsc --noEmit

test-front: dev  ## test the JavaScript that needs no browser
	$(if $(FRONT_TESTS),"$$($(SETUP) node)" --test $(FRONT_TESTS))

setup:
	@$(SETUP) run

dev:
	@$(SETUP) dev

COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --upgrade
lock: dev  ## pin the newest versions of everything
	$(COMPILE) --group setup -o requirements-setup.lock
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:  ## remove what set-up made (your data in var/ stays)
	rm -rf .venv node_modules .pytest_cache .mypy_cache .ruff_cache *.egg-info
