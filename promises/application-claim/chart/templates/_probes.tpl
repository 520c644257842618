{{/* HTTP probe. Arguments: {probe, port}. */}}
{{- define "microservice.probe" -}}
httpGet:
  path: {{ .probe.path | quote }}
  port: {{ if kindIs "string" .port }}{{ .port | quote }}{{ else }}{{ .port | int }}{{ end }}
initialDelaySeconds: {{ .probe.initialDelaySeconds | int }}
periodSeconds: {{ .probe.periodSeconds | int }}
timeoutSeconds: {{ .probe.timeoutSeconds | int }}
failureThreshold: {{ .probe.failureThreshold | int }}
{{- end }}
