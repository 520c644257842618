#!/usr/bin/env bash
# Deletes the cluster of cluster.yaml with everything in it: `make kind-down`. Every container engine that works here is
# checked, because the cluster may belong to any of them.
#
#   KIND_EXPERIMENTAL_PROVIDER=name   docker, podman or nerdctl: check that one only
set -euo pipefail

# shellcheck source=SCRIPTDIR/machine.sh
. "$(dirname "$0")/machine.sh"

fail() {
  echo "kind-down: $*" >&2
  exit 1
}

command -v kind > /dev/null || fail 'kind is missing; install it to find the cluster to delete'

name=$(cluster_name)
checked=()
found=()
for engine in ${KIND_EXPERIMENTAL_PROVIDER:-docker podman nerdctl}; do
  works "$engine" || continue
  checked+=("$engine")
  clusters=$(KIND_EXPERIMENTAL_PROVIDER=$engine kind get clusters 2>&1) || fail "kind on $engine: $clusters"
  if grep -qxF "$name" <<< "$clusters"; then found+=("$engine"); fi
done

[ "${#checked[@]}" -gt 0 ] ||
  fail "no ${KIND_EXPERIMENTAL_PROVIDER:-docker, podman or nerdctl} works here, so cluster $name cannot be looked up"
if [ "${#found[@]}" -eq 0 ]; then
  echo "Cluster $name not found (checked: ${checked[*]})"
  exit 0
fi
for engine in "${found[@]}"; do
  KIND_EXPERIMENTAL_PROVIDER=$engine kind delete cluster --name "$name"
done
