#!/usr/bin/env bash
# Publishes the charts, each under its own version. Writes their references by digest for the next steps.
#   charts.sh REPOSITORY
set -euo pipefail

repository=$1
node dist/infraforge.mjs charts push --registry "oci://$repository"
# shellcheck disable=SC2016 # JavaScript
references=$(node --input-type=module -e '
  import { readFileSync } from "node:fs";
  import { parse } from "yaml";
  const lock = parse(readFileSync("promises/charts.lock", "utf8"));
  console.log(Object.entries(lock).map(([name, { digest }]) => `${process.argv[1]}/${name}@${digest}`).join(" "));
' "$repository")
echo "references=$references" >> "$GITHUB_OUTPUT"
