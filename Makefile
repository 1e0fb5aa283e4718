# The outward contract's targets. Everything they make is under var/.
.DEFAULT_GOAL := help
COLLECTIONS ?= $(wildcard ../shared/samples/search/*)
.PHONY: help demo dev test check bench lock clean
.DELETE_ON_ERROR:

PORT ?= 8000
PYTHON ?= python3
VENV := var/venv
PY := $(VENV)/bin/python
UV := var/tools/bin/uv
# As pip does: the certificates that this machine trusts, an organisation's own among them.
export UV_SYSTEM_CERTS ?= true
OURS := cms blog home search tests manage.py
TEMPLATES = $$(git ls-files 'templates/*.html')
# The demo's and the developer's own settings; production has its own environment.
LOCAL := SITE_URL=http://127.0.0.1:$(PORT) PORT=$(PORT) SECRET_KEY=$$(cat var/secret_key)
LOCAL += TIME_ZONE=$${TIME_ZONE:-Europe/London}

# A production environment, as README gives it, to check the settings against.
PRODUCTION := SITE_URL=https://blog.example.org DATABASE_URL=sqlite:///var/check.sqlite3
PRODUCTION += EMAIL_URL=smtp://localhost TASKS_URL=database: TRUSTED_PROXIES=127.0.0.1
PRODUCTION += SECRET_KEY=$$($(PYTHON) -c "import secrets; print(secrets.token_urlsafe(50))")

help:
	@echo "make demo    the demo site on http://127.0.0.1:$(PORT)"
	@echo "make test    the whole suite, on SQLite and PostgreSQL"
	@echo "make check   formatting, lint, templates, types, migrations, deployment checks"
	@echo "make bench   measure speed (never part of make test)"
	@echo "make dev     development server with autoreload"
	@echo "make lock    recompile requirements/ after a change of pyproject.toml"

# --- Tools and packages -----------------------------------------------------------------------
$(UV): requirements/tools.txt
	@echo "Getting the tools…"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 9))' || \
		{ echo "Python 3.9 or newer is needed to begin with; $(PYTHON) is older."; exit 1; }
	@rm -rf var/tools
	@$(PYTHON) -m venv var/tools || \
		{ echo "Python's venv is missing: on Debian, apt-get install python3-venv."; exit 1; }
	@var/tools/bin/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes -r requirements/tools.txt
	@touch $@

# A stamp, because the venv's own interpreter is a link to one that may be somebody else's.
var/venv.stamp: $(UV) .python-version
	@$(UV) venv --quiet --clear --python "$$(cat .python-version)" $(VENV) || \
		$(UV) venv --quiet --clear --python '>=3.12' $(VENV)
	@touch $@

# Which lock file is installed: the stamp of the larger one serves the smaller one too.
var/base.stamp: var/venv.stamp requirements/base.txt
	@echo "Getting the packages…"
	@$(UV) pip install --quiet --require-hashes --python $(PY) -r requirements/base.txt
	@touch $@

var/dev.stamp: var/venv.stamp requirements/dev.txt
	@echo "Getting the packages for development…"
	@$(UV) pip sync --quiet --require-hashes --python $(PY) requirements/dev.txt
	@touch $@ var/base.stamp

var/secret_key:
	@mkdir -p var
	@umask 077; $(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))' > $@

var/static.stamp: var/base.stamp var/secret_key $(shell find cms/static -type f 2>/dev/null)
	@echo "Preparing the static files…"
	@$(LOCAL) $(PY) manage.py collectstatic --noinput --verbosity 0
	@touch $@

# --- Running ----------------------------------------------------------------------------------
demo: var/base.stamp var/secret_key var/static.stamp
	@$(LOCAL) $(PY) manage.py demo
	@$(LOCAL) nice $(PY) manage.py prepare_pictures > /dev/null & \
	$(LOCAL) exec $(PY) -m cms.server

dev: var/dev.stamp var/secret_key
	@$(LOCAL) DEBUG=true $(PY) manage.py demo
	@$(LOCAL) DEBUG=true exec $(PY) manage.py runserver $(PORT)

# --- Keeping it right -------------------------------------------------------------------------
# Both databases at once: each run waits for browsers and mail more than it computes.
test: var/dev.stamp
	@trap 'kill $$other 2>/dev/null' INT TERM; \
	$(PY) -m tests.postgresql $(PY) -m pytest > var/postgresql.log 2>&1 & other=$$!; \
	echo "PostgreSQL runs beside it; what it says follows."; \
	$(PY) -m pytest; sqlite=$$?; \
	wait $$other; postgresql=$$?; \
	cat var/postgresql.log; \
	exit $$((sqlite || postgresql))

check: var/dev.stamp
	$(VENV)/bin/ruff format --check $(OURS)
	$(VENV)/bin/ruff check $(OURS)
	$(VENV)/bin/djade --check --target-version 6.1 $(TEMPLATES)
	$(VENV)/bin/djhtml --check $(TEMPLATES)
	$(VENV)/bin/lint-imports
	$(PRODUCTION) $(VENV)/bin/mypy
	$(PRODUCTION) $(PY) manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING

# COLLECTIONS: folders of texts, questions and judgements, for the relevance of the search.
bench: var/dev.stamp
	@$(PY) -m tests.bench --collections $(COLLECTIONS)
	@$(PY) -m tests.postgresql $(PY) -m tests.bench --collections $(COLLECTIONS)

lock: $(UV)
	@for group in base dev search-server tools; do \
		$(UV) pip compile --quiet --universal --generate-hashes --no-annotate --upgrade \
			--custom-compile-command "make lock" \
			--python-version $$([ $$group = tools ] && echo 3.9 || echo 3.12) \
			$$([ $$group = tools ] || echo pyproject.toml) \
			$$(case $$group in dev|tools) echo --group $$group;; esac) \
			$$(case $$group in dev|search-server) echo --extra search-server;; esac) \
			--output-file requirements/$$group.txt || exit 1; \
	done

clean:
	rm -rf var
