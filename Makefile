# Every task of the project; `make` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
INFRAFORGE := node dist/infraforge.mjs
# --flag "value", if there is a value
flag = $(if $(2),--$(1) "$(2)")
# Value of a variable from make's command line only: the environment may have another NAME, as in WSL
given = $(if $(filter command,$(origin $(1))),$($(1)))

.PHONY: help build test coverage check generate versions golden bench fuzz image test-base verify-image verify-charts verify-public conformance e2e backstage kind-up kind-down clean

help: ## Show this list
	@echo 'Needs git, make and Node 20.19 or newer; a target that needs more says so.'
	@echo
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

node_modules/.installed: package.json package-lock.json
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); if (a < 20 || (a === 20 && b < 19)) { console.error("Node 20.19 or newer is needed; this is " + process.version); process.exit(1) }'
	npm ci --no-fund --no-audit
	@touch $@

# Built again if an input or Node has changed. A folder is newer after a file in it was removed.
build_inputs = package.json tsconfig.json node_modules/.installed .cache/node-version pipelines promises shared kind/platform
build: node_modules/.installed ## Build dist/: the container's program, the infraforge command, the locked charts
	@mkdir -p .cache
	@node --version | cmp -s - .cache/node-version || node --version > .cache/node-version
	@test -z "$$(find $(build_inputs) -newer dist/infraforge.mjs ! -name '*.test.ts' \
	  \( ! -path '*/cases/*' -o -path '*/cases/example/input.yaml' \) 2>&1)" || node pipelines/build/build.mjs

test: build ## Run the tests
	@npx --no-install vitest run $(VITEST_FLAGS)

coverage: build ## Run the tests, and print how much of each file they cover
	@COVERAGE=1 npx --no-install vitest run --coverage $(VITEST_FLAGS)

check: node_modules/.installed ## Check types, lint, format, unused code, scaffolds and schemas in editors
	npx --no-install tsc
	npx --no-install biome check
	npx --no-install knip
	npx --no-install knip --production
	@npx --no-install vitest run --config vitest.check.config.ts $(VITEST_FLAGS)

generate: node_modules/.installed ## Write every derived file: lists, promise.yaml, pages, targets of commands, charts.lock
	@node pipelines/build/generate.mjs

versions: node_modules/.installed ## Record the versions that the images of the engines have in their registries; needs a network
	@NODE_USE_ENV_PROXY=1 node pipelines/build/refresh-versions.mjs

golden: node_modules/.installed ## Rewrite the expected output of every case; review the diff
	@UPDATE_GOLDEN=1 npx --no-install vitest run test/cases.test.ts

bench: build ## Measure start-up, memory and throughput (NODE=path of another Node)
	@node test/bench/main.mjs $(call flag,node,$(call given,NODE))

fuzz: build ## Run the fuzzers (RUNS=1000000 SEED= TARGET=request|platform-status|chart|registry)
	@FUZZ_RUNS="$(call given,RUNS)" FUZZ_SEED="$(call given,SEED)" FUZZ_TARGET="$(call given,TARGET)" \
	  npx --no-install vitest run test/fuzz/fuzz.test.ts $(VITEST_FLAGS)

image: build ## Build the container image (IMAGE= PLATFORMS=linux/amd64,linux/arm64 BASE=)
	@pipelines/build/build-image.sh

test-base: ## Build a base image for tests without a registry; needs Debian and buildah
	@test/image/test-base/build.sh

verify-image: build ## Run the image as Kratix does, in its own containerd; needs root and Debian
	@test/image/install-tools.sh
	@IMAGE_SKIP="$$(test/image/install-tools.sh --unfit)" \
	  npx --no-install vitest run --config vitest.image.config.ts $(VITEST_FLAGS)

verify-public: node_modules/.installed ## Compare the values of public charts with real Helm (CHARTS=folder RUNS=20 SEED=); needs Go 1.26
	@test/verify/build-tools.sh render
	@CHARTS="$(or $(call given,CHARTS),$(error name a folder of charts: make verify-public CHARTS=folder))" \
	  npx --no-install vitest run --config vitest.verify.config.ts test/verify/public-charts.verify.ts

conformance: node_modules/.installed ## Rewrite the vectors of docs/conformance.md with real Helm 4 and 3; needs Go 1.26
	@test/verify/build-tools.sh render
	@WRITE_VECTORS=1 npx --no-install vitest run --config vitest.verify.config.ts test/conformance

verify-charts: build ## Validate the charts with real Helm and Kubernetes; needs Go 1.26
	@test/verify/build-tools.sh
	@npx --no-install vitest run --config vitest.verify.config.ts $(VITEST_FLAGS)

e2e: build ## Run requests end to end on a cluster: CONTEXT=, or one that it builds as root on Debian with Go 1.26
	@E2E_CONTEXT="$(CONTEXT)" test/e2e/run.sh $(VITEST_FLAGS)

