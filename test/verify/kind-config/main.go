// Command kind-config reads the configuration of a kind cluster as `kind create cluster --config` does: strictly, with
// its defaults, and with its own checks. It prints the name and the nodes of the cluster as JSON.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"sigs.k8s.io/kind/pkg/internal/apis/config/encoding"
)

// answer is the configuration that kind would use.
type answer struct {
	Name  string `json:"name"`
	Nodes []node `json:"nodes"`
}

type node struct {
	Role  string `json:"role"`
	Image string `json:"image"`
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: kind-config FILE")
	}
	cluster, err := encoding.Load(args[0])
	if err != nil {
		return err
	}
	if err := cluster.Validate(); err != nil {
		return err
	}
	result := answer{Name: cluster.Name}
	for _, one := range cluster.Nodes {
		result.Nodes = append(result.Nodes, node{Role: string(one.Role), Image: one.Image})
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}
