{{/* Container of the application. */}}
{{- define "microservice.mainContainer" -}}
name: {{ .Release.Name | quote }}
{{ include "microservice.image" . }}
{{- with .Values.securityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.ports }}
ports:
  {{- range . }}
  - name: {{ .name | quote }}
    containerPort: {{ .port | int }}
    protocol: {{ .protocol | default "TCP" }}
  {{- end }}
{{- end }}
{{- if .Values.healthCheck.enabled }}
{{- $port := .Values.healthCheck.port | default (include "microservice.mainPort" .) }}
{{- if $port }}
livenessProbe:
  {{- include "microservice.probe" (dict "probe" .Values.healthCheck.liveness "port" $port) | nindent 2 }}
readinessProbe:
  {{- include "microservice.probe" (dict "probe" .Values.healthCheck.readiness "port" $port) | nindent 2 }}
{{- end }}
{{- end }}
{{- include "microservice.lifecycle" . }}
{{ include "microservice.environment" (include "microservice.boundEnvironment" .Values | fromYaml) }}
{{- with .Values.resources }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
volumeMounts:
  {{- include "microservice.volumeMounts" . | nindent 2 }}
{{- end }}

{{/* Image of the application with its pull policy. */}}
{{- define "microservice.image" -}}
image: {{ include "microservice.imageReference" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
{{- end }}

{{/* Variables of a container. Argument: an object with env and envFrom. */}}
{{- define "microservice.environment" -}}
{{- with .env }}
env:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .envFrom }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
