#!/usr/bin/env bash
# Builds the image for both architectures and pushes it. Writes name, digest and reference for the next steps.
#   image.sh NAME VERSION
set -euo pipefail

name=$1 version=$2
node_base=$(docker buildx imagetools inspect gcr.io/distroless/nodejs24-debian13:nonroot --format '{{.Manifest.Digest}}')
docker buildx create --use > /dev/null
make image "IMAGE=$name:$version" PLATFORMS=linux/amd64,linux/arm64 PUSH=1 \
  "BASE=gcr.io/distroless/nodejs24-debian13@$node_base"
digest=$(docker buildx imagetools inspect "$name:$version" --format '{{.Manifest.Digest}}')
{
  echo "name=$name"
  echo "digest=$digest"
  echo "reference=$name@$digest"
} >> "$GITHUB_OUTPUT"
