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
}

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
	}
}

// readFolder serves every CRD in the YAML files of a folder. CRDs of other projects are not validated: they work in
// clusters, even if today's validation would refuse them.
func (d *definitions) readFolder(folder string) error {
	return filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".yaml" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		objects, err := documents(string(text))
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		for _, object := range objects {
			if !bytes.Contains(object, []byte(`"CustomResourceDefinition"`)) {
				continue
			}
			crd, problems := d.decode(object)
			if len(problems) > 0 {
				return fmt.Errorf("%s: %s", path, problems[0].Message)
			}
			d.serve(crd)
		}
		return nil
	})
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
	if len(result.Errors) == 0 {
		d.serve(crd)
	}
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

// documents splits a file of several documents and converts each to JSON; a duplicate key is an error.
func documents(text string) ([][]byte, error) {
	var found [][]byte
	reader := utilyaml.NewYAMLReader(bufio.NewReader(strings.NewReader(text + "\n")))
	for {
		raw, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		document, err := yaml.YAMLToJSONStrict(raw)
		if err != nil {
			return nil, err
		}
		if string(document) != "null" {
			found = append(found, document)
		}
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
