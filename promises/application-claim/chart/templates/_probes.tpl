{{/*
Probes of the application. A probe without a check of its own is an HTTP request if healthCheck.http is true. Otherwise,
readiness is a connection to the port if it is a TCP port.
*/}}
{{- define "microservice.mainProbes" -}}
{{- $health := .Values.healthCheck -}}
{{- $port := $health.port | default (include "microservice.mainPort" .) -}}
{{- $defaults := dict -}}
{{- if and $port $health.http -}}
{{- $_ := set $defaults "liveness" (dict "http" (dict "path" $health.livenessPath)) -}}
{{- $_ := set $defaults "readiness" (dict "http" (dict "path" $health.readinessPath)) -}}
{{- else if $port -}}
{{- range .Values.ports -}}
{{- if and (has $port (list .name (int .port))) (eq (.protocol | default "TCP") "TCP") -}}
{{- $_ := set $defaults "readiness" (dict "tcp" dict) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if $health.enabled -}}
{{ include "microservice.probes" (dict "health" $health "defaults" $defaults "port" $port "ports" .Values.ports) }}
{{- end -}}
{{- end }}

{{/*
Probes of a container. The startup probe defaults to the check of the liveness probe. Arguments: {health: probes by kind,
defaults: checks by kind, port, ports}.
*/}}
{{- define "microservice.probes" -}}
{{- $checks := dict -}}
{{- range $kind := list "liveness" "readiness" "startup" -}}
{{- $probe := get $.health $kind | default dict -}}
{{- $check := get $.defaults $kind -}}
{{- if eq $kind "startup" -}}{{- $check = get $checks "liveness" -}}{{- end -}}
{{- range list "http" "tcp" "grpc" "exec" -}}
{{- if kindIs "map" (get $probe .) -}}{{- $check = dict . (get $probe .) -}}{{- end -}}
{{- end -}}
{{- if and $check (ne (get $probe "enabled" | toString) "false") -}}
{{- $_ := set $checks $kind $check -}}
{{- end -}}
{{- end -}}
{{- range $kind, $check := $checks }}
{{ $kind }}Probe:
  {{- include "microservice.check" (dict "check" $check "port" $.port "ports" $.ports) | nindent 2 }}
  {{- $timing := get $.health $kind | default dict -}}
  {{- if eq $kind "startup" -}}
  {{- $timing = merge dict $timing (dict "periodSeconds" 5 "failureThreshold" 60) -}}
  {{- end -}}
  {{- range list "initialDelaySeconds" "periodSeconds" "timeoutSeconds" "failureThreshold" -}}
  {{- if hasKey $timing . }}
  {{ . }}: {{ get $timing . | int }}
  {{- end -}}
  {{- end -}}
{{- end }}
{{- end }}

{{/* What a probe checks. Arguments: {check: one of http, tcp, grpc and exec, port: the default, ports}. */}}
{{- define "microservice.check" -}}
{{- $name := keys .check | first -}}
{{- $check := get .check $name -}}
{{- if eq $name "exec" -}}
exec:
  command:
    {{- toYaml $check.command | nindent 4 }}
{{- else -}}
{{- $port := required "a probe needs a port" ($check.port | default .port) -}}
{{- if eq $name "grpc" -}}
{{- range .ports -}}
{{- if eq .name (toString $port) -}}{{- $port = .port -}}{{- end -}}
{{- end -}}
grpc:
  port: {{ int $port }}
  {{- with $check.service }}
  service: {{ . | quote }}
  {{- end }}
{{- else -}}
{{ dict "http" "httpGet" "tcp" "tcpSocket" | dig $name "" }}:
  {{- if eq $name "http" }}
  path: {{ $check.path | quote }}
  {{- end }}
  port: {{ if kindIs "string" $port }}{{ $port | quote }}{{ else }}{{ int $port }}{{ end }}
{{- end -}}
{{- end -}}
{{- end }}
