package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"

	esv1 "github.com/elastic/cloud-on-k8s/v3/pkg/apis/elasticsearch/v1"
	"github.com/elastic/cloud-on-k8s/v3/pkg/controller/common/license"
	"github.com/elastic/cloud-on-k8s/v3/pkg/controller/common/scheme"
	"github.com/elastic/cloud-on-k8s/v3/pkg/controller/elasticsearch/validation"
	"github.com/elastic/cloud-on-k8s/v3/pkg/utils/k8s"
	admissionv1 "k8s.io/api/admission/v1"
	appsv1 "k8s.io/api/apps/v1"
	storagev1 "k8s.io/api/storage/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/webhook"
)

// manager is the part of the operator's manager that the registration of the webhook uses.
type manager struct {
	ctrl.Manager
	client k8s.Client
	server *server
}

func (m *manager) GetClient() client.Client         { return m.client }
func (m *manager) GetScheme() *runtime.Scheme       { return clientgoscheme.Scheme }
func (m *manager) GetWebhookServer() webhook.Server { return m.server }

// server keeps the handler of the webhook instead of serving it.
type server struct {
	webhook.Server
	handler http.Handler
}

func (s *server) Register(_ string, handler http.Handler) { s.handler = handler }

// judge submits a write to the operator's webhook, with a Basic licence.
func judge(asked question) (answer, error) {
	cluster, err := clusterOf(asked)
	if err != nil {
		return answer{}, err
	}
	registered := &server{}
	operator := &manager{client: k8s.NewFakeClient(cluster...), server: registered}
	validation.RegisterWebhook(operator, true, nil, license.MockLicenseChecker{}, nil, nil)
	review, err := json.Marshal(reviewOf(asked))
	if err != nil {
		return answer{}, err
	}
	request := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(review))
	request.Header.Set("Content-Type", "application/json")
	recorded := httptest.NewRecorder()
	registered.handler.ServeHTTP(recorded, request)
	return answerOf(asked.ID, recorded.Body.Bytes())
}

func reviewOf(asked question) admissionv1.AdmissionReview {
	request := &admissionv1.AdmissionRequest{
		UID:       "1",
		Operation: admissionv1.Create,
		Object:    runtime.RawExtension{Raw: asked.Object},
	}
	if asked.Old != nil {
		request.Operation = admissionv1.Update
		request.OldObject = runtime.RawExtension{Raw: asked.Old}
	}
	return admissionv1.AdmissionReview{
		TypeMeta: metav1.TypeMeta{APIVersion: "admission.k8s.io/v1", Kind: "AdmissionReview"},
		Request:  request,
	}
}

func answerOf(id string, body []byte) (answer, error) {
	var review admissionv1.AdmissionReview
	if err := json.Unmarshal(body, &review); err != nil {
		return answer{}, err
	}
	response := review.Response
	if response == nil {
		return answer{}, fmt.Errorf("no response: %s", body)
	}
	given := answer{ID: id, OK: response.Allowed, Errors: []string{}, Warnings: append([]string{}, response.Warnings...)}
	if !response.Allowed {
		given.Errors = append(given.Errors, response.Result.Message)
	}
	return given, nil
}

// clusterOf returns the objects of the cluster before an update: the StatefulSets of the old object, and its storage
// classes, which can expand.
func clusterOf(asked question) ([]client.Object, error) {
	if asked.Old == nil {
		return nil, nil
	}
	var old esv1.Elasticsearch
	if err := json.Unmarshal(asked.Old, &old); err != nil {
		return nil, err
	}
	expands := true
	classes := map[string]bool{"standard": true}
	var objects []client.Object
	for _, set := range old.Spec.NodeSets {
		name := esv1.StatefulSet(old.Name, set.Name)
		objects = append(objects, &appsv1.StatefulSet{
			ObjectMeta: metav1.ObjectMeta{Namespace: old.Namespace, Name: name},
			Spec:       appsv1.StatefulSetSpec{VolumeClaimTemplates: set.VolumeClaimTemplates},
		})
		for _, claim := range set.VolumeClaimTemplates {
			if class := claim.Spec.StorageClassName; class != nil {
				classes[*class] = true
			}
		}
	}
	for class := range classes {
		metadata := metav1.ObjectMeta{Name: class}
		if class == "standard" {
			metadata.Annotations = map[string]string{"storageclass.kubernetes.io/is-default-class": "true"}
		}
		objects = append(objects, &storagev1.StorageClass{ObjectMeta: metadata, AllowVolumeExpansion: &expands})
	}
	return objects, nil
}

func init() {
	scheme.SetupScheme()
}
