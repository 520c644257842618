package main

import (
	"encoding/json"
	"strings"

	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"k8s.io/apimachinery/pkg/runtime"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
)

type reading struct {
	// Values is what Helm takes from the text as a values file.
	Values      map[string]any `json:"values,omitempty"`
	ValuesError string         `json:"valuesError,omitempty"`
	// JSON is what kubectl takes from the text's first document, by the decoder of its resource builder.
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
	var object runtime.RawExtension
	if err := utilyaml.NewYAMLOrJSONDecoder(strings.NewReader(q.YAML), 4096).Decode(&object); err != nil {
		result.JSONError = err.Error()
	} else {
		result.JSON = object.Raw
	}
	return result, nil
}
