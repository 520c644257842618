package main

import (
	"context"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"k8s.io/apiserver/pkg/authorization/authorizerfactory"
	"k8s.io/apiserver/pkg/cel/environment"
)

// meter evaluates a policy's expressions again to learn their cost, which the plugin does not expose.
type meter struct {
	expressions cel.ConditionEvaluator
	params      []runtime.Object
}

// newMeter compiles as the plugin does (k8s.io/apiserver, pkg/admission/plugin/policy/validating/plugin.go), and returns the
// errors of expressions that do not compile, also of match conditions: the plugin would refuse every request because of them.
func newMeter(definition *admissionregistrationv1.ValidatingAdmissionPolicy, params []*unstructured.Unstructured) (*meter, []error) {
	base := environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion(), true)
	env, err := cel.NewCompositionEnv(cel.VariablesTypeName, base)
	if err != nil {
		return nil, []error{err}
	}
	options := cel.OptionalVariableDeclarations{HasParams: definition.Spec.ParamKind != nil, HasAuthorizer: true, StrictCost: true}
	compiler := cel.NewCompositedCompilerFromTemplate(env)
	var variables []cel.NamedExpressionAccessor
	for _, variable := range definition.Spec.Variables {
		variables = append(variables, &validating.Variable{Name: variable.Name, Expression: variable.Expression})
	}
	compiler.CompileAndStoreVariables(variables, options, environment.StoredExpressions)
	var expressions []cel.ExpressionAccessor
	for _, condition := range definition.Spec.MatchConditions {
		expressions = append(expressions, &validating.ValidationCondition{Expression: condition.Expression})
	}
	for _, validation := range definition.Spec.Validations {
		expressions = append(expressions, &validating.ValidationCondition{Expression: validation.Expression})
		if validation.MessageExpression != "" {
			expressions = append(expressions, &validating.MessageExpressionCondition{MessageExpression: validation.MessageExpression})
		}
	}
	compiled := compiler.CompileCondition(expressions, options, environment.StoredExpressions)
	evaluated := []runtime.Object{}
	for _, object := range params {
		evaluated = append(evaluated, object)
	}
	if definition.Spec.ParamKind == nil {
		evaluated = []runtime.Object{nil}
	}
	return &meter{expressions: compiled, params: evaluated}, compiled.CompilationErrors()
}

// measure returns the highest cost of one evaluation; the API server has a budget for each object of the paramKind.
func (m *meter) measure(context context.Context, attributes admission.Attributes, interfaces admission.ObjectInterfaces) (int64, error) {
	versioned, err := admission.NewVersionedAttributes(attributes, attributes.GetKind(), interfaces)
	if err != nil {
		return 0, err
	}
	request := cel.CreateAdmissionRequest(attributes, metav1.GroupVersionResource(attributes.GetResource()), metav1.GroupVersionKind(attributes.GetKind()))
	cost := int64(0)
	for _, params := range m.params {
		bindings := cel.OptionalVariableBindings{VersionedParams: params, Authorizer: authorizerfactory.NewAlwaysAllowAuthorizer()}
		_, left, err := m.expressions.ForInput(context, versioned, request, bindings, nil, celconfig.RuntimeCELCostBudget)
		if err != nil {
			return 0, err
		}
		cost = max(cost, celconfig.RuntimeCELCostBudget-left)
	}
	return cost, nil
}
