package main

import (
	"bytes"
	"io"
	"log"
	"slices"

	release "helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/cli/values"
	"helm.sh/helm/v3/pkg/engine"
)

type helm3 struct {
	warnings *bytes.Buffer
}

// newHelm3 collects the warnings that Helm writes to the standard logger.
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
		return loader.Load(from.Dir)
	}
	files := make([]*loader.BufferedFile, 0, len(from.Files))
	err := eachFile(from, func(name string, data []byte) {
		files = append(files, &loader.BufferedFile{Name: name, Data: data})
	})
	if err != nil {
		return nil, err
	}
	return loader.LoadFiles(files)
}

func (h helm3) tree(from chart, values map[string]any) ([]chartValues, error) {
	log.SetOutput(io.Discard)
	loaded, err := h.load(from)
	if err != nil {
		return nil, err
	}
	sortCharts3(loaded)
	if err := chartutil.ProcessDependenciesWithMerge(loaded, values); err != nil {
		return nil, err
	}
	coalesced, err := chartutil.CoalesceValues(loaded, values)
	if err != nil {
		return nil, err
	}
	return listCharts3(loaded, coalesced, []string{}), nil
}

func sortCharts3(parent *release.Chart) {
	charts := slices.Clone(parent.Dependencies())
	slices.SortStableFunc(charts, func(a, b *release.Chart) int {
		return byNameAndVersion(a.Name(), a.Metadata.Version, b.Name(), b.Metadata.Version)
	})
	parent.SetDependencies(charts...)
	for _, below := range charts {
		sortCharts3(below)
	}
}

func listCharts3(parent *release.Chart, root map[string]any, path []string) []chartValues {
	list := []chartValues{{Path: path, Values: valuesAt(root, path)}}
	for _, below := range parent.Dependencies() {
		list = append(list, listCharts3(below, root, append(slices.Clone(path), below.Name()))...)
	}
	return list
}
