package main

import (
	"context"
	"fmt"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apiextensions-apiserver/pkg/registry/customresource"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// strategy has the decisions of the API server's storage for a custom resource.
type strategy interface {
	PrepareForCreate(context.Context, runtime.Object)
	PrepareForUpdate(context.Context, runtime.Object, runtime.Object)
	Validate(context.Context, runtime.Object) field.ErrorList
	ValidateUpdate(context.Context, runtime.Object, runtime.Object) field.ErrorList
}

// kind is one served version of a CRD.
type kind struct {
	namespaced bool
	structural *structuralschema.Structural
	strategy   strategy
}

// newKind builds what the API server's handler of custom resources builds for a version
// (apiextensions-apiserver, pkg/apiserver/customresource_handler.go).
func newKind(name schema.GroupVersionKind, crd *apiextensionsv1.CustomResourceDefinition, version apiextensionsv1.CustomResourceDefinitionVersion) (*kind, error) {
	internal := &apiextensions.CustomResourceValidation{}
	if err := apiextensionsv1.Convert_v1_CustomResourceValidation_To_apiextensions_CustomResourceValidation(version.Schema, internal, nil); err != nil {
		return nil, err
	}
	structural, err := structuralschema.NewStructural(internal.OpenAPIV3Schema)
	if err != nil {
		return nil, err
	}
	// defaults are shared with the internal schema and pruned in place
	structural = structural.DeepCopy()
	if err := defaulting.PruneDefaults(structural); err != nil {
		return nil, err
	}
	validator, _, err := validation.NewSchemaValidator(internal.OpenAPIV3Schema)
	if err != nil {
		return nil, err
	}
	var status *apiextensions.CustomResourceSubresourceStatus
	if version.Subresources != nil && version.Subresources.Status != nil {
		status = &apiextensions.CustomResourceSubresourceStatus{}
	}
	namespaced := crd.Spec.Scope == apiextensionsv1.NamespaceScoped
	return &kind{
		namespaced: namespaced,
		structural: structural,
		strategy:   customresource.NewStrategy(nil, namespaced, name, validator, nil, structural, status, nil, version.SelectableFields),
	}, nil
}

// check returns the problems of creating the object, or of updating the old one to it, and the fields that defaults add to
// items of lists.
func (k *kind) check(object, old *unstructured.Unstructured) ([]problem, []string) {
	given := object.DeepCopy()
	problems, err := k.coerce(object)
	if err != nil {
		return append(problems, problem{Message: err.Error()}), nil
	}
	added := addedInLists(given.Object, object.Object, k.structural, position{})
	return append(problems, k.validate(object, old)...), added
}

func (k *kind) validate(object, old *unstructured.Unstructured) []problem {
	context := context.Background()
	if old == nil {
		k.strategy.PrepareForCreate(context, object)
		return problemsOf(k.strategy.Validate(context, object))
	}
	if _, err := k.coerce(old); err != nil {
		return []problem{{Message: "old object: " + err.Error()}}
	}
	// a stored object has a resource version, and an update must name it
	old.SetResourceVersion("1")
	object.SetResourceVersion("1")
	k.strategy.PrepareForUpdate(context, object, old)
	return problemsOf(k.strategy.ValidateUpdate(context, object, old))
}

// coerce does what decoding a custom resource does: it sets defaults, reports each field that the schema does not know
// (`fieldValidation: Strict`), and removes nulls that are not allowed.
func (k *kind) coerce(object *unstructured.Unstructured) ([]problem, error) {
	if k.namespaced && object.GetNamespace() == "" {
		object.SetNamespace("default")
	}
	defaulting.Default(object.Object, k.structural)
	options := structuralschema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true}
	meta, found, unknown, err := objectmeta.GetObjectMetaWithOptions(object.Object, objectmeta.ObjectMetaOptions{ReturnUnknownFieldPaths: true})
	if err != nil {
		return nil, err
	}
	unknown = append(unknown, pruning.PruneWithOptions(object.Object, k.structural, true, options)...)
	defaulting.PruneNonNullableNullsWithoutDefaults(object.Object, k.structural)
	coerceError, embedded := objectmeta.CoerceWithOptions(nil, object.Object, k.structural, false, objectmeta.CoerceOptions{ReturnUnknownFieldPaths: true})
	if coerceError != nil {
		return nil, coerceError
	}
	if found {
		if err := objectmeta.SetObjectMeta(object.Object, meta); err != nil {
			return nil, err
		}
	}
	var problems []problem
	for _, path := range append(unknown, embedded...) {
		problems = append(problems, problem{Path: path, Message: fmt.Sprintf("unknown field %q", path)})
	}
	return problems, nil
}
