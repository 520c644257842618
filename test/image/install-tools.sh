#!/usr/bin/env bash
# Installs the missing tools of the image's tests from Debian's packages. On a machine that cannot run the tests, prints
# the reason in one line and installs nothing; with --unfit it only prints the reason.
set -euo pipefail

missing() {
  local tool
  for tool in containerd runc buildah; do
    command -v "$tool" > /dev/null || echo "$tool"
  done
}

# Prints what this machine lacks.
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

mapfile -t wanted < <(missing)
[ ${#wanted[@]} = 0 ] || exec "$(dirname "$0")/../support/install-packages.sh" "${wanted[@]}"
