#!/usr/bin/env bash
# What up.sh and down.sh ask of the machine alike.

# Whether a container engine runs here: a docker without its engine does not.
works() { command -v "$1" > /dev/null && "$1" info > /dev/null 2>&1; }

# Name of the cluster of cluster.yaml.
cluster_name() { sed -n 's/^name: *//p' "$(dirname "${BASH_SOURCE[0]}")/cluster.yaml"; }
