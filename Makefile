# The commands of this repository; each one sets up what it needs.
VENV ?= .venv
PYTHON ?= python3
PY = $(VENV)/bin/python

.PHONY: setup demo up reset test bench lint lock

# The virtual environment is made anew when the lock file has changed.
$(VENV)/.installed: requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11'; exit 1; }
	@test -x $(VENV)/bin/pip || $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || $(PYTHON) deploy/stack/debian.py python3-venv
	@echo 'Installing the dependencies into $(VENV), once …'
	test -x $(VENV)/bin/pip || $(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

setup: $(VENV)/.installed

# Everything from nothing, and the main job played through HTTP.
demo: setup
	@$(PY) -m deploy.stack demo

# The same without the play; stays up until Ctrl-C and keeps its data.
up: setup
	@$(PY) -m deploy.stack up

# Stops the stacks of this folder and forgets them.
reset: setup
	@$(PY) -m deploy.stack reset

# A worker for each processor (tests/workers.py); what kills processes comes after the rest, so that nothing else takes their time.
test: lint
	@test -n "$$AMQP_URI" || $(PY) -c 'from deploy.stack import rabbitmq; rabbitmq.install_where_missing()'
	@test -e /usr/share/java/preflight.jar || $(PYTHON) deploy/stack/debian.py libpdfbox2-java libjaxb-api-java default-jre-headless || \
	  echo 'The papers are not shown to a validator: its tests will be skipped.'
	$(PY) -m pytest -n logical --maxprocesses 8 --dist loadfile --no-loadscope-reorder --ignore tests/faults
	$(PY) -m pytest tests/faults

# Every figure against its plain peer; BENCH_RECORDS: sizes of search, BENCH: other options (--write, --only …, --help).
BENCH_RECORDS ?= 500000
bench: setup
	@$(PY) -m tests.bench --records $(BENCH_RECORDS) $(BENCH)

lint: setup
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports

lock: setup
	$(VENV)/bin/pip install --quiet pip-tools
	$(VENV)/bin/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	  --no-header --strip-extras -o requirements.lock pyproject.toml
	$(VENV)/bin/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	  --no-header --strip-extras --extra dev -o requirements-dev.lock pyproject.toml
