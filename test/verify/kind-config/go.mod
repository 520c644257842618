// kind's parser and its checks are internal to sigs.k8s.io/kind/pkg: Go lets only packages below this
// path import them.
module sigs.k8s.io/kind/pkg/config-check

go 1.26

require sigs.k8s.io/kind v0.33.0

require (
	github.com/pkg/errors v0.9.1 // indirect
	go.yaml.in/yaml/v3 v3.0.4 // indirect
)
