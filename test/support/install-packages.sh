#!/usr/bin/env bash
# Installs packages of Debian, as root, and starts nothing that they bring: what needs them starts its own. What is
# there already is left as it is; copies of this script run one after the other, from whatever checkout.
# Usage: install-packages.sh [--missing] PACKAGE…; with --missing it only prints those that are not there.
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
# apt-get takes no second, and the policy is the machine's
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
