{{/* The labels of every object. */}}
{{- define "rabbitmq.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/version: {{ .Values.version | quote }}
app.kubernetes.io/component: broker
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
{{- end }}

{{/* The annotation with which Argo CD neither prunes nor deletes an object; nothing where it is not protected. */}}
{{- define "rabbitmq.protection" -}}
{{- if .Values.protected -}}
argocd.argoproj.io/sync-options: "Prune=false,Delete=false"
{{- end -}}
{{- end }}

{{/* The platform's affinity, else: prefer another node for each pod. */}}
{{- define "rabbitmq.affinity" -}}
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
            app.kubernetes.io/name: {{ .Release.Name | quote }}
{{- end -}}
{{- end }}

{{- define "rabbitmq.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default (printf "%s-management" .Values.version) }}
{{- end }}

{{/* A setting as text: numbers in full, never with an exponent. */}}
{{- define "rabbitmq.setting" -}}
{{- if kindIs "string" . -}}{{ . }}{{- else -}}{{ toJson . }}{{- end -}}
{{- end }}
