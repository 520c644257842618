// A stand-in for Kratix's pipeline adapter, the program of the containers that Kratix runs before and after ours:
//
//	kratix-adapter reader         writes the live object to /kratix/input/object.yaml
//	kratix-adapter work-writer    stores what is in /kratix/output
//	kratix-adapter status-writer  stores what is in /kratix/metadata
//
// Kratix's own adapter stores the output as a Work and patches the status. This one stores both unchanged in the ConfigMap
// that COLLECTED names, and the stand-in does the rest.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"sigs.k8s.io/yaml"
)

const (
	input    = "/kratix/input/object.yaml"
	output   = "/kratix/output"
	metadata = "/kratix/metadata"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("expected reader, work-writer or status-writer")
	}
	switch args[0] {
	case "reader":
		return read()
	case "work-writer":
		return store("output", output)
	case "status-writer":
		return store("metadata", metadata)
	}
	return fmt.Errorf("unknown part %q", args[0])
}

// read writes YAML as Kratix does, by the same library.
func read() error {
	object, err := get(os.Getenv("OBJECT_PATH"))
	if err != nil {
		return err
	}
	text, err := yaml.JSONToYAML(object)
	if err != nil {
		return err
	}
	return os.WriteFile(input, text, 0o644)
}

func store(key, folder string) error {
	files, err := filesIn(folder)
	if err != nil {
		return err
	}
	packed, err := pack(files)
	if err != nil {
		return err
	}
	return patch(os.Getenv("COLLECTED"), map[string]any{"binaryData": map[string][]byte{key: packed}})
}

// filesIn reads every file by its path. As with Kratix, a link to a file becomes the file, a link to a folder is an error,
// and empty folders and executable bits are lost.
func filesIn(folder string) (map[string][]byte, error) {
	files := map[string][]byte{}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		files[relative], err = os.ReadFile(path)
		return err
	})
	return files, err
}

func pack(files map[string][]byte) ([]byte, error) {
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	if err := json.NewEncoder(writer).Encode(files); err != nil {
		return nil, err
	}
	if err := writer.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}
