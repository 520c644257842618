package main

import "k8s.io/apimachinery/pkg/api/resource"

type quantityAnswer struct {
	Canonical string `json:"canonical,omitempty"`
	Error     string `json:"error,omitempty"`
}

func canonicalQuantity(q question) (any, error) {
	quantity, err := resource.ParseQuantity(q.Quantity)
	if err != nil {
		return quantityAnswer{Error: err.Error()}, nil
	}
	// arithmetic drops the text that was parsed
	quantity.Add(resource.Quantity{})
	return quantityAnswer{Canonical: quantity.String()}, nil
}
