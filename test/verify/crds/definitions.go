package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/install"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/validation/field"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// definitions are the kinds that an API server serves with these CRDs applied.
type definitions struct {
	scheme *runtime.Scheme
	strict runtime.Decoder
	// built on first use: most runs ask about a few of the operators' many kinds
	kinds  map[schema.GroupVersionKind]func() (*kind, error)
	groups map[string]bool
	// documents of CRDs by group, until the first question about the group
	unread map[string][]source
}

// source is a document with a CRD in a file.
type source struct {
	path string
	yaml []byte
}

// groupField is the group of a CRD as controller-gen and kubectl print it.
var groupField = regexp.MustCompile(`(?m)^  group: "?([a-z0-9.-]+)"?$`)

func newDefinitions() *definitions {
	scheme := runtime.NewScheme()
	install.Install(scheme)
	codecs := serializer.NewCodecFactory(scheme, serializer.EnableStrict)
	return &definitions{
		scheme: scheme,
		// not the universal decoder, whose conversion hides the errors of strict decoding
		strict: codecs.UniversalDeserializer(),
		kinds:  map[schema.GroupVersionKind]func() (*kind, error){},
		groups: map[string]bool{},
		unread: map[string][]source{},
	}
}

// readFolder finds the CRDs in the YAML files of a folder. Each is read with the first question about its group, or at
// once if its group is not found without parsing it.
func (d *definitions) readFolder(folder string) error {
	return filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".yaml" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		texts, err := split(string(text))
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		for _, text := range texts {
			if err := d.find(source{path, text}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (d *definitions) find(in source) error {
	if !bytes.Contains(in.yaml, []byte("CustomResourceDefinition")) {
		return nil
	}
	match := groupField.FindSubmatch(in.yaml)
	if match == nil {
		return d.read(in)
	}
	group := string(match[1])
	d.groups[group] = true
	d.unread[group] = append(d.unread[group], in)
	return nil
}

// readGroup serves the CRDs of a group in the folders.
func (d *definitions) readGroup(group string) error {
	sources := d.unread[group]
	delete(d.unread, group)
	for _, source := range sources {
		if err := d.read(source); err != nil {
			return err
		}
	}
	return nil
}

// read serves a CRD of a folder. Other people's CRDs are taken as they are: they run in clusters, whatever today's
// validation says of them.
func (d *definitions) read(from source) error {
	object, err := yaml.YAMLToJSONStrict(from.yaml)
	if err != nil {
		return fmt.Errorf("%s: %w", from.path, err)
	}
	crd, problems := d.decode(object)
	if len(problems) > 0 {
		return fmt.Errorf("%s: %s", from.path, problems[0].Message)
	}
	d.serve(crd)
	return nil
}

// add checks a CRD as the API server does on create: strict decoding, then its whole validation (structural
// schema, defaults that fit, CEL rules that compile within their cost), then serves it.
func (d *definitions) add(object []byte) answer {
	crd, problems := d.decode(object)
	if crd == nil {
		return answer{Kind: "CustomResourceDefinition", Errors: problems}
	}
	result := answer{Kind: crd.Kind, Name: crd.Name, Errors: problems}
	internal := &apiextensions.CustomResourceDefinition{}
	if err := d.scheme.Convert(crd, internal, nil); err != nil {
		result.Errors = append(result.Errors, problem{Message: err.Error()})
		return result
	}
	for _, version := range internal.Spec.Versions {
		if version.Storage {
			internal.Status.StoredVersions = []string{version.Name}
		}
	}
	result.Errors = append(result.Errors, problemsOf(validation.ValidateCustomResourceDefinition(context.Background(), internal))...)
	if len(result.Errors) > 0 {
		return result
	}
	if err := d.readGroup(crd.Spec.Group); err != nil {
		result.Errors = failed(err)
		return result
	}
	d.serve(crd)
	return result
}

// decode reads a CRD with its defaults; a field that the type does not have is a problem.
func (d *definitions) decode(object []byte) (*apiextensionsv1.CustomResourceDefinition, []problem) {
	decoded, _, err := d.strict.Decode(object, nil, nil)
	crd, ok := decoded.(*apiextensionsv1.CustomResourceDefinition)
	if !ok {
		return nil, failed(fmt.Errorf("not a CustomResourceDefinition of apiextensions.k8s.io/v1: %w", err))
	}
	d.scheme.Default(crd)
	if err != nil {
		return crd, failed(err)
	}
	return crd, nil
}

func (d *definitions) serve(crd *apiextensionsv1.CustomResourceDefinition) {
	for _, version := range crd.Spec.Versions {
		if !version.Served {
			continue
		}
		name := schema.GroupVersionKind{Group: crd.Spec.Group, Version: version.Name, Kind: crd.Spec.Names.Kind}
		d.kinds[name] = sync.OnceValues(func() (*kind, error) { return newKind(name, crd, version) })
		d.groups[crd.Spec.Group] = true
	}
}

// documents returns each document of a file as JSON; a duplicate key is an error.
func documents(text string) ([][]byte, error) {
	texts, err := split(text)
	if err != nil {
		return nil, err
	}
	var found [][]byte
	for _, text := range texts {
		document, err := yaml.YAMLToJSONStrict(text)
		if err != nil {
			return nil, err
		}
		if string(document) != "null" {
			found = append(found, document)
		}
	}
	return found, nil
}

// split returns the text of each document of a file.
func split(text string) ([][]byte, error) {
	var found [][]byte
	reader := utilyaml.NewYAMLReader(bufio.NewReader(strings.NewReader(text + "\n")))
	for {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		found = append(found, document)
	}
}

func problemsOf(errs field.ErrorList) []problem {
	problems := make([]problem, 0, len(errs))
	for _, err := range errs {
		path := err.Field
		if path == "<nil>" {
			path = ""
		}
		problems = append(problems, problem{Path: path, Message: err.ErrorBody()})
	}
	return problems
}
