{{/* Pod template of the application. */}}
{{- define "microservice.podTemplate" -}}
metadata:
  labels:
    {{- include "microservice.podLabels" (dict "root" . "component" "application") | nindent 4 }}
  {{- with include "microservice.podAnnotations" . | fromYaml }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- include "microservice.podFields" . | nindent 2 }}
  {{- if or .Values.sidecars .Values.initContainers }}
  initContainers:
    {{- include "microservice.sidecars" . | nindent 4 }}
    {{- include "microservice.initContainers" . | nindent 4 }}
  {{- end }}
  containers:
    - {{ include "microservice.mainContainer" . | indent 6 | trim }}
{{- end }}

{{/* Annotations of a pod: a checksum, because mounted files of a running pod do not change. */}}
{{- define "microservice.podAnnotations" -}}
{{- $own := dict -}}
{{- with .Values.files -}}{{- $_ := set $own "checksum/files" (toJson . | sha256sum) -}}{{- end -}}
{{- merge $own (.Values.podAnnotations | default dict) | toYaml -}}
{{- end }}

{{/* Labels of a pod. Arguments: {root, component}. */}}
{{- define "microservice.podLabels" -}}
{{- $own := include "microservice.versionLabels" .root | fromYaml -}}
{{- $component := dict "app.kubernetes.io/component" .component -}}
{{- merge $own $component (.root.Values.podLabels | default dict) | toYaml -}}
{{- end }}

{{/* Fields that the pods of the application and of its Jobs share. */}}
{{- define "microservice.podFields" -}}
serviceAccountName: {{ include "microservice.serviceAccountName" . | quote }}
automountServiceAccountToken: {{ .Values.serviceAccount.token | default false }}
enableServiceLinks: false
terminationGracePeriodSeconds: {{ .Values.rollout.terminationGracePeriodSeconds | int }}
{{- with .Values.podSecurityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . | quote }}
  {{- end }}
{{- end }}
{{- include "microservice.nameResolution" . }}
volumes:
  {{- include "microservice.volumes" . | nindent 2 }}
{{ include "microservice.scheduling" . }}
{{- end }}
