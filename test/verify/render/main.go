// Command render answers questions about Helm in batches, with the packages of Helm 4 or Helm 3 in process:
// one JSON object on each line of the standard input, one on each line of the standard output.
//
//	render [-helm 3] compare   {chart, layers, merged, effective?} → one line for each mismatch, then {"count", "mismatches"}
//	render [-helm 3] values    {chart, layers} → {"values", "manifest", "warnings"} or {"error"}
//	render [-helm 3] trees     {chart, layers, merged, expected?} → as compare, for the values of every chart of a tree
//	render [-helm 3] vectors   lines of test/conformance → {"values", "charts"} or {"error"}
//	render ranges              {version, range} → {"ok"}
//	render quantities          {quantity} → {"canonical"} or {"error"}, as Kubernetes writes it
//	render yaml                {yaml} → {"values"} or {"valuesError"}, {"json"} or {"jsonError"}
//
// A chart is {"dir": path of a folder or an archive} or {"files": {path: text}, "archives": {path: chart}}; layers are the
// texts of values files, lowest first.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
)

// helm is what one major version of Helm does with a chart and its values files.
type helm interface {
	// merge merges the files as `helm template -f a -f b` does.
	merge(files []string) (map[string]any, error)
	// template renders; the values are those that the templates see.
	template(chart chart, values map[string]any, release, namespace string) (rendered, error)
	// tree coalesces the values of every enabled chart of a tree.
	tree(chart chart, values map[string]any) ([]chartValues, error)
}

type chart struct {
	Dir   string            `json:"dir"`
	Files map[string]string `json:"files"`
	// Archives are packed below the chart: "charts/cache-1.0.0.tgz".
	Archives map[string]chart `json:"archives"`
}

type rendered struct {
	Values   map[string]any    `json:"values"`
	Manifest map[string]string `json:"manifest"`
	Warnings []string          `json:"warnings"`
}

type question struct {
	ID        string         `json:"id"`
	Chart     chart          `json:"chart"`
	Layers    []string       `json:"layers"`
	Merged    string         `json:"merged"`
	Effective map[string]any `json:"effective"`
	Release   string         `json:"release"`
	Namespace string         `json:"namespace"`
	YAML      string         `json:"yaml"`
	Expected  *expected      `json:"expected"`
	Version   string         `json:"version"`
	Range     string         `json:"range"`
	Quantity  string         `json:"quantity"`
	Vector    vector         `json:"-"`
}

func main() {
	version := flag.Int("helm", 4, "major version of Helm: 4 or 3")
	flag.Parse()
	if err := run(*version, flag.Arg(0), os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "render:", err)
		os.Exit(1)
	}
}

func run(version int, mode string, in io.Reader, out io.Writer) error {
	folder, err := os.MkdirTemp("", "render-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)

	versions := map[int]helm{3: newHelm3(), 4: newHelm4()}
	tool, ok := versions[version]
	if !ok {
		return fmt.Errorf("no Helm %d here, only 3 and 4", version)
	}
	session := &session{helm: tool, folder: folder}
	modes := map[string]func(question) (any, error){
		"compare": session.compare, "values": session.values, "yaml": readYAML,
		"trees": session.compareTrees, "vectors": session.vector, "ranges": inRange,
		"quantities": canonicalQuantity,
	}
	answer, ok := modes[mode]
	if !ok {
		return fmt.Errorf("unknown mode %q, want compare, values, trees, vectors, ranges, quantities or yaml", mode)
	}

	buffered := bufio.NewWriterSize(out, 1<<20)
	defer buffered.Flush()
	print := json.NewEncoder(buffered)
	print.SetEscapeHTML(false)
	read := json.NewDecoder(bufio.NewReaderSize(in, 1<<20))
	count, mismatches := 0, 0
	for ; ; count++ {
		var asked question
		if err := decode(read, mode, &asked); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return fmt.Errorf("question %d: %w", count+1, err)
		}
		result, err := answer(asked)
		if err != nil {
			return fmt.Errorf("question %d: %w", count+1, err)
		}
		if result == nil {
			continue
		}
		mismatches++
		if err := print.Encode(result); err != nil {
			return err
		}
	}
	if mode == "compare" || mode == "trees" {
		return print.Encode(map[string]int{"count": count, "mismatches": mismatches})
	}
	return nil
}

// decode reads a question. Charts and layers of vectors are data, those of other questions are texts.
func decode(read *json.Decoder, mode string, asked *question) error {
	if mode == "vectors" {
		return read.Decode(&asked.Vector)
	}
	return read.Decode(asked)
}

type session struct {
	helm   helm
	folder string
}

type mismatch struct {
	ID     string   `json:"id"`
	What   string   `json:"what"`
	Apart  any      `json:"apart,omitempty"`
	Merged any      `json:"merged,omitempty"`
	Layers []string `json:"layers"`
}

// compare renders the chart twice, with separate layers and with the merged file alone, and returns nil if both render the
// same. An error of either is a mismatch.
func (s *session) compare(q question) (any, error) {
	differs := func(what string, apart, merged any) (any, error) {
		return mismatch{ID: q.ID, What: what, Apart: apart, Merged: merged, Layers: q.Layers}, nil
	}
	apart, apartError := s.render(q, q.Layers)
	merged, mergedError := s.render(q, []string{q.Merged})
	switch {
	case apartError != nil || mergedError != nil:
		return differs("error", text(apartError), text(mergedError))
	case !reflect.DeepEqual(apart.Manifest, merged.Manifest):
		return differs("manifest", apart.Manifest, merged.Manifest)
	case !reflect.DeepEqual(apart.Values, merged.Values):
		return differs("values", apart.Values, merged.Values)
	case q.Effective != nil && !reflect.DeepEqual(plain(apart.Values), any(q.Effective)):
		return differs("effective", apart.Values, q.Effective)
	}
	return nil, nil
}

func (s *session) values(q question) (any, error) {
	result, err := s.render(q, q.Layers)
	if err != nil {
		return map[string]any{"error": err.Error(), "warnings": result.Warnings}, nil
	}
	return result, nil
}

func (s *session) render(q question, layers []string) (rendered, error) {
	values, err := s.merge(layers)
	if err != nil {
		return rendered{}, err
	}
	release, namespace := q.Release, q.Namespace
	if release == "" {
		release = "release"
	}
	if namespace == "" {
		namespace = "default"
	}
	return s.helm.template(q.Chart, values, release, namespace)
}

func (s *session) merge(layers []string) (map[string]any, error) {
	files := make([]string, 0, len(layers))
	for i, layer := range layers {
		file := filepath.Join(s.folder, strconv.Itoa(i)+".yaml")
		if err := os.WriteFile(file, []byte(layer), 0o600); err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return s.helm.merge(files)
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// plain returns the value after encoding it to JSON and back: numbers as float64, no named map types.
func plain(value any) any {
	var result any
	bytes, err := json.Marshal(value)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(bytes, &result); err != nil {
		return err
	}
	return result
}
