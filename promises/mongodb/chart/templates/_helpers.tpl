{{/* Labels of every object. */}}
{{- define "mongodb.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/version: {{ .Values.version | quote }}
app.kubernetes.io/component: database
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
{{- end }}

{{/* Annotation that keeps Argo CD from pruning or deleting a protected object. */}}
{{- define "mongodb.protection" -}}
{{- if .Values.protected -}}
argocd.argoproj.io/sync-options: "Prune=false,Delete=false"
{{- end -}}
{{- end }}

{{/* Affinity of the platform; defaults to a different node for each pod, if possible. */}}
{{- define "mongodb.affinity" -}}
{{- if .Values.affinity -}}
{{- toYaml .Values.affinity -}}
{{- else if gt (int .Values.replicas) 1 -}}
podAntiAffinity:
  preferredDuringSchedulingIgnoredDuringExecution:
    - weight: 100
      podAffinityTerm:
        topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels:
            app: {{ .Release.Name | quote }}
{{- end -}}
{{- end }}

{{/* Name of the ServiceAccount of the pods, its Role and its RoleBinding. */}}
{{- define "mongodb.serviceAccountName" -}}
{{ .Release.Name }}-mongodb
{{- end }}

{{/* Secret with the password of the user. */}}
{{- define "mongodb.secretName" -}}
{{ required "credentials.secretName is required: an existing Secret with the key password" .Values.credentials.secretName }}
{{- end }}
