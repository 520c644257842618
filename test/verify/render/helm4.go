package main

import (
	"bytes"
	"io"
	"log"
	"slices"
	"strings"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	"helm.sh/helm/v4/pkg/chart/loader/archive"
	release "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	"helm.sh/helm/v4/pkg/cli/values"
	"helm.sh/helm/v4/pkg/engine"
)

type helm4 struct {
	warnings *bytes.Buffer
}

// newHelm4 collects the warnings that Helm writes to the standard logger.
func newHelm4() helm {
	return helm4{warnings: new(bytes.Buffer)}
}

func (helm4) merge(files []string) (map[string]any, error) {
	options := values.Options{ValueFiles: files}
	return options.MergeValues(nil)
}

// template does what the install action of Helm 4 does in a dry run without a cluster.
func (h helm4) template(from chart, values map[string]any, name, namespace string) (rendered, error) {
	loaded, err := h.load(from)
	if err != nil {
		return rendered{}, err
	}
	h.warnings.Reset()
	log.SetOutput(h.warnings)
	if err := chartutil.ProcessDependencies(loaded, values); err != nil {
		return rendered{}, err
	}
	options := common.ReleaseOptions{Name: name, Namespace: namespace, Revision: 1, IsInstall: true}
	top, err := util.ToRenderValues(loaded, values, options, common.DefaultCapabilities.Copy())
	result := rendered{Warnings: lines(h.warnings)}
	if err != nil {
		return result, err
	}
	result.Values = top["Values"].(common.Values)
	result.Manifest, err = engine.Render(loaded, top)
	return result, err
}

func (helm4) load(from chart) (*release.Chart, error) {
	if from.Dir != "" {
		return loader.Load(from.Dir)
	}
	files := make([]*archive.BufferedFile, 0, len(from.Files))
	err := eachFile(from, func(name string, data []byte) {
		files = append(files, &archive.BufferedFile{Name: name, Data: data})
	})
	if err != nil {
		return nil, err
	}
	return loader.LoadFiles(files)
}

func (h helm4) tree(from chart, values map[string]any) ([]chartValues, error) {
	log.SetOutput(io.Discard)
	loaded, err := h.load(from)
	if err != nil {
		return nil, err
	}
	sortCharts4(loaded)
	if err := chartutil.ProcessDependencies(loaded, values); err != nil {
		return nil, err
	}
	coalesced, err := util.CoalesceValues(loaded, values)
	if err != nil {
		return nil, err
	}
	return listCharts4(loaded, coalesced, []string{}), nil
}

func sortCharts4(parent *release.Chart) {
	charts := slices.Clone(parent.Dependencies())
	slices.SortStableFunc(charts, func(a, b *release.Chart) int {
		return byNameAndVersion(a.Name(), a.Metadata.Version, b.Name(), b.Metadata.Version)
	})
	parent.SetDependencies(charts...)
	for _, below := range charts {
		sortCharts4(below)
	}
}

func listCharts4(parent *release.Chart, root map[string]any, path []string) []chartValues {
	list := []chartValues{{Path: path, Values: valuesAt(root, path)}}
	for _, below := range parent.Dependencies() {
		list = append(list, listCharts4(below, root, append(slices.Clone(path), below.Name()))...)
	}
	return list
}

// inRange reports whether a version is in the range of a dependency.
func inRange(q question) (any, error) {
	return map[string]bool{"ok": chartutil.IsCompatibleRange(q.Range, q.Version)}, nil
}

// lines returns the logged warnings, without the date that the logger adds.
func lines(logged *bytes.Buffer) []string {
	found := []string{}
	for line := range strings.Lines(logged.String()) {
		if _, warning, ok := strings.Cut(line, "warning: "); ok {
			found = append(found, strings.TrimSpace(warning))
		}
	}
	return found
}
