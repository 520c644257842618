package main

import (
	"context"
	"encoding/json"
	"fmt"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/controller/openapi/builder"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/cel/openapi/resolver"
	"k8s.io/kube-openapi/pkg/validation/spec"
)

// server is the part of an API server that admission uses: the served resources and the policies in force.
type server struct {
	context  context.Context
	stop     context.CancelFunc
	mapper   *meta.DefaultRESTMapper
	kinds    map[schema.GroupVersionKind]kind
	policies []*policy
}

// kind is one served version of a CRD.
type kind struct {
	resource   schema.GroupVersionResource
	structural *structuralschema.Structural
	openAPI    *spec.Schema
}

func newServer() *server {
	context, stop := context.WithCancel(context.Background())
	return &server{
		context: context,
		stop:    stop,
		mapper:  meta.NewDefaultRESTMapper(nil),
		kinds:   map[schema.GroupVersionKind]kind{},
	}
}

func (s *server) serve(definition []byte) error {
	crd := &apiextensionsv1.CustomResourceDefinition{}
	if err := json.Unmarshal(definition, crd); err != nil {
		return err
	}
	apiextensionsv1.SetDefaults_CustomResourceDefinitionSpec(&crd.Spec)
	for _, version := range crd.Spec.Versions {
		name := schema.GroupVersionKind{Group: crd.Spec.Group, Version: version.Name, Kind: crd.Spec.Names.Kind}
		structural, err := structuralOf(version)
		if err != nil {
			return err
		}
		openAPI, err := openAPIOf(crd, name)
		if err != nil {
			return err
		}
		resource := name.GroupVersion().WithResource(crd.Spec.Names.Plural)
		s.kinds[name] = kind{resource: resource, structural: structural, openAPI: openAPI}
		s.mapper.AddSpecific(name, resource, name.GroupVersion().WithResource(crd.Spec.Names.Singular), meta.RESTScopeNamespace)
	}
	return nil
}

func structuralOf(version apiextensionsv1.CustomResourceDefinitionVersion) (*structuralschema.Structural, error) {
	internal := &apiextensions.CustomResourceValidation{}
	if err := apiextensionsv1.Convert_v1_CustomResourceValidation_To_apiextensions_CustomResourceValidation(version.Schema, internal, nil); err != nil {
		return nil, err
	}
	return structuralschema.NewStructural(internal.OpenAPIV3Schema)
}

// openAPIOf returns the schema of the kind as the API server publishes it, with metadata and every reference resolved: what
// policies are type-checked against (k8s.io/apiserver, pkg/cel/openapi/resolver/discovery.go).
func openAPIOf(crd *apiextensionsv1.CustomResourceDefinition, name schema.GroupVersionKind) (*spec.Schema, error) {
	published, err := builder.BuildOpenAPIV3(crd, name.Version, builder.Options{})
	if err != nil {
		return nil, err
	}
	const prefix = "#/components/schemas/"
	for id, candidate := range published.Components.Schemas {
		var kinds []schema.GroupVersionKind
		if err := candidate.Extensions.GetObject("x-kubernetes-group-version-kind", &kinds); err != nil {
			return nil, err
		}
		if len(kinds) != 1 || kinds[0] != name {
			continue
		}
		return resolver.PopulateRefs(func(reference string) (*spec.Schema, bool) {
			found, ok := published.Components.Schemas[reference[len(prefix):]]
			return found, ok
		}, prefix+id)
	}
	return nil, fmt.Errorf("no schema of %s is published", name)
}

// ResolveSchema makes the server the resolver of schemas that type-checking asks.
func (s *server) ResolveSchema(name schema.GroupVersionKind) (*spec.Schema, error) {
	if found, ok := s.kinds[name]; ok {
		return found.openAPI, nil
	}
	return nil, fmt.Errorf("%s: %w", name, resolver.ErrSchemaNotFound)
}

// read changes an object as the API server does before admission: it sets defaults, and removes nulls that the schema does
// not allow.
func (s *server) read(object *unstructured.Unstructured) (kind, error) {
	found, ok := s.kinds[object.GroupVersionKind()]
	if !ok {
		return kind{}, fmt.Errorf("no definition of %s", object.GroupVersionKind())
	}
	defaulting.PruneNonNullableNullsWithoutDefaults(object.Object, found.structural)
	defaulting.Default(object.Object, found.structural)
	return found, nil
}
