#!/usr/bin/env bash
# Creates the cluster of cluster.yaml and installs the platform: `make kind-up`. Existing parts are kept, so it
# can be repeated.
#
#   KIND_NODE_IMAGE=name              Kubernetes of the nodes (default: that of versions.json)
#   IMAGE=name                        an image that the nodes can pull; nothing is built or loaded then
#   KIND_EXPERIMENTAL_PROVIDER=name   docker or podman (default: the first that works)
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/.." && pwd)
archive=$root/.cache/kind/image.tar
# shellcheck source=SCRIPTDIR/machine.sh
. "$here/machine.sh"

fail() {
  echo "kind-up: $*" >&2
  exit 1
}

need() { command -v "$1" > /dev/null || fail "$1 is missing: $2"; }

version() { node -p "require('$here/versions.json').$1"; }

need node 'install Node 20.19 or newer (https://nodejs.org)'
need kind "install $(version kind.version) (https://kind.sigs.k8s.io/docs/user/quick-start/#installation)"
need openssl 'install it: it makes the certificate of Gitea'
engine=${KIND_EXPERIMENTAL_PROVIDER:-}
if [ -n "$engine" ]; then
  works "$engine" || fail "$engine does not work here: start it, or leave KIND_EXPERIMENTAL_PROVIDER out"
elif works docker; then
  engine=docker
elif works podman; then
  engine=podman
else
  fail 'neither docker nor podman works here: start one, or install one (https://docs.docker.com/engine/install)'
fi
export KIND_EXPERIMENTAL_PROVIDER=$engine

name=$(cluster_name)
if kind get clusters 2> /dev/null | grep -qx "$name"; then
  echo "cluster $name: already exists"
  # the current KUBECONFIG may lack its context
  kind export kubeconfig --name "$name"
else
  # a partly created cluster would count as existing in the next run
  trap 'kind delete cluster --name "$name"' EXIT
  kind create cluster --config "$here/cluster.yaml" --image "${KIND_NODE_IMAGE:-$(version kind.nodeImage)}" --wait 5m
  trap - EXIT
fi

if [ -z "${IMAGE:-}" ]; then
  mkdir -p "$(dirname "$archive")"
  # the last line is its name, which has the hash of the content as its tag: so changed content is another image
  IMAGE=$(BUILDER=$engine ARCHIVE=$archive make --no-print-directory -C "$root" image | tail -n 1)
  kind load image-archive "$archive" --name "$name"
fi

make --no-print-directory -C "$root" deploy-platform CONTEXT="kind-$name" IMAGE="$IMAGE"
