#!/usr/bin/env bash
# Installs what the tests of the image run on, from Debian's packages; what is there already is left as it is.
set -euo pipefail

fail() {
  echo "verify-image: $*" >&2
  exit 1
}

[ "$(id -u)" = 0 ] || fail 'root is needed, for namespaces and control groups'

missing=()
for tool in containerd runc buildah; do
  command -v "$tool" > /dev/null || missing+=("$tool")
done
[ "${#missing[@]}" -gt 0 ] || exit 0
command -v apt-get > /dev/null || fail "${missing[*]} missing, and no apt-get here to install from Debian"

echo "installing ${missing[*]}"
# a containerd of the system would run beside the tests' own
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
