{{/* The labels of every object. */}}
{{- define "mongodb.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/version: {{ .Values.version | quote }}
app.kubernetes.io/component: database
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
{{- end }}

{{/* The annotation with which Argo CD neither prunes nor deletes an object; nothing where it is not protected. */}}
{{- define "mongodb.protection" -}}
{{- if .Values.protected -}}
argocd.argoproj.io/sync-options: "Prune=false,Delete=false"
{{- end -}}
{{- end }}

{{/* The platform's affinity, else: prefer another node for each pod. */}}
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

{{/* Name of the pods' ServiceAccount, its Role and its RoleBinding. */}}
{{- define "mongodb.serviceAccountName" -}}
{{ .Release.Name }}-mongodb
{{- end }}

{{/* The Secret with the user's password. */}}
{{- define "mongodb.secretName" -}}
{{ required "credentials.secretName is required: an existing Secret with the key password" .Values.credentials.secretName }}
{{- end }}
