{{/* Ports of the container, as a list. A worker declares the port of its metrics, by which Prometheus finds it. */}}
{{- define "microservice.containerPorts" -}}
{{- if .Values.ports -}}
{{- range .Values.ports }}
- name: {{ .name | quote }}
  containerPort: {{ .port | int }}
  protocol: {{ .protocol | default "TCP" }}
{{- end }}
{{- else if .Values.monitoring.enabled }}
- name: metrics
  containerPort: {{ required "monitoring needs the number of a port" .Values.monitoring.port | int }}
  protocol: TCP
{{- end }}
{{- end }}

{{/* Name of the port of the metrics. */}}
{{- define "microservice.metricsPort" -}}
{{- $wanted := .Values.monitoring.port | default (include "microservice.mainPort" .) | toString -}}
{{- $name := "" -}}
{{- range .Values.ports -}}
{{- if or (eq .name $wanted) (eq (.port | int | toString) $wanted) -}}{{- $name = .name -}}{{- end -}}
{{- end -}}
{{- required "monitoring.port is not a port of the application" $name -}}
{{- end }}

{{/* Metadata of a monitor. */}}
{{- define "microservice.monitorMetadata" -}}
name: {{ .Release.Name | quote }}
labels:
  {{- merge (deepCopy .Values.monitoring.labels) (include "microservice.labels" . | fromYaml) | toYaml | nindent 2 }}
{{ include "microservice.annotations" (dict "root" .) }}
{{- end }}
