{{/* Container of the application. */}}
{{- define "microservice.mainContainer" -}}
name: {{ .Release.Name | quote }}
{{ include "microservice.image" . }}
{{ include "microservice.commandLine" .Values }}
{{- with .Values.securityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with include "microservice.containerPorts" . | trim }}
ports:
  {{- . | nindent 2 }}
{{- end }}
{{ include "microservice.mainProbes" . }}
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

{{/* Entrypoint of a container. Argument: an object with command and args. */}}
{{- define "microservice.commandLine" -}}
{{- with .command }}
command:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .args }}
args:
  {{- toYaml . | nindent 2 }}
{{- end }}
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
