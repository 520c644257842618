#!/usr/bin/env bash
# Deletes the cluster of cluster.yaml with everything in it: `make kind-down`.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)

command -v kind > /dev/null || {
  echo 'kind-down: kind is missing, so there is nothing to delete' >&2
  exit 1
}
if [ -z "${KIND_EXPERIMENTAL_PROVIDER:-}" ] && ! docker info > /dev/null 2>&1 && podman info > /dev/null 2>&1; then
  export KIND_EXPERIMENTAL_PROVIDER=podman
fi
kind delete cluster --name "$(sed -n 's/^name: *//p' "$here/cluster.yaml")"
