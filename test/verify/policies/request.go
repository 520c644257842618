package main

import (
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/authentication/user"
)

// ask puts an update or a deletion before every policy in force, as the API server's handlers do: a deletion has no
// new object, and a write to a subresource names it.
func (s *server) ask(asked question) (messages []string, cost int64, err error) {
	attributes, err := s.attributes(asked)
	if err != nil {
		return nil, 0, err
	}
	interfaces := admission.NewObjectInterfacesFromScheme(runtime.NewScheme())
	for _, policy := range s.policies {
		if err := policy.plugin.Validate(s.context, attributes, interfaces); err != nil {
			messages = append(messages, err.Error())
		}
		used, err := policy.meter.measure(s.context, attributes, interfaces)
		if err != nil {
			return nil, 0, err
		}
		cost = max(cost, used)
	}
	return messages, cost, nil
}

func (s *server) attributes(asked question) (admission.Attributes, error) {
	if asked.Old == nil {
		return nil, fmt.Errorf("no old object")
	}
	kind, err := s.read(asked.Old)
	if err != nil {
		return nil, err
	}
	var object runtime.Object
	var options runtime.Object
	switch operation := admission.Operation(asked.Operation); {
	case operation == admission.Update && asked.Object != nil:
		if _, err := s.read(asked.Object); err != nil {
			return nil, err
		}
		object, options = asked.Object, &metav1.UpdateOptions{}
	case operation == admission.Delete && asked.Object == nil:
		object, options = nil, &metav1.DeleteOptions{}
	default:
		return nil, fmt.Errorf("%q is neither an UPDATE with an object nor a DELETE without one", asked.Operation)
	}
	return attributesOf(asked, kind, object, options), nil
}

func attributesOf(asked question, kind kind, object, options runtime.Object) admission.Attributes {
	old := asked.Old
	return admission.NewAttributesRecord(object, old, old.GroupVersionKind(), namespaceOf(old), old.GetName(), kind.resource,
		asked.Subresource, admission.Operation(asked.Operation), options, false, &user.DefaultInfo{Name: "developer"})
}

func namespaceOf(object *unstructured.Unstructured) string {
	if namespace := object.GetNamespace(); namespace != "" {
		return namespace
	}
	return metav1.NamespaceDefault
}
