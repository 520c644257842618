#!/usr/bin/env bash
# Builds the image for both architectures and pushes it. Writes name, digest and reference for the next steps.
#   image.sh NAME VERSION
set -euo pipefail

name=$1 version=$2
inspect() { docker buildx imagetools inspect "$@"; }

# the base that was tested, which may not be the newest one
base=$(sed -n 's/^ARG BASE=//p' pipelines/configure/Dockerfile)
if ! inspect --raw "$base" | grep -q '"arm64"'; then
  echo "image.sh: $base is not an image index with both architectures" >&2
  exit 1
fi
newest=$(inspect "${base%@*}:nonroot" --format '{{.Manifest.Digest}}')
if [ "$newest" != "${base#*@}" ]; then
  echo "::warning file=pipelines/configure/Dockerfile::The base image has moved to $newest: update ARG BASE"
fi

docker buildx create --use > /dev/null
make image "IMAGE=$name:$version" PLATFORMS=linux/amd64,linux/arm64 PUSH=1
digest=$(inspect "$name:$version" --format '{{.Manifest.Digest}}')
{
  echo "name=$name"
  echo "digest=$digest"
  echo "reference=$name@$digest"
} >> "$GITHUB_OUTPUT"
