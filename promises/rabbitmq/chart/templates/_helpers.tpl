{{/* Labels of every object. */}}
{{- define "rabbitmq.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/version: {{ .Values.version | quote }}
app.kubernetes.io/component: broker
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
{{- end }}

{{/* Annotation that keeps Argo CD from pruning or deleting a protected object. */}}
{{- define "rabbitmq.protection" -}}
{{- if .Values.protected -}}
argocd.argoproj.io/sync-options: "Prune=false,Delete=false"
{{- end -}}
{{- end }}

{{/* Affinity of the platform; defaults to a different node for each pod, if possible. */}}
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

{{/* Setting as a string: numbers without an exponent. */}}
{{- define "rabbitmq.setting" -}}
{{- if kindIs "string" . -}}{{ . }}{{- else -}}{{ toJson . }}{{- end -}}
{{- end }}

{{/* Settings of rabbitmq.conf. With three nodes, a queue is a quorum queue unless its owner says otherwise. */}}
{{- define "rabbitmq.config" -}}
{{- $defaults := ternary (dict "default_queue_type" "quorum") dict (ge (int .Values.replicas) 3) -}}
{{- toYaml (merge dict .Values.rabbitmq.config $defaults) -}}
{{- end }}
