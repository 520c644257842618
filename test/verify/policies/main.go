// Command policies is admission by ValidatingAdmissionPolicy as the Kubernetes API server does it, as a batch program:
// one JSON object on each line of the standard input, one answer for each on the standard output.
//
//	{"id", "definition": CRD}                               serves a custom resource from here on
//	{"id", "policy": object, "binding": object, "params"?: [object]}
//	                                                        checks a policy and puts it in force from here on, with the
//	                                                        objects of its paramKind
//	{"id", "operation", "subresource"?, "object"?, "old"?, "user"?}
//	                                                        asks every policy in force about a CREATE, UPDATE or DELETE
//
// The user is {"name", "extra"?}; without one, "developer".
//
// A policy is decoded strictly, type-checked against the definitions, and compiled and evaluated by the API server's
// own admission plugin.
//
// An answer is {"id", "ok", "errors": [message], "cost"}; cost is what the validations and their messages used of the
// budget that the API server has for them. The exit status is 0 when everything is accepted, 2 when something is
// refused, 1 when the question itself cannot be read.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

type question struct {
	ID          string                       `json:"id"`
	Definition  json.RawMessage              `json:"definition"`
	Policy      json.RawMessage              `json:"policy"`
	Binding     json.RawMessage              `json:"binding"`
	Params      []*unstructured.Unstructured `json:"params"`
	Operation   string                       `json:"operation"`
	Subresource string                       `json:"subresource"`
	Object      *unstructured.Unstructured   `json:"object"`
	Old         *unstructured.Unstructured   `json:"old"`
	User        *asker                       `json:"user"`
}

type asker struct {
	Name  string              `json:"name"`
	Extra map[string][]string `json:"extra"`
}

type answer struct {
	ID     string   `json:"id"`
	OK     bool     `json:"ok"`
	Errors []string `json:"errors"`
	Cost   int64    `json:"cost"`
}

func main() {
	refused, err := run(os.Stdin, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "policies:", err)
		os.Exit(1)
	}
	if refused {
		os.Exit(2)
	}
}

func run(in io.Reader, out io.Writer) (refused bool, err error) {
	server := newServer()
	defer server.stop()
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
		messages, cost, err := server.answer(asked)
		if err != nil {
			return false, fmt.Errorf("question %q: %w", asked.ID, err)
		}
		if messages == nil {
			messages = []string{} // encoded as a list, not as null
		}
		refused = refused || len(messages) > 0
		if err := write.Encode(answer{ID: asked.ID, OK: len(messages) == 0, Errors: messages, Cost: cost}); err != nil {
			return false, err
		}
	}
}

func (s *server) answer(asked question) (messages []string, cost int64, err error) {
	switch {
	case asked.Definition != nil:
		return nil, 0, s.serve(asked.Definition)
	case asked.Policy != nil:
		messages, err = s.enforce(asked.Policy, asked.Binding, asked.Params)
		return messages, 0, err
	default:
		return s.ask(asked)
	}
}
