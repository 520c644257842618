#!/usr/bin/env bash
# Builds the images of the end-to-end run into .cache/e2e/images/<name>.tar (OCI archives), each again only where what
# goes into it changed: our own pipeline image on the test base, and one-program images from the tools.
set -euo pipefail

root=$(cd "$(dirname "$0")/../../.." && pwd)
images=$root/.cache/e2e/images
tools=$root/.cache/tools
# a store of its own, so that nobody's images change
storage=(--storage-driver vfs --root "$root/.cache/e2e/buildah" --runroot "$root/.cache/e2e/buildah-run")

# one_program NAME TAG USER PATH: a scratch image with one static program of .cache/tools.
one_program() {
  local name=$1 tag=$2 user=$3 path=$4 key folder
  key="$(cat "$tools/$name.key") $*"
  [ "$(cat "$images/$name.key" 2>/dev/null)" = "$key" ] && [ -f "$images/$name.tar" ] && return
  echo "building image $tag"
  folder=$(mktemp -d)
  install -D -m 0755 "$tools/$name" "$folder/$path"
  install -d -m 1777 "$folder/tmp"
  printf 'FROM scratch\nCOPY . /\nENV HOME=/tmp\nUSER %s\nENTRYPOINT ["%s"]\n' "$user" "$path" > "$folder.Dockerfile"
  buildah "${storage[@]}" build --isolation chroot --pull-never --timestamp 0 --quiet \
    --file "$folder.Dockerfile" --tag "$tag" "$folder" > /dev/null
  rm -rf "$folder" "$folder.Dockerfile" "$images/.$name.tar"
  buildah "${storage[@]}" push --quiet "$tag" "oci-archive:$images/.$name.tar:$tag"
  mv "$images/.$name.tar" "$images/$name.tar"
  echo "$key" > "$images/$name.key"
}

mkdir -p "$images"
one_program pause test.local/pause:1 65535:65535 /pause
one_program greeter test.local/greeter:1 65532:65532 /greeter
one_program kratix-adapter test.local/kratix-adapter:1 65532:65532 /bin/pipeline-adapter
