#!/usr/bin/env bash
# The end-to-end run: installs what it needs, builds a cluster in namespaces of its own (network, mounts, processes)
# and runs the scenarios. Several runs can work side by side. If the first process of the namespaces ends, the kernel
# ends all others and removes mounts, bridges and addresses.
#   E2E_CONTEXT  context of a cluster with the platform: the scenarios run there, and no cluster is built
#   E2E_KEEP=1   brings up the cluster alone and leaves it up until Ctrl-C
# Arguments go to vitest. If the machine cannot run it, one line gives the reason and every test counts as skipped.
# shellcheck disable=SC2317,SC2016 # functions that step and trap call; text that another shell reads
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
packages=(
  containerd runc containernetworking-plugins buildah iproute2 iptables conntrack redis-server ca-certificates openssl
  git gcc libc6-dev procps
)
cd "$root" || exit 1

# Prints what this machine lacks.
unfit() {
  if [ "$(uname -s)" != Linux ]; then echo 'needs Linux'
  elif [ "$(id -u)" != 0 ]; then echo 'needs root'
  elif ! command -v go > /dev/null; then echo 'needs Go 1.26 or newer (https://go.dev/dl)'
  elif ! unshare --net --mount --pid --fork true 2> /dev/null; then echo 'may not make namespaces'
  elif [ ! -w /sys/fs/cgroup ] || [ -z "$(cgroups)" ]; then echo 'may not make control groups'
  elif [ -n "$(missing)" ] && ! command -v apt-get > /dev/null; then echo "needs Debian, or these packages: $(missing)"
  fi
}

# Prints the folders for control groups: one for each controller (cgroup v1), or a single one (v2).
cgroups() {
  if [ -e /sys/fs/cgroup/cgroup.controllers ]; then echo /sys/fs/cgroup
  else find /sys/fs/cgroup -mindepth 1 -maxdepth 1 -type d ! -name unified
  fi
}

missing() { test/support/install-packages.sh --missing "${packages[@]}"; }

# step NAME COMMAND…: runs a command and prints its duration.
step() {
  local name=$1 start=$EPOCHREALTIME
  shift
  "$@" || { echo "e2e: failed: $name" >&2; return 1; }
  awk -v name="$name" -v start="$start" -v end="$EPOCHREALTIME" 'BEGIN { printf "%7.1f s  %s\n", end - start, name }'
}

# Writes a script that runs a command inside the namespaces.
write_enter() {
  local first
  until first=$(pgrep --parent "$inside") || ! kill -0 "$inside"; do sleep 0.1; done
  printf '#!/bin/sh\nexec nsenter --net --mount --pid --target %s env --chdir="$PWD" KUBECONFIG=%s PATH=%s:"$PATH" "$@"\n' \
    "$first" "$work/admin.kubeconfig" "$root/.cache/tools" > "$work/enter"
  chmod +x "$work/enter"
}

remove_cgroups() {
  local folder folders tries=0
  # on a machine with both versions of control groups, runc makes them in the second as well
  mapfile -t folders < <(find /sys/fs/cgroup -mindepth 1 -maxdepth 2 -name "$id")
  for folder in "${folders[@]}"; do
    # a group is busy until the last process in it has been reaped
    while [ -d "$folder" ] && [ $((tries += 1)) -lt 50 ]; do
      find "$folder" -depth -type d -exec rmdir {} + 2> /dev/null || sleep 0.2
    done
    [ ! -d "$folder" ] || echo "e2e: control group $folder is left" >&2
  done
}

# Ends the namespaces by their first process, and with it everything in them.
finish() {
  trap - EXIT
  # a second Ctrl-C does not end the cleaning up
  trap '' INT TERM
  if [ -n "${inside:-}" ]; then
    kill -KILL "$inside" 2> /dev/null
    wait "$inside" 2> /dev/null
  fi
  remove_cgroups
  if [ "$status" = 0 ]; then rm -rf "$work"
  else
    # the logs of the containers
    mv "$work/var/var/log/pods" "$work/logs/pods" 2> /dev/null
    find "$work" -mindepth 1 -maxdepth 1 ! -name logs -exec rm -rf {} +
    echo "e2e: logs are in $work/logs" >&2
  fi
  exit "$status"
}

if [ -n "${E2E_CONTEXT:-}" ]; then
  # E2E_WORK, of an enclosing run, says that the cluster is the built one
  unset E2E_WORK
  # clones of the state store hold the password of Git
  TMPDIR=$(mktemp -d) || exit
  export TMPDIR
  trap 'rm -rf "$TMPDIR"' EXIT
  trap 'exit 130' INT TERM
  npx --no-install vitest run --config vitest.e2e.config.ts "$@"
  exit
fi

reason=$(unfit)
if [ -n "$reason" ]; then
  echo "e2e: skipped: this machine $reason"
  E2E_SKIP=$reason exec npx --no-install vitest run --config vitest.e2e.config.ts "$@"
fi

status=1
mkdir -p .cache/e2e
work=$(mktemp -d "$root/.cache/e2e/run-XXXXXX")
id=infraforge-e2e-$(tr '[:upper:]' '[:lower:]' <<< "${work##*/run-}")
mkdir "$work/logs"
trap finish EXIT
trap 'status=130; exit' INT TERM

step 'packages of Debian' test/support/install-packages.sh "${packages[@]}" || exit
step 'tools' test/verify/build-tools.sh e2e || exit
step 'images' test/e2e/images/build.sh "$work" || exit
for folder in $(cgroups); do mkdir "$folder/$id"; done
# folders of the container runtime, the kubelet and CNI; inside.sh covers them
mkdir -p /var/lib/kubelet /var/lib/cni /var/log/pods /var/log/containers
E2E_WORK=$work E2E_ID=$id unshare --net --mount --pid --fork --mount-proc --kill-child=KILL \
  bash test/e2e/inside.sh "$@" &
inside=$!
write_enter
wait "$inside"
status=$?
inside=
exit "$status"