backstage: build ## Send requests from a real Backstage in a browser; needs Go 1.26, and Chromium or root on Debian
	@test/backstage/run.sh $(VITEST_FLAGS)

kind-up: ## Create a four-node cluster with the platform on this machine; needs docker or podman, kind and openssl
	@kind/up.sh

kind-down: ## Delete the cluster of kind-up
	@kind/down.sh

clean: ## Remove the build results
	rm -rf dist .cache/build .cache/vitest demo

# Commands, generated from pipelines/cli/commands by `make generate`; do not edit
.PHONY: render validate convert demo deploy-platform status gitops-status list logs reconcile explain schema argocd-ui charts-package charts-push charts-verify new-app new-promise completion version

render: build ## Write the output of the pipeline for the requests in files (OUT=)
	@$(INFRAFORGE) render \
	  $(call given,FILES) \
	  $(call flag,out,$(call given,OUT)) \
	  $(foreach value,$(call given,FILENAME),--filename "$(value)") \
	  $(if $(call given,RECURSIVE),--recursive) \
	  $(foreach value,$(call given,PLATFORM),--platform "$(value)") \
	  $(call flag,charts,$(call given,CHARTS)) \
	  $(call flag,registry,$(call given,REGISTRY)) \
	  $(if $(PLAIN_HTTP),--plain-http) \
	  $(if $(call given,JSON),--json) \
	  $(if $(call given,QUIET),--quiet)

validate: build ## Check the requests in files and write nothing
	@$(INFRAFORGE) validate \
	  $(call given,FILES) \
	  $(foreach value,$(call given,FILENAME),--filename "$(value)") \
	  $(if $(call given,RECURSIVE),--recursive) \
	  $(foreach value,$(call given,PLATFORM),--platform "$(value)") \
	  $(call flag,charts,$(call given,CHARTS)) \
	  $(call flag,registry,$(call given,REGISTRY)) \
	  $(if $(PLAIN_HTTP),--plain-http) \
	  $(if $(call given,JSON),--json) \
	  $(if $(call given,QUIET),--quiet)

convert: build ## Convert requests of earlier versions to the current version
	@$(INFRAFORGE) convert \
	  $(call given,FILES) \
	  $(foreach value,$(call given,FILENAME),--filename "$(value)") \
	  $(if $(call given,RECURSIVE),--recursive) \
	  $(call flag,out,$(call given,OUT)) \
	  $(if $(call given,OVERWRITE),--overwrite) \
	  $(foreach value,$(call given,PLATFORM),--platform "$(value)") \
	  $(call flag,charts,$(call given,CHARTS)) \
	  $(call flag,registry,$(call given,REGISTRY)) \
	  $(if $(PLAIN_HTTP),--plain-http)

demo: build ## Run the pipeline on this machine: requests become commits
	@$(INFRAFORGE) demo \
	  $(call flag,dir,$(call given,DIR)) \
	  $(if $(call given,KEEP_RUNNING),--keep-running) \
	  $(call flag,promises,$(call given,PROMISES))

deploy-platform: build ## Install the platform on a Kubernetes cluster
	@$(INFRAFORGE) deploy \
	  $(call flag,context,$(CONTEXT)) \
	  $(call flag,image,$(IMAGE)) \
	  $(call flag,git-url,$(GIT_URL)) \
	  $(call flag,git-branch,$(GIT_BRANCH)) \
	  $(call flag,git-ca,$(GIT_CA)) \
	  $(call flag,registry,$(REGISTRY)) \
	  $(if $(PLAIN_HTTP),--plain-http) \
	  $(call flag,platform-namespace,$(PLATFORM_NAMESPACE)) \
	  $(call flag,only-promises,$(ONLY_PROMISES)) \
	  $(call flag,bootstrap,$(BOOTSTRAP)) \
	  $(if $(NO_BOOTSTRAP),--no-bootstrap) \
	  $(call flag,gitea-image,$(GITEA_IMAGE)) \
	  $(call flag,registry-image,$(REGISTRY_IMAGE)) \
	  $(call flag,cert-manager-manifest,$(CERT_MANAGER_MANIFEST)) \
	  $(call flag,kratix-manifest,$(KRATIX_MANIFEST)) \
	  $(call flag,argocd-manifest,$(ARGOCD_MANIFEST)) \
	  $(call flag,timeout,$(TIMEOUT)) \
	  $(call flag,promises,$(call given,PROMISES)) \
	  $(if $(call given,JSON),--json) \
	  $(if $(call given,QUIET),--quiet)

status: build ## Show whether each request is delivered, in Git and synced
	@$(INFRAFORGE) status \
	  $(if $(call given,NAME),"$(call given,NAME)") \
	  $(call flag,kind,$(call given,KIND)) \
	  $(call flag,namespace,$(call given,NAMESPACE)) \
	  $(call flag,context,$(CONTEXT)) \
	  $(if $(call given,JSON),--json) \
	  $(if $(call given,QUIET),--quiet)

