package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"reflect"
	"sort"
	"strings"
)

// chartValues is an enabled chart of a tree: the keys that lead to its values, and the values as its templates see them.
type chartValues struct {
	Path   []string       `json:"path"`
	Values map[string]any `json:"values"`
}

// expected is the result of another implementation. Without charts, Helm must fail.
type expected struct {
	Charts []chartValues `json:"charts"`
}

// valuesAt returns the values of a chart at a path, with those of the charts below it.
func valuesAt(root map[string]any, path []string) map[string]any {
	values := root
	for _, key := range path {
		below, _ := values[key].(map[string]any)
		values = below
	}
	return values
}

// compareTrees computes the values twice, with separate layers and with the merged file alone, and returns nil if every
// chart of the tree has the same values, and they are those expected.
func (s *session) compareTrees(q question) (any, error) {
	differs := func(what string, apart, merged any) (any, error) {
		return mismatch{ID: q.ID, What: what, Apart: apart, Merged: merged, Layers: q.Layers}, nil
	}
	apart, apartError := s.coalesce(q, q.Layers)
	merged, mergedError := s.coalesce(q, []string{q.Merged})
	switch {
	// the texts may differ: a chart with several faults is loaded in random order
	case (apartError == nil) != (mergedError == nil):
		return differs("error", text(apartError), text(mergedError))
	case !reflect.DeepEqual(apart, merged):
		return differs("values", apart, merged)
	case q.Expected == nil:
		return nil, nil
	case (apartError == nil) != (q.Expected.Charts != nil):
		return differs("expected error", text(apartError), q.Expected.Charts)
	case apartError == nil && !reflect.DeepEqual(sorted(plain(apart)), sorted(plain(q.Expected.Charts))):
		return differs("expected", apart, q.Expected.Charts)
	}
	return nil, nil
}

func (s *session) coalesce(q question, layers []string) ([]chartValues, error) {
	values, err := s.merge(layers)
	if err != nil {
		return nil, err
	}
	return s.helm.tree(q.Chart, values)
}

// sorted returns the charts in the order of their paths. Charts of one path keep their order.
func sorted(charts any) any {
	list, _ := charts.([]any)
	key := func(i int) string {
		path, _ := json.Marshal(list[i].(map[string]any)["path"])
		return string(path)
	}
	sort.SliceStable(list, func(i, j int) bool { return key(i) < key(j) })
	return list
}

// eachFile calls add for each file of a chart, with its archives packed.
func eachFile(from chart, add func(name string, data []byte)) error {
	for name, text := range from.Files {
		add(name, []byte(text))
	}
	for name, below := range from.Archives {
		packed, err := pack(below)
		if err != nil {
			return err
		}
		add(name, packed)
	}
	return nil
}

// pack returns the chart as `helm package` writes it, in a folder whose name does not matter.
func pack(from chart) ([]byte, error) {
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	archive := tar.NewWriter(zip)
	var failed error
	err := eachFile(from, func(name string, data []byte) {
		header := &tar.Header{Typeflag: tar.TypeReg, Name: "chart/" + name, Mode: 0o644, Size: int64(len(data))}
		if err := archive.WriteHeader(header); err != nil {
			failed = err
		} else if _, err := archive.Write(data); err != nil {
			failed = err
		}
	})
	for _, step := range []error{err, failed, archive.Close(), zip.Close()} {
		if step != nil {
			return nil, step
		}
	}
	return packed.Bytes(), nil
}

// byNameAndVersion compares two charts that Helm reads in random order, so that answers do not differ by chance.
func byNameAndVersion(name, version, otherName, otherVersion string) int {
	if name != otherName {
		return strings.Compare(name, otherName)
	}
	return strings.Compare(version, otherVersion)
}
