# make run    everything on this machine: web and worker, SQLite, a sample year on the first run
# make test   linters, types and the quick tests;  make test-all  everything, the long races too
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
STAMP := .venv/.requirements-$(firstword $(shell cksum requirements.txt 2>/dev/null))

.PHONY: setup run test test-all lint format types migrations lifecycle translations pictures clean
.DEFAULT_GOAL := run

setup: $(STAMP)

$(STAMP):
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11))' 2>/dev/null || \
		{ echo "Cần Python 3.11 trở lên (đặt PYTHON=đường/dẫn/python3.11)." >&2; exit 1; }
	@test -x $(BIN)/python || "$(PYTHON)" -m venv .venv
	@echo "Đang cài các gói trong requirements.txt…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@rm -f .venv/.requirements-*
	@touch $@

run: setup
	@exec $(BIN)/python manage.py start

test: setup
	@$(BIN)/python -m tests.run quick

test-all: setup
	@$(BIN)/python -m tests.run all

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports --no-logo

format: setup
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format .

types: setup
	@$(BIN)/mypy

migrations: setup
	@$(BIN)/python manage.py makemigrations

lifecycle: setup
	@$(BIN)/python manage.py lifecycle --write

translations: setup
	@$(BIN)/python manage.py compilemessages --locale vi

# every page of the sample year as a picture: make pictures INTO=/some/folder
pictures: setup
	@$(BIN)/python -m tests.pictures --into "$(INTO)" --axe

# leaves var/ alone: it holds the database and the attachments
clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +
