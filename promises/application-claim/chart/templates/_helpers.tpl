{{/* Labels that every object and every pod of the release has. */}}
{{- define "microservice.identity" -}}
app.kubernetes.io/name: {{ .Release.Name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{/* Labels of selectors. They never change, and no pod of a Job has them. */}}
{{- define "microservice.selectorLabels" -}}
{{ include "microservice.identity" . }}
app.kubernetes.io/component: application
{{- end }}

{{/* Labels without the chart version: a new chart version alone restarts no pod. */}}
{{- define "microservice.versionLabels" -}}
{{ include "microservice.identity" . }}
{{- with .Values.image.tag | trunc 63 | trimAll "._-" }}
app.kubernetes.io/version: {{ . | quote }}
{{- end }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
{{- with .Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Labels of every object. */}}
{{- define "microservice.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "microservice.versionLabels" . }}
{{- end }}

{{/* Fails if a list that Kubernetes merges by a key has a duplicate key. Arguments: {list, what}. */}}
{{- define "microservice.unique" -}}
{{- $seen := list -}}
{{- range .list -}}
{{- if has . $seen -}}{{- fail (printf "%s: duplicate %s" $.what .) -}}{{- end -}}
{{- $seen = append $seen . -}}
{{- end -}}
{{- end }}

{{/* Image as repository@digest, otherwise repository:tag. Fails if both digest and tag are empty. */}}
{{- define "microservice.imageReference" -}}
{{- $image := .Values.image -}}
{{- $repository := required "image.repository is required" $image.repository -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $repository $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $repository (required "image.tag or image.digest is required" $image.tag) -}}
{{- end -}}
{{- end }}

{{/* Name of the main port; empty without ports. */}}
{{- define "microservice.mainPort" -}}
{{- (include "microservice.mainPortFields" . | fromYaml).name -}}
{{- end }}

{{- define "microservice.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (printf "%s-app" .Release.Name) -}}
{{- else -}}
{{- required "serviceAccount.name is required if serviceAccount.create is false" .Values.serviceAccount.name -}}
{{- end -}}
{{- end }}

{{/* Workload that the autoscaler scales. */}}
{{- define "microservice.scaleTarget" -}}
apiVersion: apps/v1
kind: Deployment
name: {{ .Release.Name | quote }}
{{- end }}

{{/* Minimum number of pods of the release. */}}
{{- define "microservice.minPods" -}}
{{- ternary .Values.autoscaling.minReplicas .Values.replicas .Values.autoscaling.enabled | int -}}
{{- end }}

{{/* "true" unless the application consists of jobs only: no pods, no ports, and at least one job. */}}
{{- define "microservice.hasPods" -}}
{{- if or .Values.replicas .Values.ports .Values.autoscaling.enabled (not .Values.jobs) -}}true{{- end -}}
{{- end }}
