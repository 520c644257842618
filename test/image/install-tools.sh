#!/usr/bin/env bash
# Installs what the tests of the image run on, from Debian's packages; what is there already is left as it is. Where a
# machine cannot run them, it says why in one line and installs nothing; with --unfit it prints the reason alone.
set -euo pipefail

missing() {
  local tool
  for tool in containerd runc buildah; do
    command -v "$tool" > /dev/null || echo "$tool"
  done
}

# What is wrong with this machine; nothing where all is well.
unfit() {
  if [ "$(uname -s)" != Linux ]; then echo 'needs Linux'
  elif [ "$(id -u)" != 0 ]; then echo 'needs root'
  elif ! unshare --net --mount --pid --fork true 2> /dev/null; then echo 'may not make namespaces'
  elif [ -n "$(missing)" ] && ! command -v apt-get > /dev/null; then
    echo "needs Debian, or these programs: $(missing | paste -sd ' ')"
  fi
}

reason=$(unfit)
if [ "${1:-}" = --unfit ]; then
  echo "$reason"
  exit
elif [ -n "$reason" ]; then
  echo "verify-image: skipped: this machine $reason"
  exit
fi

[ -n "$(missing)" ] || exit 0
# apt-get takes no second, and the policy is the machine's: as in test/e2e/run.sh, one after the other
exec 9< /usr/sbin
flock 9
mapfile -t wanted < <(missing)
[ "${#wanted[@]}" -gt 0 ] || exit 0
echo "installing ${wanted[*]}"
# a containerd of the system would run beside the tests' own
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq 9<&-
apt-get install -y -qq --no-install-recommends "${wanted[@]}" > /dev/null 9<&-
