// Command schemas answers with the verdict of Helm 4 on values, one JSON object on each line:
//
//	{"schema": text, "values": object} → {"verdict": "valid" | "invalid" | "unusable", "error"}
//
// A schema is unusable if Helm cannot compile it: no values are accepted then.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"helm.sh/helm/v4/pkg/chart/common/util"
)

type question struct {
	Schema string         `json:"schema"`
	Values map[string]any `json:"values"`
}

type answer struct {
	Verdict string `json:"verdict"`
	Error   string `json:"error,omitempty"`
}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "schemas:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	buffered := bufio.NewWriterSize(out, 1<<20)
	defer buffered.Flush()
	print := json.NewEncoder(buffered)
	read := json.NewDecoder(bufio.NewReaderSize(in, 1<<20))
	for count := 1; ; count++ {
		var asked question
		if err := read.Decode(&asked); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("question %d: %w", count, err)
		}
		if err := print.Encode(verdict(asked)); err != nil {
			return err
		}
	}
}

func verdict(asked question) answer {
	err := util.ValidateAgainstSingleSchema(asked.Values, []byte(asked.Schema))
	var invalid util.JSONSchemaValidationError
	switch {
	case err == nil:
		return answer{Verdict: "valid"}
	case errors.As(err, &invalid):
		return answer{Verdict: "invalid", Error: err.Error()}
	default:
		return answer{Verdict: "unusable", Error: err.Error()}
	}
}
