#!/usr/bin/env bash
# Builds the programs that the verification (`make verify-charts`) and the end-to-end run (`make e2e`) need into
# .cache/tools/, each from a pinned Go module. The modules of the verification are beside this script: real Helm 4 and 3,
# a registry, and our batch checkers. Those of the end-to-end run are below test/e2e/tools/: Kubernetes, etcd, Argo CD and
# others. Also copies files of other Go modules, such as CustomResourceDefinitions, into .cache/crds/ and .cache/files/.
# Usage: build-tools.sh [verify|e2e|NAME…]; the default is verify. Builds again only what has changed.
set -euo pipefail

# name, folder of the Go module below test/, package; `.` is the module's own program. In the folder, the file `ldflags`
# has flags of the linker, such as the program's version, and the file `environment` has variables for `go build`.
programs='
helm4                   verify/helm4         helm.sh/helm/v4/cmd/helm
helm3                   verify/helm3         helm.sh/helm/v3/cmd/helm
registry                verify/registry      github.com/distribution/distribution/v3/cmd/registry
render                  verify/render        .
schemas                 verify/schemas       .
crds                    verify/crds          .
policies                verify/policies      .
cnpg                    verify/cnpg          .
eck                     verify/eck           .
kind-config             verify/kind-config   .
actionlint              verify/actionlint    github.com/rhysd/actionlint/cmd/actionlint
etcd                    e2e/tools/etcd       go.etcd.io/etcd/server/v3
kubectl                 e2e/tools/kubernetes k8s.io/kubernetes/cmd/kubectl
kube-apiserver          e2e/tools/kubernetes k8s.io/kubernetes/cmd/kube-apiserver
kube-controller-manager e2e/tools/kubernetes k8s.io/kubernetes/cmd/kube-controller-manager
kube-scheduler          e2e/tools/kubernetes k8s.io/kubernetes/cmd/kube-scheduler
kubelet                 e2e/tools/kubernetes k8s.io/kubernetes/cmd/kubelet
kube-proxy              e2e/tools/kubernetes k8s.io/kubernetes/cmd/kube-proxy
coredns                 e2e/tools/coredns    .
gitea                   e2e/tools/gitea      code.gitea.io/gitea
argocd                  e2e/tools/argocd     github.com/argoproj/argo-cd/v3/cmd
pause                   e2e/tools/pause      .
greeter                 e2e/tools/greeter    .
kratix-adapter          e2e/tools/kratix-adapter .
'

