{{/* Labels of every object. The operator copies none of them to its own objects. */}}
{{- define "elasticsearch.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/version: {{ .Values.version | quote }}
app.kubernetes.io/component: database
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
{{- end }}

{{/* Annotation that keeps Argo CD from pruning or deleting a protected object. */}}
{{- define "elasticsearch.protection" -}}
{{- if .Values.protected -}}
argocd.argoproj.io/sync-options: "Prune=false,Delete=false"
{{- end -}}
{{- end }}

{{- define "elasticsearch.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Values.version }}
{{- end }}

{{/* Label that the operator sets on each node, and never changes. */}}
{{- define "elasticsearch.selector" -}}
elasticsearch.k8s.elastic.co/cluster-name: {{ .Release.Name | quote }}
{{- end }}

{{/* Affinity of the platform; defaults to a different node for each pod, if possible. */}}
{{- define "elasticsearch.affinity" -}}
{{- if .Values.affinity -}}
{{- toYaml .Values.affinity -}}
{{- else -}}
podAntiAffinity:
  preferredDuringSchedulingIgnoredDuringExecution:
    - weight: 100
      podAffinityTerm:
        topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels:
            {{- include "elasticsearch.selector" . | nindent 12 }}
{{- end -}}
{{- end }}
