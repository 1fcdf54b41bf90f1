# Every target only forwards: each line also works typed by hand once the toolchain is active (. .venv/bin/activate).
export PATH := $(CURDIR)/.venv/bin:$(PATH)
SHELL := /bin/sh
.SHELLFLAGS := -ec
# What differs between engines and image stores: what is built, its facts, and what is found unchanged ...
BUILDING := $(addprefix tests/module/test_,build.py facts.py plan.py secrets.py)
# ... and what is the same on every image store, but may differ between releases.
ASKING := $(addprefix tests/module/test_,engine.py file_names.py ignore_rules.py named_contexts.py refusals.py stale_copies.py)
# More than processors, since most tests wait; tests/rig/side_by_side.py says what belongs together and what begins first.
SIDE_BY_SIDE := -n 4 --dist loadscope --no-loadscope-reorder
.DEFAULT_GOAL := help
.PHONY: help toolchain images test test-slow applications described words many-hosts kills engines lint sanity cores render role-tables bench peers try try-down dev dev-down clean

help: ## Show the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | while IFS='|' read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

toolchain: ## Make .venv with everything that runs and checks the collection
	@scripts/toolchain.sh dev

images: ## Prepare this machine and build both production images
	@scripts/toolchain.sh runtime
	ansible-playbook playbooks/prepare_host.yml
	ansible-playbook playbooks/build_prod_images.yml

test: toolchain ## Run the tests, 20 to 26 minutes on two processors (needs what make images needs, and more base images)
	ansible-playbook playbooks/prepare_host.yml --extra-vars base_images_trial=true
	python -m pytest $(SIDE_BY_SIDE) -m "not slow and not alone"
	python -m pytest -m "alone and not slow"

test-slow: toolchain ## Run the proofs that take minutes and guard what rarely changes: kills, many hosts, other users
	ansible-playbook playbooks/prepare_host.yml --extra-vars base_images_trial=true
	python -m pytest $(SIDE_BY_SIDE) -m "slow and not alone"
	python -m pytest -m "slow and alone"

applications: toolchain ## Build each application of docs/applications.md and its plain Dockerfile, on each base (about an hour)
	ansible-playbook playbooks/prepare_host.yml --extra-vars base_images_trial=true
	python -m pytest $(SIDE_BY_SIDE) --all-applications $(addprefix tests/applications/test_,backends.py bases.py frontends.py installing.py installing_pages.py)

described: toolchain ## Build each application by its folder alone, and write what became of it into docs/applications.md (about an hour)
	ansible-playbook playbooks/prepare_host.yml --extra-vars base_images_trial=true
	python -m pytest $(SIDE_BY_SIDE) --described tests/applications/test_described_images.py

words: toolchain ## Compare 1,000 Dockerfiles and 2,000 ignore files with what BuildKit makes of them (make test: 150 and 240)
	DOCKERFILE_WORDS_CASES=1000 IGNORE_RULES_CASES=2000 python -m pytest $(addprefix tests/module/test_,dockerfile_words.py ignore_rules.py)

many-hosts: toolchain ## Run each task by six hosts at once on one engine, in 20 rounds (make test-slow: 3)
	ansible-playbook playbooks/prepare_host.yml
	MANY_HOSTS_ROUNDS=20 python -m pytest tests/module/test_many_hosts.py

kills: toolchain ## Kill a build 50 times, at any moment (make test-slow: 20)
	ansible-playbook playbooks/prepare_host.yml
	KILLS=50 python -m pytest tests/module/test_kills.py

engines: toolchain ## Run the tests of the module on older and newer engines, and on the containerd image store
	ansible-playbook playbooks/prepare_host.yml
	for engine in bookworm trixie sid trixie-containerd sid-containerd; do \
	  python -m pytest --engine=$$engine $(BUILDING) $(ASKING); done

lint: toolchain ## Run the linters, and the scanners of what is rendered (needs what make images needs)
	ansible-playbook playbooks/prepare_host.yml
	python -m pytest tests/lint

sanity: toolchain ## Run ansible-test sanity and units on the built artefact
	ANSIBLE_TEST_UNITS=all python -m pytest tests/artefact

cores: toolchain ## Run sanity, build and verify of the artefact on each ansible-core and Python of this machine (about 20 minutes)
	ansible-playbook playbooks/prepare_host.yml
	python -m pytest tests/artefact/cores

render: ## Write the Dockerfiles, ignore files and nginx.conf again without building
	@scripts/toolchain.sh runtime
	ansible-playbook playbooks/build_prod_images.yml --tags render

role-tables: toolchain ## Write the tables of variables into the READMEs of the roles
	python scripts/role_tables.py

bench: toolchain ## Compare speeds with those of others, and write docs/benchmarks.md (up to 15 min; best on a quiet machine)
	ansible-playbook playbooks/prepare_host.yml --extra-vars base_images_trial=true
	python -m bench

peers: toolchain ## Run the modules that build images side by side, write docs/peers.md (about 15 minutes)
	python -m comparison

try: ## Start both images with a database and a Redis, and print the address (needs Docker Compose)
	@infrastructure/compose/trial.sh up

try-down: ## Remove what make try started, its data and its secrets too
	@infrastructure/compose/trial.sh down

dev: ## Start the application from its sources, which it follows: the page on 3000, the API on 8000 (needs Docker Compose)
	@infrastructure/compose/development.sh up

dev-down: ## Remove what make dev started, its data and its images too
	@infrastructure/compose/development.sh down

clean: ## Remove what the targets made in this folder; images and the engine stay
	rm -rf build .ansible .pytest_cache .mypy_cache .ruff_cache
	@scripts/toolchain.sh remove
