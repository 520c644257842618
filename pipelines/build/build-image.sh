#!/usr/bin/env bash
# Builds the container's image with docker, podman or buildah, whichever works here, and prints its name.
# Needs dist/ (make build). The tag is a hash of what goes into the image, so the same content has the same name.
#
#   IMAGE=name[:tag]  name of the image (default: the repository that the Promises name); a tag is added to the hash
#   BASE=image        base image, by tag or digest (default: the Dockerfile's)
#   PLATFORMS=a,b     such as linux/amd64,linux/arm64 (default: this machine's); several become one manifest list
#   BUILDER=program   docker, podman or buildah (default: the first that works)
#   PUSH=1            push the image under every name
#   ARCHIVE=file      write the image to an archive, for `kind load image-archive` or `ctr images import`
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
dockerfile=$root/pipelines/configure/Dockerfile
context=$root/dist/image

say() { echo "$*" >&2; }

fail() {
  say "build-image.sh: $*"
  exit 1
}

# Succeeds if a program can build images here. docker without its engine cannot.
works() { command -v "$1" > /dev/null && "$1" info > /dev/null 2>&1; }

pick_builder() {
  local candidate
  for candidate in ${BUILDER:-docker podman buildah}; do
    if works "$candidate"; then
      echo "$candidate"
      return
    fi
  done
  fail "a working ${BUILDER:-docker, podman or buildah} is missing (Debian: apt-get install buildah)"
}

# Collects the content of the image. Its modes and times are fixed, because they must not depend on the machine.
stage() {
  [ -f "$root/dist/configure.mjs" ] || fail 'dist/ is not built: run make build first'
  rm -rf "$context"
  mkdir -p "$context"
  (cd "$root/dist" && cp -R configure.mjs complete.mjs complete-chunks charts LICENSES.txt "$context")
  chmod -R u=rwX,go=rX "$context"
  find "$context" -exec env TZ=UTC touch -t 197001010000 {} +
}

checksum() { if command -v sha256sum > /dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }

# Hash of the copied files, the Dockerfile and the base image.
content_tag() {
  {
    (cd "$context" && find . -type f | LC_ALL=C sort | while read -r file; do checksum "$file"; done)
    checksum < "$dockerfile"
    echo "${BASE:-}"
  } | checksum | cut -c 1-12
}

default_repository() {
  sed -n 's/^ *image: \(.*\):[^:/]*$/\1/p' "$root/promises/application-claim/generated/promise.yaml" | head -n 1
}

build() {
  local builder=$1 options=(--file "$dockerfile") name
  shift
  [ -z "${BASE:-}" ] || options+=(--build-arg "BASE=$BASE")
  [ -z "${PLATFORMS:-}" ] || options+=(--platform "$PLATFORMS")
  if [ "$builder" = docker ]; then
    [[ ${PLATFORMS:-} != *,* ]] || docker buildx version > /dev/null 2>&1 ||
      fail 'docker builds several platforms only with buildx: install it, or use BUILDER=podman or BUILDER=buildah'
    for name in "$@"; do options+=(--tag "$name"); done
    [ -z "${PUSH:-}" ] || options+=(--push)
    SOURCE_DATE_EPOCH=0 BUILDX_NO_DEFAULT_ATTESTATIONS=1 docker build "${options[@]}" "$context"
    return
  fi
  # A cached step of another platform must not be reused, and the current time would change the digest.
  options+=(--no-cache --timestamp 0)
  if [[ ${PLATFORMS:-} == *,* ]]; then
    # The build would extend an existing list of this name, and fail on an existing image.
    "$builder" rmi "$1" > /dev/null 2>&1 || true
    "$builder" build "${options[@]}" --manifest "$1" "$context"
    for name in "${@:2}"; do "$builder" tag "$1" "$name"; done
  else
    for name in "$@"; do options+=(--tag "$name"); done
    "$builder" build "${options[@]}" "$context"
  fi
}

# Docker pushes while it builds: a builder of several platforms keeps no image.
push() {
  local builder=$1 name
  shift
  [ "$builder" != docker ] || return 0
  for name in "$@"; do
    if [[ ${PLATFORMS:-} == *,* ]]; then "$builder" manifest push --all "$name" "docker://$name"
    else "$builder" push "$name"
    fi
  done
}

archive() {
  local builder=$1 name=$2 file=$3
  rm -f "$file"
  if [ "$builder" = docker ]; then
    docker save --output "$file" "$name"
  elif [[ ${PLATFORMS:-} == *,* ]]; then
    "$builder" manifest push --all "$name" "oci-archive:$file:$name"
  else
    "$builder" push "$name" "oci-archive:$file:$name"
  fi
}

builder=$(pick_builder)
stage
image=${IMAGE:-$(default_repository)}
# A colon after the last slash begins a tag; a colon before it, a port.
if [[ ${image##*/} == *:* ]]; then
  names=("${image%:*}:$(content_tag)" "$image")
else
  names=("$image:$(content_tag)")
fi

say "building ${names[*]} with $builder"
build "$builder" "${names[@]}" >&2
[ -z "${PUSH:-}" ] || push "$builder" "${names[@]}" >&2
[ -z "${ARCHIVE:-}" ] || archive "$builder" "${names[0]}" "$ARCHIVE" >&2
printf '%s\n' "${names[@]}"
