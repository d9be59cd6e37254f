# Short names for the two commands and for what a change usually needs.
.PHONY: run test full locks

run: ; python3 run.py
test: ; python3 run.py test
full: ; python3 run.py test --full
locks:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --extra local -o requirements/run.txt pyproject.toml
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --extra local --extra dev -o requirements/dev.txt pyproject.toml
