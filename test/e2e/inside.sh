#!/usr/bin/env bash
# The first process of the run's namespaces: covers the folders that other programs would share with the machine, and
# runs the scenarios. It stays the parent of whatever loses its own.
set -euo pipefail

ip link set lo up
mount -t tmpfs -o mode=0755 tmpfs /run
for folder in /var/lib/kubelet /var/lib/cni /var/log/pods /var/log/containers; do
  mkdir -p "$E2E_WORK/var/$folder"
  mount --bind "$E2E_WORK/var/$folder" "$folder"
done
# the cluster's DNS is the run's as well
echo 'nameserver 10.96.0.10' > /run/resolv.conf
mount --bind /run/resolv.conf "$(realpath /etc/resolv.conf)"

npx --no-install vitest run --config vitest.e2e.config.ts "$@" && status=0 || status=$?
exit "$status"
