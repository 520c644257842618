// The application that the end-to-end run deploys: answers its probes, and shows the environment that it was given.
package main

import (
	"cmp"
	"encoding/json"
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
	log.Fatal(http.ListenAndServe(":"+cmp.Or(os.Getenv("PORT"), "8080"), nil))
}

func environment() map[string]string {
	variables := map[string]string{}
	for _, entry := range os.Environ() {
		name, value, _ := strings.Cut(entry, "=")
		variables[name] = value
	}
	return variables
}
