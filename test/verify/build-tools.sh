#!/usr/bin/env bash
# Builds the programs that the verification runs against into .cache/tools/, each from a pinned Go module
# beside this script: real Helm 4 and 3, a real registry, and the batch checkers written for it; and takes
# the CustomResourceDefinitions that lie in other people's Go modules into .cache/crds/.
# Usage: build-tools.sh [NAME…]; without a name, all of them. What did not change is left as it is.
set -euo pipefail

# name, package; `.` is the module's own program
programs='
helm4    helm.sh/helm/v4/cmd/helm
helm3    helm.sh/helm/v3/cmd/helm
registry github.com/distribution/distribution/v3/cmd/registry
render   .
crds     .
policies .
'

# name, module, version, its checksum as go.sum writes one, folder with the definitions
definitions='
argo-cd             github.com/argoproj/argo-cd/v3                          v3.5.7  h1:Xm1BF+I5OgDKUG3SDK49vn2/Y5AMyaNVko+/JT08gj0= manifests/crds
prometheus-operator github.com/prometheus-operator/prometheus-operator      v0.85.0 h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s= example/prometheus-operator-crd
'

here=$(cd "$(dirname "$0")" && pwd)
cache=$(cd "$here/../.." && pwd)/.cache
tools=$cache/tools

fail() {
  echo "build-tools.sh: $*" >&2
  exit 1
}

# Everything that decides the bytes of a program, as one line.
key_of() {
  { go env GOVERSION GOOS GOARCH; cat "$here/$1/go.mod" "$here/$1/go.sum"; find "$here/$1" -name '*.go' | sort | xargs -r cat; } | sha256sum
}

build() {
  local name=$1 package=$2 key start=$SECONDS
  key=$(key_of "$name")
  if [ -x "$tools/$name" ] && [ "$(cat "$tools/$name.key" 2>/dev/null)" = "$key" ]; then
    return
  fi
  echo "building $name ($package)"
  # under a name of its own until it is whole: another run may be building, or using, the same program
  (cd "$here/$name" && CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o "$tools/.$name.$$" "$package")
  mv "$tools/.$name.$$" "$tools/$name"
  echo "$key" > "$tools/$name.key"
  echo "built $name in $((SECONDS - start)) s"
}

# Downloads a module without building it. Its checksum is compared here, because no go.mod asks for it: one
# that did would have to resolve everything that module needs.
fetch() {
  local name=$1 module=$2 version=$3 sum=$4 folder=$5 key="$2@$3 $4" answer source
  if [ "$(cat "$cache/crds/$name.key" 2>/dev/null)" = "$key" ]; then
    return
  fi
  echo "fetching definitions of $name ($module@$version)"
  answer=$(cd /tmp && go mod download -json "$module@$version")
  grep -qF "\"Sum\": \"$sum\"" <<< "$answer" || fail "$module@$version has another checksum than $sum"
  source=$(sed -n 's/.*"Dir": "\(.*\)".*/\1/p' <<< "$answer")
  rm -rf "${cache:?}/crds/$name"
  mkdir -p "$cache/crds/$name"
  install -m 0644 "$source/$folder"/*.yaml "$cache/crds/$name/"
  echo "$key" > "$cache/crds/$name.key"
}

command -v go > /dev/null || fail 'Go 1.26 or newer is missing (https://go.dev/dl): it builds Helm and the checkers'
mkdir -p "$tools"
wanted=" ${*:-$(awk '{print $1}' <<< "$programs$definitions" | xargs)} "
for name in $wanted; do
  if line=$(grep "^$name " <<< "$programs"); then
    # shellcheck disable=SC2086 # the line is words
    build $line
  elif line=$(grep "^$name " <<< "$definitions"); then
    # shellcheck disable=SC2086
    fetch $line
  else
    fail "unknown name \"$name\""
  fi
done
