# Everything a person does with the project. `make` alone explains itself.
.DEFAULT_GOAL := help
SHELL := /bin/sh
INFRAFORGE := node dist/infraforge.mjs
# --flag "value of the variable" where the variable has one
flag = $(if $($(2)),--$(1) "$($(2))")
# the variable where it stands on make's command line: an environment may have a NAME of its own, as WSL's has
said = $(if $(filter command,$(origin $(1))),$(1))

.PHONY: help build demo test check generate golden bench image test-base verify-image charts-package charts-push verify-charts new-promise e2e deploy-platform kind-up kind-down status gitops-status argocd-ui list logs reconcile clean

help: ## Show this list
	@echo 'Set-up needs git, make and Node 20.19 or newer; what needs more says so.'
	@echo
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

node_modules/.installed: package.json package-lock.json
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); if (a < 20 || (a === 20 && b < 19)) { console.error("Node 20.19 or newer is needed; this is " + process.version); process.exit(1) }'
	npm ci --no-fund --no-audit
	@touch $@

build: node_modules/.installed ## Build dist/: the container's program, the infraforge command, the locked charts
	@node pipelines/build/build.mjs

demo: build ## Run the main job on embedded defaults: requests become commits in a local state store
	@$(INFRAFORGE) demo

test: build ## Run the tests
	@npx --no-install vitest run $(VITEST_FLAGS)

check: node_modules/.installed ## Types, lint, format, unused code
	npx --no-install tsc
	npx --no-install biome check
	npx --no-install knip

generate: node_modules/.installed ## Derive the lists, promise.yaml, reference pages, chart READMEs, SERVICES.md and charts.lock
	@node pipelines/build/generate.mjs

golden: node_modules/.installed ## Rewrite the expected output of every case; read the diff
	@UPDATE_GOLDEN=1 npx --no-install vitest run test/cases.test.ts

bench: build ## Measure start-up, memory and throughput (NODE=path of another Node)
	@node test/bench/main.mjs $(call flag,node,$(call said,NODE))

image: build ## Build the container's image: make image IMAGE=name PLATFORMS=linux/amd64,linux/arm64 BASE=image
	@pipelines/build/build-image.sh

test-base: ## Put together a base for tests where no registry of base images is in reach; needs Debian and buildah
	@test/image/test-base/build.sh

verify-image: build ## Run the image as Kratix does, in a containerd of its own; needs root and Debian
	@test/image/install-tools.sh
	@IMAGE_SKIP="$$(test/image/install-tools.sh --unfit)" \
	  npx --no-install vitest run --config vitest.image.config.ts $(VITEST_FLAGS)

charts-package: build ## Package every chart into dist/packages
	@$(INFRAFORGE) charts package

charts-push: build ## Publish the charts: make charts-push REGISTRY=oci://host/path (PLAIN_HTTP=1)
	@$(INFRAFORGE) charts push --registry "$(REGISTRY)" $(if $(PLAIN_HTTP),--plain-http)

verify-charts: build ## Real Helm and real Kubernetes validation; needs Go 1.26
	@test/verify/build-tools.sh
	@npx --no-install vitest run --config vitest.verify.config.ts $(VITEST_FLAGS)

new-promise: build ## Begin a new Promise: make new-promise NAME=greeting
	@$(INFRAFORGE) new-promise "$($(call said,NAME))"

e2e: build ## A request becomes a running pod, on real systems; needs root, Debian and Go 1.26
	@test/e2e/run.sh $(VITEST_FLAGS)

deploy-platform: build ## Bring up the platform on a cluster: CONTEXT= IMAGE= GIT_URL= REGISTRY= …, see kind/README.md
	@$(INFRAFORGE) deploy $(call flag,context,CONTEXT) $(call flag,image,IMAGE) \
	  $(call flag,git-url,GIT_URL) $(call flag,git-branch,GIT_BRANCH) $(call flag,git-ca,GIT_CA) \
	  $(call flag,registry,REGISTRY) $(if $(PLAIN_HTTP),--plain-http) \
	  $(call flag,bootstrap,BOOTSTRAP) $(if $(NO_BOOTSTRAP),--no-bootstrap) \
	  $(call flag,gitea-image,GITEA_IMAGE) $(call flag,registry-image,REGISTRY_IMAGE) \
	  $(call flag,cert-manager-manifest,CERT_MANAGER_MANIFEST) $(call flag,kratix-manifest,KRATIX_MANIFEST) \
	  $(call flag,argocd-manifest,ARGOCD_MANIFEST) $(call flag,timeout,TIMEOUT)

kind-up: ## A four-node cluster on this machine with the platform on it; needs docker or podman, kind and kubectl
	@kind/up.sh

kind-down: ## Delete that cluster
	@kind/down.sh

# What the commands that look after a platform are given: NAME= KIND= NAMESPACE= CONTEXT=
CLUSTER = $(call flag,context,CONTEXT)
SELECTED = $(if $($(call said,NAME)),"$(NAME)") $(call flag,kind,$(call said,KIND)) \
  $(call flag,namespace,$(call said,NAMESPACE)) $(CLUSTER)

status: build ## Each request: delivered, in Git, synced; each chart: in the registry (NAME= KIND= NAMESPACE= CONTEXT=)
	@$(INFRAFORGE) status $(SELECTED)

gitops-status: build ## Kratix's way to Git and Argo CD's way from there, with what to do (CONTEXT=)
	@$(INFRAFORGE) gitops-status $(CLUSTER)

argocd-ui: build ## Reach Argo CD's pages from this machine until Ctrl-C (CONTEXT=)
	@$(INFRAFORGE) argocd-ui $(CLUSTER)

list: build ## What can be requested, what is, and where it can land (CONTEXT=)
	@$(INFRAFORGE) list $(CLUSTER)

logs: build ## What the newest run of a request said: make logs NAME=shop (KIND= NAMESPACE= CONTEXT=)
	@$(INFRAFORGE) logs $(SELECTED)

reconcile: build ## Have requests run again, suspended ones too (NAME= KIND= NAMESPACE= CONTEXT= WAIT=1)
	@$(INFRAFORGE) reconcile $(SELECTED) $(if $(WAIT),--wait)

clean: ## Remove what was built
	rm -rf dist .cache/build demo
