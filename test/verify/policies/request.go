package main

import (
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/authentication/user"
)

// ask submits a write to every policy in force, as the API server's handlers do: a creation has no old object, a
// deletion has no new one, and a write to a subresource names it.
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
	var options runtime.Object
	switch operation := admission.Operation(asked.Operation); {
	case operation == admission.Create && asked.Object != nil && asked.Old == nil:
		options = &metav1.CreateOptions{}
	case operation == admission.Update && asked.Object != nil && asked.Old != nil:
		options = &metav1.UpdateOptions{}
	case operation == admission.Delete && asked.Object == nil && asked.Old != nil:
		options = &metav1.DeleteOptions{}
	default:
		return nil, fmt.Errorf("%q has the wrong objects: CREATE has a new one, DELETE an old one, UPDATE both", asked.Operation)
	}
	var object, old runtime.Object
	var named *unstructured.Unstructured
	var kind kind
	for _, side := range []struct {
		given *unstructured.Unstructured
		to    *runtime.Object
	}{{asked.Object, &object}, {asked.Old, &old}} {
		// an interface with a nil pointer in it would count as an object
		if side.given == nil {
			continue
		}
		found, err := s.read(side.given)
		if err != nil {
			return nil, err
		}
		kind, named, *side.to = found, side.given, side.given
	}
	return admission.NewAttributesRecord(object, old, named.GroupVersionKind(), namespaceOf(named), named.GetName(), kind.resource,
		asked.Subresource, admission.Operation(asked.Operation), options, false, userOf(asked)), nil
}

func userOf(asked question) user.Info {
	if asked.User == nil {
		return &user.DefaultInfo{Name: "developer"}
	}
	return &user.DefaultInfo{Name: asked.User.Name, Extra: asked.User.Extra}
}

func namespaceOf(object *unstructured.Unstructured) string {
	if namespace := object.GetNamespace(); namespace != "" {
		return namespace
	}
	return metav1.NamespaceDefault
}
