package main

import (
	"encoding/json"
	"strings"
)

// vectorChart is a chart of test/conformance: its files as data.
type vectorChart struct {
	Metadata     map[string]any         `json:"metadata"`
	Values       map[string]any         `json:"values"`
	Requirements map[string]any         `json:"requirements"`
	Charts       map[string]vectorChart `json:"charts"`
}

type vector struct {
	Chart  vectorChart      `json:"chart"`
	Layers []map[string]any `json:"layers"`
}

// files returns the chart with its files as text.
func (c vectorChart) files() chart {
	all := chart{Files: map[string]string{}, Archives: map[string]chart{}}
	for name, content := range map[string]map[string]any{
		"Chart.yaml": c.Metadata, "values.yaml": c.Values, "requirements.yaml": c.Requirements,
	} {
		if content != nil {
			all.Files[name] = jsonText(content)
		}
	}
	for entry, below := range c.Charts {
		inner := below.files()
		if strings.HasSuffix(entry, ".tgz") {
			all.Archives["charts/"+entry] = inner
			continue
		}
		for name, text := range inner.Files {
			all.Files["charts/"+entry+"/"+name] = text
		}
		for name, archive := range inner.Archives {
			all.Archives["charts/"+entry+"/"+name] = archive
		}
	}
	return all
}

// vector answers a line of test/conformance with the values of the root and the paths of the enabled charts below it.
func (s *session) vector(q question) (any, error) {
	layers := make([]string, 0, len(q.Vector.Layers))
	for _, layer := range q.Vector.Layers {
		layers = append(layers, jsonText(layer))
	}
	charts, err := s.coalesce(question{Chart: q.Vector.Chart.files()}, layers)
	if err != nil {
		return map[string]any{"error": err.Error()}, nil
	}
	paths := [][]string{}
	for _, below := range charts[1:] {
		paths = append(paths, below.Path)
	}
	return map[string]any{"values": charts[0].Values, "charts": paths}, nil
}

func jsonText(content any) string {
	text, err := json.Marshal(content)
	if err != nil {
		panic(err)
	}
	return string(text)
}
