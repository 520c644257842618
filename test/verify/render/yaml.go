package main

import (
	"encoding/json"
	"strings"

	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"sigs.k8s.io/yaml"
)

type reading struct {
	// Values is what Helm takes from the text as a values file.
	Values      map[string]any `json:"values,omitempty"`
	ValuesError string         `json:"valuesError,omitempty"`
	// JSON is what the text is as one document of any kind, as kubectl and Helm read it.
	JSON      json.RawMessage `json:"json,omitempty"`
	JSONError string          `json:"jsonError,omitempty"`
}

func readYAML(q question) (any, error) {
	var result reading
	if values, err := loader.LoadValues(strings.NewReader(q.YAML)); err != nil {
		result.ValuesError = err.Error()
	} else {
		result.Values = values
	}
	if converted, err := yaml.YAMLToJSON([]byte(q.YAML)); err != nil {
		result.JSONError = err.Error()
	} else {
		result.JSON = converted
	}
	return result, nil
}
