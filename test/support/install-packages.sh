#!/usr/bin/env bash
# Installs missing Debian packages as root, without starting their services: scripts start the ones that they need.
# Keeps installed packages as they are. A lock makes copies of this script run one after the other.
# Usage: install-packages.sh [--missing] PACKAGE…; --missing only prints the packages that are not installed.
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
# two runs of apt-get exclude each other, and policy-rc.d applies to the whole machine
exec 9< /usr/sbin
flock 9
mapfile -t wanted < <(missing "$@")
[ ${#wanted[@]} != 0 ] || exit 0
echo "installing ${wanted[*]}"
policy=/usr/sbin/policy-rc.d
output=$(mktemp)
added_policy=
trap 'rm -f "$output" $added_policy' EXIT
trap 'exit 130' INT TERM
if [ ! -e "$policy" ]; then
  added_policy=$policy
  install -m 0755 /dev/stdin "$policy" <<< $'#!/bin/sh\nexit 101'
fi
export DEBIAN_FRONTEND=noninteractive
{ apt-get update && apt-get install --yes --no-install-recommends "${wanted[@]}"; } > "$output" 2>&1 9<&- || {
  cat "$output" >&2
  exit 1
}
