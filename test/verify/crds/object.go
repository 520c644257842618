package main

import (
	"errors"
	"fmt"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/client-go/kubernetes/scheme"
)

// clusterScoped are the built-in kinds without a namespace that a chart of ours may render.
var clusterScoped = map[string]bool{"Namespace": true, "ClusterRole": true, "ClusterRoleBinding": true}

var builtIn = serializer.NewCodecFactory(scheme.Scheme, serializer.EnableStrict).UniversalDeserializer()

func (d *definitions) check(document, old []byte) answer {
	object, err := parse(document)
	if err != nil {
		return answer{Errors: failed(err)}
	}
	result := answer{Kind: object.GetKind(), Name: object.GetName()}
	name := object.GroupVersionKind()
	if err := d.readGroup(name.Group); err != nil {
		result.Errors = failed(err)
		return result
	}
	kindOf, custom := d.kinds[name]
	switch {
	case custom:
		kind, kindErr := kindOf()
		before, oldErr := parse(old)
		if err := errors.Join(kindErr, oldErr); err != nil {
			result.Errors = failed(err)
			return result
		}
		result.Errors, result.Added = kind.check(object, before)
	case d.groups[name.Group] || !scheme.Scheme.Recognizes(name):
		result.Errors = failed(fmt.Errorf("no definition of %s", name))
	default:
		result.Errors = checkBuiltIn(document)
	}
	return result
}

func parse(document []byte) (*unstructured.Unstructured, error) {
	if document == nil {
		return nil, nil
	}
	decoded, _, err := unstructured.UnstructuredJSONScheme.Decode(document, nil, nil)
	if err != nil {
		return nil, err
	}
	object, ok := decoded.(*unstructured.Unstructured)
	if !ok {
		return nil, errors.New("a list where one object is expected")
	}
	return object, nil
}

// checkBuiltIn decodes strictly (unknown and duplicate fields, wrong types, quantities) and validates names,
// labels and annotations, of a pod template as well.
func checkBuiltIn(document []byte) []problem {
	decoded, _, err := builtIn.Decode(document, nil, nil)
	if err != nil {
		return failed(err)
	}
	accessor, err := meta.Accessor(decoded)
	if err != nil {
		return failed(err)
	}
	kind := decoded.GetObjectKind().GroupVersionKind().Kind
	namespaced := !clusterScoped[kind]
	if namespaced && accessor.GetNamespace() == "" {
		accessor.SetNamespace("default")
	}
	errs := validation.ValidateObjectMetaAccessor(accessor, namespaced, validation.NameIsDNSSubdomain, field.NewPath("metadata"))
	problems := problemsOf(errs)
	untyped, err := runtime.DefaultUnstructuredConverter.ToUnstructured(decoded)
	if err != nil {
		return append(problems, problem{Message: err.Error()})
	}
	if template, found, _ := unstructured.NestedMap(untyped, "spec", "template"); found {
		pod := &unstructured.Unstructured{Object: template}
		pod.SetName("pod")
		pod.SetNamespace("default")
		path := field.NewPath("spec", "template", "metadata")
		problems = append(problems, problemsOf(validation.ValidateObjectMetaAccessor(pod, true, validation.NameIsDNSSubdomain, path))...)
	}
	return problems
}
