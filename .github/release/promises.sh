#!/usr/bin/env bash
# Writes every Promise, admission policy and ClusterRole into one file, with the image by digest instead of by tag.
#   promises.sh IMAGE@DIGEST FILE
set -euo pipefail

reference=$1 file=$2
for manifest in promises/roles.yaml promises/*/generated/{promise,admission-policy}.yaml; do
  echo '---'
  sed -E "s|^( *image: ).*|\1$reference|" "$manifest"
done > "$file"
grep -q "image: $reference" "$file"
