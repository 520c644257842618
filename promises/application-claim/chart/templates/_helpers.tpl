{{/* The two labels that never change in a release's life: what selectors select by. */}}
{{- define "microservice.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{/* The labels of the pods: no chart version, so that a new chart alone restarts nothing. */}}
{{- define "microservice.podLabels" -}}
{{ include "microservice.selectorLabels" . }}
{{- with .Values.image.tag | trunc 63 | trimAll "._-" }}
app.kubernetes.io/version: {{ . | quote }}
{{- end }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
{{- end }}

{{/* The labels of every object. */}}
{{- define "microservice.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "microservice.podLabels" . }}
{{- end }}

{{/* Fails if a list that Kubernetes merges by a key has a duplicate key; takes {list, what}. */}}
{{- define "microservice.unique" -}}
{{- $seen := list -}}
{{- range .list -}}
{{- if has . $seen -}}{{- fail (printf "%s: duplicate %s" $.what .) -}}{{- end -}}
{{- $seen = append $seen . -}}
{{- end -}}
{{- end }}

{{/* repository:tag@digest; without either there is nothing to run. */}}
{{- define "microservice.image" -}}
{{- $image := .Values.image -}}
{{- $repository := required "image.repository is required" $image.repository -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $repository $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $repository (required "image.tag or image.digest is required" $image.tag) -}}
{{- end -}}
{{- end }}

{{/* Name of the port that probes, ingress and metrics use: the one called http, else the first. */}}
{{- define "microservice.mainPort" -}}
{{- $main := "" -}}
{{- range .Values.ports -}}
{{- if or (not $main) (eq .name "http") -}}{{- $main = .name -}}{{- end -}}
{{- end -}}
{{- $main -}}
{{- end }}

{{- define "microservice.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default .Release.Name -}}
{{- else -}}
{{- required "serviceAccount.name is required where none is created" .Values.serviceAccount.name -}}
{{- end -}}
{{- end }}

{{/* The fewest pods that the release is meant to have. */}}
{{- define "microservice.fewestPods" -}}
{{- ternary .Values.autoscaling.minReplicas .Values.replicas .Values.autoscaling.enabled | int -}}
{{- end }}

{{/* One HTTP probe; takes {probe, port}. */}}
{{- define "microservice.probe" -}}
httpGet:
  path: {{ .probe.path | quote }}
  port: {{ if kindIs "string" .port }}{{ .port | quote }}{{ else }}{{ .port | int }}{{ end }}
initialDelaySeconds: {{ .probe.initialDelaySeconds | int }}
periodSeconds: {{ .probe.periodSeconds | int }}
timeoutSeconds: {{ .probe.timeoutSeconds | int }}
failureThreshold: {{ .probe.failureThreshold | int }}
{{- end }}
