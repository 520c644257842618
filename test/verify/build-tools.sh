#!/usr/bin/env bash
# Builds the programs that the verification runs against into .cache/tools/, each from a pinned Go module
# beside this script: real Helm 4 and 3, a real registry, and the batch checkers written for it.
# Usage: build-tools.sh [NAME…]; without a name, all of them. A program whose module, sources and Go
# version did not change is left as it is.
set -euo pipefail

# name, package; `.` is the module's own program
programs='
helm4    helm.sh/helm/v4/cmd/helm
helm3    helm.sh/helm/v3/cmd/helm
registry github.com/distribution/distribution/v3/cmd/registry
render   .
crds     .
'

here=$(cd "$(dirname "$0")" && pwd)
tools=$(cd "$here/../.." && pwd)/.cache/tools

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

command -v go > /dev/null || fail 'Go 1.26 or newer is missing (https://go.dev/dl): it builds Helm and the checkers'
mkdir -p "$tools"
wanted=" ${*:-$(awk '{print $1}' <<< "$programs" | xargs)} "
for name in $wanted; do
  package=$(awk -v name="$name" '$1 == name {print $2}' <<< "$programs")
  [ -n "$package" ] || fail "unknown program \"$name\""
  build "$name" "$package"
done
