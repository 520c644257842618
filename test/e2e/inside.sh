#!/usr/bin/env bash
# The first process of the run's namespaces: covers the folders that other programs would share with the machine, and
# runs the scenarios. It stays the parent of whatever loses its own.
set -euo pipefail

ip link set lo up
# where it is a link, it may lead into /run, which is covered next
resolver=$(realpath -m /etc/resolv.conf)
mount -t tmpfs -o mode=0755 tmpfs /run
for folder in /var/lib/kubelet /var/lib/cni /var/log/pods /var/log/containers; do
  mkdir -p "$E2E_WORK/var/$folder"
  mount --bind "$E2E_WORK/var/$folder" "$folder"
done
# the cluster's DNS is the run's as well
[[ $resolver != /run/* ]] || install -D -m 0644 /dev/null "$resolver"
echo 'nameserver 10.96.0.10' > /run/e2e-resolv.conf
mount --bind /run/e2e-resolv.conf "$resolver"
# the kubelet sets these for the whole machine, and nobody would set them back: it is given copies
for setting in vm/{overcommit_memory,panic_on_oom} kernel/{panic,panic_on_oops} kernel/keys/root_max{keys,bytes}; do
  [ -w "/proc/sys/$setting" ] || continue
  mkdir -p "/run/e2e-sysctl/${setting%/*}"
  cp "/proc/sys/$setting" "/run/e2e-sysctl/$setting"
  mount --bind "/run/e2e-sysctl/$setting" "/proc/sys/$setting"
done

npx --no-install vitest run --config vitest.e2e.config.ts "$@" && status=0 || status=$?
exit "$status"
