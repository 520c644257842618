package main

import (
	"errors"
	"fmt"
	"strings"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	"k8s.io/apiserver/pkg/authorization/authorizerfactory"
	"k8s.io/client-go/dynamic"
	dynamicfake "k8s.io/client-go/dynamic/fake"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/kubernetes/scheme"
	clienttesting "k8s.io/client-go/testing"
)

var strict = serializer.NewCodecFactory(scheme.Scheme, serializer.EnableStrict).UniversalDeserializer()

// policy is a policy in force: the API server's plugin with this policy alone, and what its evaluation costs.
type policy struct {
	plugin *validating.Plugin
	meter  *meter
}

// enforce checks a policy and puts it in force. A warning of type-checking, which the API server only writes to the
// policy's status, is a problem here.
func (s *server) enforce(policyText, bindingText []byte, params []*unstructured.Unstructured) ([]string, error) {
	definition, policyErr := decode[*admissionregistrationv1.ValidatingAdmissionPolicy](policyText)
	binding, bindingErr := decode[*admissionregistrationv1.ValidatingAdmissionPolicyBinding](bindingText)
	if err := errors.Join(policyErr, bindingErr); err != nil {
		return []string{err.Error()}, nil
	}
	if definition.Spec.MatchConstraints == nil || s.matched(definition) == 0 {
		return []string{"the policy matches no resource that is served"}, nil
	}
	setDefaults(definition)
	problems := s.typeCheck(definition)
	plugin, err := s.start(definition, binding, params)
	if err != nil {
		return nil, err
	}
	meter, compileErrors := newMeter(definition, params)
	for _, err := range compileErrors {
		problems = append(problems, err.Error())
	}
	s.policies = append(s.policies, &policy{plugin: plugin, meter: meter})
	return problems, nil
}

// typeCheck returns the problems of the API server's own check, and those of variables and match conditions, which it skips.
func (s *server) typeCheck(definition *admissionregistrationv1.ValidatingAdmissionPolicy) (problems []string) {
	checker := &validating.TypeChecker{SchemaResolver: s, RestMapper: s.mapper}
	for _, warning := range checker.Check(definition) {
		problems = append(problems, fmt.Sprintf("%s: %s", warning.FieldRef, warning.Warning))
	}
	context := checker.CreateContext(definition)
	check := func(name, expression string) {
		if results := checker.CheckExpression(context, expression); len(results) > 0 {
			problems = append(problems, fmt.Sprintf("%s: %s", name, results))
		}
	}
	for _, variable := range definition.Spec.Variables {
		check("variable "+variable.Name, variable.Expression)
	}
	for _, condition := range definition.Spec.MatchConditions {
		check("match condition "+condition.Name, condition.Expression)
	}
	return problems
}

// matched returns the number of served resources that the policy names: type-checking silently skips the others.
func (s *server) matched(definition *admissionregistrationv1.ValidatingAdmissionPolicy) (count int) {
	for _, rule := range definition.Spec.MatchConstraints.ResourceRules {
		for _, kind := range s.kinds {
			for _, name := range rule.Resources {
				if plural, _, _ := strings.Cut(name, "/"); plural == "*" || plural == kind.resource.Resource {
					count++
				}
			}
		}
	}
	return count
}

func decode[Object runtime.Object](text []byte) (Object, error) {
	var none Object
	decoded, _, err := strict.Decode(text, nil, nil)
	if err != nil {
		return none, err
	}
	object, ok := decoded.(Object)
	if !ok {
		return none, fmt.Errorf("%T where %T is expected", decoded, none)
	}
	return object, nil
}

// setDefaults does what the API server does when it reads a policy (k8s.io/kubernetes,
// pkg/apis/admissionregistration/v1/defaults.go): without a selector, none would match.
func setDefaults(definition *admissionregistrationv1.ValidatingAdmissionPolicy) {
	constraints := definition.Spec.MatchConstraints
	if constraints.MatchPolicy == nil {
		equivalent := admissionregistrationv1.Equivalent
		constraints.MatchPolicy = &equivalent
	}
	if constraints.NamespaceSelector == nil {
		constraints.NamespaceSelector = &metav1.LabelSelector{}
	}
	if constraints.ObjectSelector == nil {
		constraints.ObjectSelector = &metav1.LabelSelector{}
	}
	for index := range constraints.ResourceRules {
		if rule := &constraints.ResourceRules[index]; rule.Scope == nil {
			all := admissionregistrationv1.AllScopes
			rule.Scope = &all
		}
	}
}

// start runs the API server's plugin on an API that holds the policy, the binding, its params and every namespace.
func (s *server) start(definition, binding runtime.Object, params []*unstructured.Unstructured) (*validating.Plugin, error) {
	client := fake.NewClientset(definition, binding)
	client.PrependReactor("get", "namespaces", func(action clienttesting.Action) (bool, runtime.Object, error) {
		name := action.(clienttesting.GetAction).GetName()
		labels := map[string]string{corev1.LabelMetadataName: name}
		return true, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: labels}}, nil
	})
	factory := informers.NewSharedInformerFactory(client, 0)
	plugin := validating.NewPlugin(nil)
	plugin.SetExternalKubeInformerFactory(factory)
	plugin.SetExternalKubeClientSet(client)
	plugin.SetRESTMapper(s.mapper)
	plugin.SetDynamicClient(s.clientOf(params))
	plugin.SetDrainedNotification(s.context.Done())
	plugin.SetAuthorizer(authorizerfactory.NewAlwaysAllowAuthorizer())
	if err := plugin.ValidateInitialization(); err != nil {
		return nil, err
	}
	factory.Start(s.context.Done())
	if !plugin.WaitForReady() {
		return nil, errors.New("the admission plugin did not get ready")
	}
	return plugin, nil
}

// clientOf returns a client of an API that serves every kind and holds these objects.
func (s *server) clientOf(objects []*unstructured.Unstructured) dynamic.Interface {
	lists := map[schema.GroupVersionResource]string{}
	for name, kind := range s.kinds {
		lists[kind.resource] = name.Kind + "List"
	}
	var held []runtime.Object
	for _, object := range objects {
		held = append(held, object)
	}
	return dynamicfake.NewSimpleDynamicClientWithCustomListKinds(runtime.NewScheme(), lists, held...)
}
