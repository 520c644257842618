#!/usr/bin/env bash
# Installs Debian packages as root, without starting their services, and skips installed packages. Only one copy of this
# script runs at a time on a machine.
# Usage: install-packages.sh [--missing] PACKAGE…; with --missing it only prints the packages that are not installed.
set -euo pipefail

missing() {
  local package
  for package in "$@"; do
    dpkg-query --show --showformat='${Status}' "$package" 2> /dev/null | grep -q ' installed$' || echo "$package"
  done
}

if [ "${1:-}" = --missing ]; then
  shift
  missing "$@"
  exit
fi

[ -n "$(missing "$@")" ] || exit 0
# lock the machine: apt-get cannot run twice at once, and the policy applies to all packages
exec 9< /usr/sbin
flock 9
mapfile -t wanted < <(missing "$@")
[ ${#wanted[@]} != 0 ] || exit 0
echo "installing ${wanted[*]}"
policy=/usr/sbin/policy-rc.d
output=$(mktemp)
made=
trap 'rm -f "$output" $made' EXIT
trap 'exit 130' INT TERM
if [ ! -e "$policy" ]; then
  made=$policy
  install -m 0755 /dev/stdin "$policy" <<< $'#!/bin/sh\nexit 101'
fi
export DEBIAN_FRONTEND=noninteractive
{ apt-get update && apt-get install --yes --no-install-recommends "${wanted[@]}"; } > "$output" 2>&1 9<&- || {
  cat "$output" >&2
  exit 1
}
