#!/usr/bin/env bash
# Helpers of up.sh and down.sh.

# Checks that a container engine runs; an installed docker may have no running engine.
works() { command -v "$1" > /dev/null && "$1" info > /dev/null 2>&1; }

# Name of the cluster of cluster.yaml.
cluster_name() { sed -n 's/^name: *//p' "$(dirname "${BASH_SOURCE[0]}")/cluster.yaml"; }
