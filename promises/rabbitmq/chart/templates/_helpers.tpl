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

{{/* Metadata name of an object of the topology operator. Takes the root and the name in RabbitMQ, which may have letters that
     Kubernetes does not allow. No other release can have a name with a dot. */}}
{{- define "rabbitmq.objectName" -}}
{{- if regexMatch "^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$" .key -}}
{{- printf "%s.%s" .root.Release.Name .key -}}
{{- else -}}
{{- $readable := regexReplaceAll "[^a-z0-9]+" (lower .key) "-" | trimAll "-" -}}
{{- printf "%s.%s-%s" .root.Release.Name $readable (sha256sum .key | trunc 8) -}}
{{- end -}}
{{- end }}

{{/* Name of an entry, with its virtual host unless that is the default. */}}
{{- define "rabbitmq.entryKey" -}}
{{- if ne (.vhost | default "/") "/" -}}{{ .vhost }}/{{- end -}}{{ .name }}
{{- end }}

{{/* Metadata of an object of the topology operator. Takes the root and the name in RabbitMQ. */}}
{{- define "rabbitmq.topologyMetadata" -}}
name: {{ include "rabbitmq.objectName" . | quote }}
labels:
  {{- include "rabbitmq.labels" .root | nindent 2 }}
{{- with include "rabbitmq.protection" .root }}
annotations:
  {{- . | nindent 2 }}
{{- end }}
{{- end }}
