#!/usr/bin/env bash
# First process of the run's namespaces. It covers the folders that are shared with the machine, brings up the cluster
# and runs the scenarios on its context. Orphaned processes become its children.
set -euo pipefail

ip link set lo up
# a link may lead into /run, which is covered next
resolver=$(realpath -m /etc/resolv.conf)
mount -t tmpfs -o mode=0755 tmpfs /run
for folder in /var/lib/kubelet /var/lib/cni /var/log/pods /var/log/containers; do
  mkdir -p "$E2E_WORK/var/$folder"
  mount --bind "$E2E_WORK/var/$folder" "$folder"
done
# the run uses the DNS of the cluster
[[ $resolver != /run/* ]] || install -D -m 0644 /dev/null "$resolver"
echo 'nameserver 10.96.0.10' > /run/e2e-resolv.conf
mount --bind /run/e2e-resolv.conf "$resolver"
# the kubelet sets these for the whole machine: it gets copies
for setting in vm/{overcommit_memory,panic_on_oom} kernel/{panic,panic_on_oops} kernel/keys/root_max{keys,bytes}; do
  [ -w "/proc/sys/$setting" ] || continue
  mkdir -p "/run/e2e-sysctl/${setting%/*}"
  cp "/proc/sys/$setting" "/run/e2e-sysctl/$setting"
  mount --bind "/run/e2e-sysctl/$setting" "/proc/sys/$setting"
done

export KUBECONFIG=$E2E_WORK/admin.kubeconfig
node test/e2e/cluster/up.mjs &
cluster=$!
until [ -e "$E2E_WORK/ready" ]; do
  kill -0 "$cluster" 2> /dev/null || exit 1
  sleep 0.2
done
if [ -n "${E2E_KEEP:-}" ]; then
  echo "e2e: the cluster stays up until Ctrl-C; from another terminal:"
  echo "  $E2E_WORK/enter kubectl get applications,pods -A"
  echo "  $E2E_WORK/enter make e2e CONTEXT=e2e"
  wait "$cluster"
fi
E2E_CONTEXT=e2e npx --no-install vitest run --config vitest.e2e.config.ts "$@" && status=0 || status=$?
exit "$status"
