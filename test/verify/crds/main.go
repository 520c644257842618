// Command crds is the part of the Kubernetes API server that decides about objects, as a batch program: one
// JSON object on each line of the standard input, one answer for each object on the standard output.
//
//	crds [-crds FOLDER]…   {"id", "definition": CRD}                       checks a CRD and serves it from here on
//	                       {"id", "yaml": text, "old"?: text}              checks every object in the text
//
// Custom resources go through what the API server does on create (with `old`: on update): strict decoding,
// defaults, unknown fields, schema, CEL rules.
// Built-in kinds are decoded strictly into client-go's types, and their metadata is validated.
//
// An answer is {"id", "ok", "kind", "name", "errors": [{"path", "message"}]}. The exit status is 0 when every
// object is accepted, 2 when one is refused, 1 when the question itself cannot be read.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

type question struct {
	ID         string          `json:"id"`
	Definition json.RawMessage `json:"definition"`
	YAML       string          `json:"yaml"`
	Old        string          `json:"old"`
}

type answer struct {
	ID     string    `json:"id"`
	OK     bool      `json:"ok"`
	Kind   string    `json:"kind"`
	Name   string    `json:"name"`
	Errors []problem `json:"errors"`
	// Added are the fields that the API server adds to items of lists.
	Added []string `json:"added,omitempty"`
}

type problem struct {
	Path    string `json:"path"`
	Message string `json:"message"`
}

type folders []string

func (f *folders) String() string       { return fmt.Sprint(*f) }
func (f *folders) Set(dir string) error { *f = append(*f, dir); return nil }

func main() {
	var crds folders
	flag.Var(&crds, "crds", "folder of CustomResourceDefinitions, found at any depth; may be repeated")
	flag.Parse()
	refused, err := run(crds, os.Stdin, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "crds:", err)
		os.Exit(1)
	}
	if refused {
		os.Exit(2)
	}
}

func run(crds folders, in io.Reader, out io.Writer) (refused bool, err error) {
	served := newDefinitions()
	for _, folder := range crds {
		if err := served.readFolder(folder); err != nil {
			return false, err
		}
	}
	buffered := bufio.NewWriter(out)
	defer buffered.Flush()
	write := json.NewEncoder(buffered)
	write.SetEscapeHTML(false)
	read := json.NewDecoder(bufio.NewReaderSize(in, 1<<20))
	for count := 1; ; count++ {
		var asked question
		if err := read.Decode(&asked); errors.Is(err, io.EOF) {
			return refused, nil
		} else if err != nil {
			return false, fmt.Errorf("question %d: %w", count, err)
		}
		for _, answer := range served.answer(asked) {
			answer.ID, answer.OK = asked.ID, len(answer.Errors) == 0
			if answer.Errors == nil {
				answer.Errors = []problem{} // encoded as a list, not as null
			}
			refused = refused || !answer.OK
			if err := write.Encode(answer); err != nil {
				return false, err
			}
		}
	}
}

func (d *definitions) answer(asked question) []answer {
	if asked.Definition != nil {
		return []answer{d.add(asked.Definition)}
	}
	objects, err := documents(asked.YAML)
	if err != nil {
		return []answer{{Errors: failed(err)}}
	}
	if len(objects) == 0 {
		return []answer{{Errors: failed(errors.New("no object in the text"))}}
	}
	var old []byte
	if asked.Old != "" {
		before, err := documents(asked.Old)
		if err == nil && (len(before) != 1 || len(objects) != 1) {
			err = errors.New("an update takes one object before and one after")
		}
		if err != nil {
			return []answer{{Errors: failed(err)}}
		}
		old = before[0]
	}
	answers := make([]answer, 0, len(objects))
	for _, object := range objects {
		answers = append(answers, d.check(object, old))
	}
	return answers
}

func failed(err error) []problem {
	return []problem{{Message: err.Error()}}
}
