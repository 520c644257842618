// Command eck is the validation of Elastic Cloud on Kubernetes as its webhook does it, as a batch program: one JSON
// object on each line of the standard input, one answer for each on the standard output.
//
//	{"id", "object": Elasticsearch, "old"?: Elasticsearch}
//
// An object alone is a creation; with an old one it is an update, and a cluster with the StatefulSets of the old one and
// a storage class that can expand is assumed.
//
// An answer is {"id", "ok", "errors": [message], "warnings": [message]}. The exit status is 0 when everything is
// accepted, 2 when something is refused, 1 when a question cannot be read.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

type question struct {
	ID     string          `json:"id"`
	Object json.RawMessage `json:"object"`
	Old    json.RawMessage `json:"old"`
}

type answer struct {
	ID       string   `json:"id"`
	OK       bool     `json:"ok"`
	Errors   []string `json:"errors"`
	Warnings []string `json:"warnings"`
}

func main() {
	refused, err := run(os.Stdin, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "eck:", err)
		os.Exit(1)
	}
	if refused {
		os.Exit(2)
	}
}

func run(in io.Reader, out io.Writer) (refused bool, err error) {
	buffered := bufio.NewWriterSize(out, 1<<20)
	defer buffered.Flush()
	print := json.NewEncoder(buffered)
	read := json.NewDecoder(bufio.NewReaderSize(in, 1<<20))
	for count := 1; ; count++ {
		var asked question
		if err := read.Decode(&asked); errors.Is(err, io.EOF) {
			return refused, nil
		} else if err != nil {
			return refused, fmt.Errorf("question %d: %w", count, err)
		}
		given, err := judge(asked)
		if err != nil {
			return refused, fmt.Errorf("question %d, %s: %w", count, asked.ID, err)
		}
		refused = refused || !given.OK
		if err := print.Encode(given); err != nil {
			return refused, err
		}
	}
}
