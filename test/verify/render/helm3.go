package main

import (
	"bytes"
	"log"

	release "helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/cli/values"
	"helm.sh/helm/v3/pkg/engine"
)

type helm3 struct {
	warnings *bytes.Buffer
}

// newHelm3 takes the warnings that Helm writes to the standard logger.
func newHelm3() helm {
	return helm3{warnings: new(bytes.Buffer)}
}

func (helm3) merge(files []string) (map[string]any, error) {
	options := values.Options{ValueFiles: files}
	return options.MergeValues(nil)
}

// template does what the install action of Helm 3 does in a dry run without a cluster.
func (h helm3) template(from chart, values map[string]any, name, namespace string) (rendered, error) {
	loaded, err := h.load(from)
	if err != nil {
		return rendered{}, err
	}
	h.warnings.Reset()
	log.SetOutput(h.warnings)
	if err := chartutil.ProcessDependenciesWithMerge(loaded, values); err != nil {
		return rendered{}, err
	}
	options := chartutil.ReleaseOptions{Name: name, Namespace: namespace, Revision: 1, IsInstall: true}
	top, err := chartutil.ToRenderValues(loaded, values, options, chartutil.DefaultCapabilities.Copy())
	result := rendered{Warnings: lines(h.warnings)}
	if err != nil {
		return result, err
	}
	result.Values = top["Values"].(chartutil.Values)
	result.Manifest, err = engine.Render(loaded, top)
	return result, err
}

func (helm3) load(from chart) (*release.Chart, error) {
	if from.Dir != "" {
		return loader.LoadDir(from.Dir)
	}
	files := make([]*loader.BufferedFile, 0, len(from.Files))
	for name, text := range from.Files {
		files = append(files, &loader.BufferedFile{Name: name, Data: []byte(text)})
	}
	return loader.LoadFiles(files)
}
