{{/* Sidecars, which stay up until the other containers end. */}}
{{- define "microservice.sidecars" -}}
{{- range .Values.sidecars }}
- {{ include "microservice.furtherContainer" (dict "root" $ "container" . "defaults" $.Values.sidecarResources "restartPolicy" "Always") | indent 2 | trim }}
{{- end }}
{{- end }}

{{- define "microservice.initContainers" -}}
{{- range .Values.initContainers }}
- {{ include "microservice.furtherContainer" (dict "root" $ "container" . "defaults" $.Values.resources) | indent 2 | trim }}
{{- end }}
{{- end }}

{{/* Container beside that of the application. Arguments: {root, container, defaults: resources, restartPolicy}. */}}
{{- define "microservice.furtherContainer" -}}
{{- $container := .container -}}
{{- $image := .container.image | default .root.Values.image -}}
name: {{ .container.name | quote }}
image: {{ include "microservice.imageReference" (dict "Values" (dict "image" (merge dict $image (dict "tag" "" "digest" "")))) | quote }}
imagePullPolicy: {{ $image.pullPolicy | default "IfNotPresent" }}
{{- with .restartPolicy }}
restartPolicy: {{ . }}
{{- end }}
{{ include "microservice.commandLine" .container }}
{{- with .root.Values.securityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- $port := "" }}
{{- with .container.ports }}
{{- $port = (first .).name }}
ports:
  {{- range . }}
  - name: {{ .name | quote }}
    containerPort: {{ .port | int }}
    protocol: {{ .protocol | default "TCP" }}
  {{- end }}
{{- end }}
{{ include "microservice.probes" (dict "health" (.container.healthCheck | default dict) "defaults" dict "port" $port "ports" .container.ports) }}
{{ include "microservice.environment" .container }}
{{- with .container.resources | default .defaults }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- $tmp := "tmp" }}
{{- range .root.Values.volumes }}
{{- if eq (clean (.mountPath | default ".")) "/tmp" }}{{ $tmp = .name }}{{ end }}
{{- end }}
volumeMounts:
  {{- $paths := list }}
  {{- range .container.volumeMounts }}
  {{- $paths = append $paths (clean .mountPath) }}
  - {{ toYaml . | indent 4 | trim }}
  {{- end }}
  {{- if not (has "/tmp" $paths) }}
  - name: {{ $tmp | quote }}
    mountPath: /tmp
  {{- end }}
  {{- include "microservice.authorityMounts" .root | nindent 2 }}
{{- end }}
