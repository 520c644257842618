{{/* Labels of every object. */}}
{{- define "namespace.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
{{- end }}

{{/* Quantities as strings: a large number would be printed with an exponent. */}}
{{- define "namespace.quantities" -}}
{{- range $name, $amount := . }}
{{ $name | quote }}: {{ if kindIs "string" $amount }}{{ $amount | quote }}{{ else }}{{ $amount | toJson | quote }}{{ end }}
{{- end }}
{{- end }}

{{/* Peers of a NetworkPolicy: every pod of each namespace. */}}
{{- define "namespace.peers" -}}
{{- range . }}
- namespaceSelector:
    matchLabels:
      kubernetes.io/metadata.name: {{ . | quote }}
{{- end }}
{{- end }}
