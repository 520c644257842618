#!/usr/bin/env bash
# Deletes the cluster of cluster.yaml with everything in it: `make kind-down`. Every container engine that works here is
# asked for it, since the one that made it may not be the first.
#
#   KIND_EXPERIMENTAL_PROVIDER=name   docker, podman or nerdctl: ask that one only
set -euo pipefail

# shellcheck source=SCRIPTDIR/machine.sh
. "$(dirname "$0")/machine.sh"

fail() {
  echo "kind-down: $*" >&2
  exit 1
}

command -v kind > /dev/null || fail 'kind is missing; install it to find the cluster to delete'

name=$(cluster_name)
asked=()
found=()
for engine in ${KIND_EXPERIMENTAL_PROVIDER:-docker podman nerdctl}; do
  works "$engine" || continue
  asked+=("$engine")
  clusters=$(KIND_EXPERIMENTAL_PROVIDER=$engine kind get clusters 2>&1) || fail "kind on $engine: $clusters"
  if grep -qxF "$name" <<< "$clusters"; then found+=("$engine"); fi
done

[ "${#asked[@]}" -gt 0 ] ||
  fail "no ${KIND_EXPERIMENTAL_PROVIDER:-docker, podman or nerdctl} works here, so cluster $name cannot be looked up"
if [ "${#found[@]}" -eq 0 ]; then
  echo "There is no cluster $name (asked: ${asked[*]})"
  exit 0
fi
for engine in "${found[@]}"; do
  KIND_EXPERIMENTAL_PROVIDER=$engine kind delete cluster --name "$name"
done
