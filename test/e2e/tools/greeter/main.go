// The application that the end-to-end run deploys: answers its probes, and shows its environment variables.
//
//	FILE       shows the content of this file as well
//	GRPC_PORT  answers the health checks of gRPC there
//	JOURNAL    adds a line with its POD to this file when it starts, and shows the lines
//
// With the argument `done` or `fail` it is a job, which ends at once, and with `work` a worker, which listens on no port.
package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
)

func main() {
	switch strings.Join(os.Args[1:], " ") {
	case "":
		serve()
	case "done":
		show(os.Stdout, environment())
	case "fail":
		log.Fatal("failed, as requested")
	case "work":
		end := make(chan os.Signal, 1)
		signal.Notify(end, syscall.SIGTERM)
		<-end
	default:
		log.Fatalf("unknown arguments %q", os.Args[1:])
	}
}

func serve() {
	http.HandleFunc("/healthz", func(answer http.ResponseWriter, _ *http.Request) { answer.WriteHeader(http.StatusNoContent) })
	// the root alone: other paths answer 404
	http.HandleFunc("/{$}", func(answer http.ResponseWriter, _ *http.Request) { answerWith(answer, environment()) })
	if path := os.Getenv("FILE"); path != "" {
		http.HandleFunc("/file", func(answer http.ResponseWriter, request *http.Request) { http.ServeFile(answer, request, path) })
	}
	if path := os.Getenv("JOURNAL"); path != "" {
		keepJournal(path)
	}
	if port := os.Getenv("GRPC_PORT"); port != "" {
		go serveHealth(port)
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
		answerWith(answer, strings.Fields(string(content)))
	})
}

func serveHealth(port string) {
	listener, err := net.Listen("tcp", ":"+port)
	if err != nil {
		log.Fatal(err)
	}
	server := grpc.NewServer()
	grpc_health_v1.RegisterHealthServer(server, health.NewServer())
	log.Fatal(server.Serve(listener))
}

func answerWith(answer http.ResponseWriter, value any) {
	answer.Header().Set("Content-Type", "application/json")
	show(answer, value)
}

func show(to io.Writer, value any) {
	if err := json.NewEncoder(to).Encode(value); err != nil {
		log.Print(err)
	}
}

func environment() map[string]string {
	variables := map[string]string{}
	for _, entry := range os.Environ() {
		name, value, _ := strings.Cut(entry, "=")
		variables[name] = value
	}
	return variables
}
