// The application that the end-to-end run deploys: answers its probes, and shows the environment that it was given. With
// JOURNAL, it adds a line with its POD to this file when it starts, and shows the lines.
package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"
)

func main() {
	http.HandleFunc("/healthz", func(answer http.ResponseWriter, _ *http.Request) { answer.WriteHeader(http.StatusNoContent) })
	// no other path: whoever asks for one learns that nothing is there
	http.HandleFunc("/{$}", func(answer http.ResponseWriter, _ *http.Request) {
		answer.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(answer).Encode(environment()); err != nil {
			log.Print(err)
		}
	})
	if path := os.Getenv("JOURNAL"); path != "" {
		keepJournal(path)
	}
	log.Fatal(http.ListenAndServe(":"+cmp.Or(os.Getenv("PORT"), "8080"), nil))
}

func keepJournal(path string) {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := fmt.Fprintln(file, os.Getenv("POD")); err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/journal", func(answer http.ResponseWriter, _ *http.Request) {
		content, err := os.ReadFile(path)
		if err != nil {
			log.Fatal(err)
		}
		answer.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(answer).Encode(strings.Fields(string(content))); err != nil {
			log.Print(err)
		}
	})
}

func environment() map[string]string {
	variables := map[string]string{}
	for _, entry := range os.Environ() {
		name, value, _ := strings.Cut(entry, "=")
		variables[name] = value
	}
	return variables
}