# name, folder below .cache, module, version, checksum as in go.sum, files to copy
files='
argo-cd             crds  github.com/argoproj/argo-cd/v3                          v3.5.7  h1:Xm1BF+I5OgDKUG3SDK49vn2/Y5AMyaNVko+/JT08gj0= manifests/crds/*.yaml
elastic             crds  github.com/elastic/cloud-on-k8s/v3                          v3.5.0  h1:sR4oj+gNnwI9hgsKhBwjUlx+5F2T/kND40hrzaogtek= config/crds/v1/all-crds.yaml
gateway-api         crds  sigs.k8s.io/gateway-api                               v1.4.1  h1:NPxFutNkKNa8UfLd2CMlEuhIPMQgDQ6DXNKG9sHbJU8= config/crd/standard/gateway.networking.k8s.io_*routes.yaml
keda                crds  github.com/kedacore/keda/v2                             v2.19.0 h1:IP3iMTwr9HkaAwPtLnhngPv74LghMf7ubLrsGLQo52M= config/crd/bases/keda.sh_scaledobjects.yaml
prometheus-operator crds  github.com/prometheus-operator/prometheus-operator      v0.85.0 h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s= example/prometheus-operator-crd/*.yaml
argo-cd-settings    files github.com/argoproj/argo-cd/v3                          v3.5.7  h1:Xm1BF+I5OgDKUG3SDK49vn2/Y5AMyaNVko+/JT08gj0= manifests/base/config/argocd-cm.yaml
argo-cd-scripts     files github.com/argoproj/argo-cd/v3                          v3.5.7  h1:Xm1BF+I5OgDKUG3SDK49vn2/Y5AMyaNVko+/JT08gj0= hack/git-verify-wrapper.sh
argo-cd-manifest    files github.com/argoproj/argo-cd/v3                          v3.5.7  h1:Xm1BF+I5OgDKUG3SDK49vn2/Y5AMyaNVko+/JT08gj0= manifests/install.yaml
'

verify=(helm4 helm3 registry render schemas crds policies cnpg eck kind-config actionlint argo-cd elastic gateway-api keda prometheus-operator argo-cd-manifest)
# the slowest first, because two are built at once; those of Kubernetes share most of their packages
e2e=(
  gitea helm4 registry etcd kubectl kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy
  argocd coredns pause greeter kratix-adapter argo-cd argo-cd-settings argo-cd-scripts gateway-api
)

here=$(cd "$(dirname "$0")/.." && pwd)
cache=$(cd "$here/.." && pwd)/.cache
tools=$cache/tools

fail() {
  echo "build-tools.sh: $*" >&2
  exit 1
}

# Prints a hash of everything that determines the bytes of a program.
key_of() {
  { go env GOVERSION GOOS GOARCH; cat "$here/$1/go.mod" "$here/$1/go.sum"; find "$here/$1" -name '*.go' -o -name ldflags -o -name environment | sort | xargs -r cat; } | sha256sum
}

build() {
  local name=$1 module=$2 package=$3 key flags start=$SECONDS
  key=$(key_of "$module")
  if [ -x "$tools/$name" ] && [ "$(cat "$tools/$name.key" 2>/dev/null)" = "$key" ]; then
    return
  fi
  echo "building $name ($package)"
  # under a temporary name until it is complete: another run may build or use the same program
  flags="-s -w $(cat "$here/$module/ldflags" 2>/dev/null || true)"
  # shellcheck disable=SC2046 # lines of variables without spaces
  (cd "$here/$module" && env CGO_ENABLED=0 $(cat environment 2>/dev/null) \
    go build -trimpath -ldflags "$flags" -o "$tools/.$name.$$" "$package")
  mv "$tools/.$name.$$" "$tools/$name"
  echo "$key" > "$tools/$name.key"
  echo "built $name in $((SECONDS - start)) s"
}

# Downloads a module without building it. Its checksum is compared here, because no go.mod requires the module: that would
# also require everything that the module needs.
fetch() {
  local name=$1 kind=$2 module=$3 version=$4 sum=$5 wanted=$6 key="$3@$4 $5" answer source
  if [ "$(cat "$cache/$kind/$name.key" 2>/dev/null)" = "$key" ]; then
    return
  fi
  echo "fetching $kind of $name ($module@$version)"
  answer=$(cd /tmp && go mod download -json "$module@$version")
  grep -qF "\"Sum\": \"$sum\"" <<< "$answer" || fail "$module@$version has another checksum than $sum"
  source=$(sed -n 's/.*"Dir": "\(.*\)".*/\1/p' <<< "$answer")
  rm -rf "${cache:?}/$kind/$name"
  mkdir -p "$cache/$kind/$name"
  # shellcheck disable=SC2086 # a pattern of file names
  install -m 0644 "$source"/$wanted "$cache/$kind/$name/"
  echo "$key" > "$cache/$kind/$name.key"
}

command -v go > /dev/null || fail 'Go 1.26 or newer is missing (https://go.dev/dl): it builds these programs'
mkdir -p "$tools"
case ${*:-verify} in
  verify) set -- "${verify[@]}" ;;
  e2e) set -- "${e2e[@]}" ;;
esac
if [ $# -gt 1 ]; then
  # two at once, because compiling C and linking use one processor each; after exit code 255, xargs starts no other
  # shellcheck disable=SC2016 # text that another shell reads
  printf '%s\n' "$@" | xargs -n 1 -P 2 bash -c '"$0" "$1" || exit 255' "$0"
elif line=$(grep "^$1 " <<< "$programs"); then
  # shellcheck disable=SC2086 # the line is words
  build $line
elif line=$(grep "^$1 " <<< "$files"); then
  # shellcheck disable=SC2086
  fetch $line
else
  fail "unknown name \"$1\""
fi