gitops-status: build ## Show what Kratix writes to Git and what Argo CD syncs from it
	@$(INFRAFORGE) gitops-status \
	  $(call flag,context,$(CONTEXT)) \
	  $(if $(call given,JSON),--json) \
	  $(if $(call given,QUIET),--quiet)

list: build ## List the Promises, the requests and the environments
	@$(INFRAFORGE) list \
	  $(call flag,context,$(CONTEXT)) \
	  $(if $(call given,JSON),--json)

logs: build ## Show the log of the newest run of a request (NAME=)
	@$(INFRAFORGE) logs \
	  $(if $(call given,NAME),"$(call given,NAME)") \
	  $(call flag,kind,$(call given,KIND)) \
	  $(call flag,namespace,$(call given,NAMESPACE)) \
	  $(call flag,context,$(CONTEXT)) \
	  $(if $(call given,JSON),--json)

reconcile: build ## Run requests again, including suspended ones
	@$(INFRAFORGE) reconcile \
	  $(if $(call given,NAME),"$(call given,NAME)") \
	  $(call flag,kind,$(call given,KIND)) \
	  $(call flag,namespace,$(call given,NAMESPACE)) \
	  $(if $(call given,WAIT),--wait) \
	  $(call flag,timeout,$(call given,TIMEOUT)) \
	  $(call flag,context,$(CONTEXT)) \
	  $(if $(call given,JSON),--json) \
	  $(if $(call given,QUIET),--quiet)

explain: build ## Show the kinds of requests with their fields, and what each type of service offers
	@$(INFRAFORGE) explain \
	  $(if $(call given,NAME),"$(call given,NAME)") \
	  $(if $(call given,JSON),--json)

schema: build ## Print the JSON Schema of a kind of request, for editors
	@$(INFRAFORGE) schema \
	  $(if $(call given,KIND),"$(call given,KIND)")

argocd-ui: build ## Forward the web interface of Argo CD to this machine until Ctrl-C
	@$(INFRAFORGE) argocd-ui \
	  $(if $(call given,SHOW_PASSWORD),--show-password) \
	  $(call flag,context,$(CONTEXT))

charts-package: build ## Package every chart
	@$(INFRAFORGE) charts package \
	  $(call flag,out,$(call given,OUT)) \
	  $(call flag,promises,$(call given,PROMISES)) \
	  $(if $(call given,JSON),--json) \
	  $(if $(call given,QUIET),--quiet)

charts-push: build ## Publish every chart to a registry (REGISTRY=)
	@$(INFRAFORGE) charts push \
	  $(call flag,registry,$(REGISTRY)) \
	  $(if $(PLAIN_HTTP),--plain-http) \
	  $(if $(call given,RELEASE),--release) \
	  $(if $(call given,REPLACE),--replace) \
	  $(call flag,promises,$(call given,PROMISES)) \
	  $(if $(call given,JSON),--json) \
	  $(if $(call given,QUIET),--quiet)

charts-verify: build ## Compare the charts with charts.lock and with a registry
	@$(INFRAFORGE) charts verify \
	  $(call flag,registry,$(REGISTRY)) \
	  $(if $(PLAIN_HTTP),--plain-http) \
	  $(if $(call given,RELEASED),--released) \
	  $(call flag,promises,$(call given,PROMISES)) \
	  $(if $(call given,JSON),--json) \
	  $(if $(call given,QUIET),--quiet)

new-app: build ## Create a request for an application and its services, and a page with the next steps (NAME= TEAM=)
	@$(INFRAFORGE) new-app \
	  $(if $(call given,NAME),"$(call given,NAME)") \
	  $(call flag,team,$(call given,TEAM)) \
	  $(call flag,with,$(call given,WITH)) \
	  $(call flag,environment,$(call given,ENVIRONMENT)) \
	  $(call flag,image,$(call given,IMAGE)) \
	  $(call flag,port,$(call given,PORT)) \
	  $(call flag,out,$(call given,OUT))

new-promise: build ## Create a Promise or a platform service: its definition, its chart and its cases (NAME=)
	@$(INFRAFORGE) new-promise \
	  $(if $(call given,NAME),"$(call given,NAME)") \
	  $(call flag,kind,$(call given,KIND)) \
	  $(if $(call given,SERVICE),--service) \
	  $(call flag,promises,$(call given,PROMISES))

completion: build ## Print the completion script for a shell (COMPLETION_SHELL=)
	@$(INFRAFORGE) completion \
	  $(if $(call given,COMPLETION_SHELL),"$(call given,COMPLETION_SHELL)")

version: build ## Print the version of the program, of Node and of the built-in charts
	@$(INFRAFORGE) version \
	  $(if $(call given,JSON),--json)

# End of the generated commands
