// Command cnpg is the validating webhook of CloudNativePG as a batch program: one JSON object on each line of the
// standard input, one answer for each object on the standard output.
//
//	{"id", "yaml": text, "old"?: text}   checks every object of CloudNativePG in the text; with `old`, as an update
//
// Objects get the defaults of the webhook first. Objects of other groups are skipped.
//
// An answer is {"id", "ok", "kind", "name", "errors": [text]}. The exit status is 0 when every object is accepted, 2
// when one is refused, 1 when the question itself cannot be read.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	apiv1 "github.com/cloudnative-pg/cloudnative-pg/api/v1"
	webhook "github.com/cloudnative-pg/cloudnative-pg/internal/webhook/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"
	"sigs.k8s.io/yaml"
)

type question struct {
	ID   string `json:"id"`
	YAML string `json:"yaml"`
	Old  string `json:"old"`
}

type answer struct {
	ID     string   `json:"id"`
	OK     bool     `json:"ok"`
	Kind   string   `json:"kind"`
	Name   string   `json:"name"`
	Errors []string `json:"errors"`
}

func main() {
	refused, err := run(os.Stdin, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "cnpg:", err)
		os.Exit(1)
	}
	if refused {
		os.Exit(2)
	}
}

func run(in io.Reader, out io.Writer) (refused bool, err error) {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 64<<20)
	encoder := json.NewEncoder(out)
	for lines.Scan() {
		var asked question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			return refused, err
		}
		old := documents(asked.Old)
		for key, text := range documents(asked.YAML) {
			given, err := judge(key, text, old[key])
			if err != nil {
				return refused, fmt.Errorf("%s: %s %s: %w", asked.ID, key.Kind, key.Name, err)
			}
			if given == nil {
				continue
			}
			refused = refused || len(given) > 0
			one := answer{ID: asked.ID, OK: len(given) == 0, Kind: key.Kind, Name: key.Name, Errors: given}
			if err := encoder.Encode(one); err != nil {
				return refused, err
			}
		}
	}
	return refused, lines.Err()
}

// key identifies an object of a release.
type key struct{ APIVersion, Kind, Name string }

// documents returns the objects of a text.
func documents(text string) map[key]string {
	found := map[key]string{}
	for _, document := range strings.Split("\n"+text, "\n---") {
		var object struct {
			metav1.TypeMeta   `json:",inline"`
			metav1.ObjectMeta `json:"metadata"`
		}
		if yaml.Unmarshal([]byte(document), &object) == nil && object.Kind != "" {
			found[key{object.APIVersion, object.Kind, object.Name}] = document
		}
	}
	return found
}

// validator is a webhook of CloudNativePG for one type.
type validator[T any] interface {
	ValidateCreate(context.Context, T) (admission.Warnings, error)
	ValidateUpdate(_ context.Context, old, now T) (admission.Warnings, error)
}

// judge returns the problems of an object, and nil for an object of another group.
func judge(of key, text, old string) ([]string, error) {
	if of.APIVersion != "postgresql.cnpg.io/v1" {
		return nil, nil
	}
	switch of.Kind {
	case "Cluster":
		return check(text, old, &apiv1.Cluster{}, &apiv1.Cluster{}, &webhook.ClusterCustomValidator{})
	case "Pooler":
		return check(text, old, &apiv1.Pooler{}, &apiv1.Pooler{}, &webhook.PoolerCustomValidator{})
	case "ScheduledBackup":
		return check(text, old, &apiv1.ScheduledBackup{}, &apiv1.ScheduledBackup{}, &webhook.ScheduledBackupCustomValidator{})
	case "Database":
		return check(text, old, &apiv1.Database{}, &apiv1.Database{}, &webhook.DatabaseCustomValidator{})
	}
	// The definition of the kind has every rule.
	return nil, nil
}

// check decodes an object and its former state into now and before, and asks the webhook.
func check[T any](text, old string, now, before T, hook validator[T]) ([]string, error) {
	if err := decode(text, now); err != nil {
		return nil, err
	}
	if old == "" {
		_, err := hook.ValidateCreate(context.Background(), now)
		return problems(err)
	}
	if err := decode(old, before); err != nil {
		return nil, err
	}
	_, err := hook.ValidateUpdate(context.Background(), before, now)
	return problems(err)
}

// decode reads an object, with the defaults of the webhook.
func decode(text string, object any) error {
	if err := yaml.UnmarshalStrict([]byte(text), object); err != nil {
		return err
	}
	if withDefaults, ok := object.(interface{ Default() }); ok {
		withDefaults.Default()
	}
	return nil
}

// problems returns the causes of a refusal, each with its field.
func problems(refusal error) ([]string, error) {
	found := []string{}
	if refusal == nil {
		return found, nil
	}
	var status apierrors.APIStatus
	if !errors.As(refusal, &status) || status.Status().Details == nil {
		return nil, refusal
	}
	for _, cause := range status.Status().Details.Causes {
		found = append(found, cause.Field+": "+cause.Message)
	}
	return found, nil
}
