{{/* Labels of every object. */}}
{{- define "postgresql.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/version: {{ .Values.version | quote }}
app.kubernetes.io/component: database
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
{{- end }}

{{/* Annotation that keeps Argo CD from pruning or deleting a protected object. */}}
{{- define "postgresql.protection" -}}
{{- if .Values.protected -}}
argocd.argoproj.io/sync-options: "Prune=false,Delete=false"
{{- end -}}
{{- end }}

{{- define "postgresql.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default (printf "%s-system-trixie" .Values.version) }}
{{- end }}

{{/* Memory of one instance in MiB: its request, otherwise its limit, otherwise 0. */}}
{{- define "postgresql.memory" -}}
{{- $resources := .Values.resources | default dict -}}
{{- $quantity := dig "requests" "memory" (dig "limits" "memory" "0" $resources) $resources | include "postgresql.setting" -}}
{{- $bytes := dict "" 1 "m" 0.001 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "P" 1e15 "Ki" 1024 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 "Pi" 1125899906842624 -}}
{{- divf (mulf (regexFind "^[0-9.]+" $quantity | float64) (get $bytes (regexFind "[A-Za-z]*$" $quantity))) 1048576 | floor | int64 -}}
{{- end }}

{{/* Setting shared_buffers. Defaults to a quarter of the memory, which CloudNativePG compares with the request. */}}
{{- define "postgresql.sharedBuffers" -}}
{{- $memory := include "postgresql.memory" . | int64 -}}
{{- .Values.postgresql.parameters.shared_buffers | default (printf "%dMB" (ternary (max 16 (div $memory 4)) 128 (gt $memory 0))) -}}
{{- end }}

{{/* Setting as a string: numbers without an exponent. */}}
{{- define "postgresql.setting" -}}
{{- if kindIs "string" . -}}{{ . }}{{- else -}}{{ toJson . }}{{- end -}}
{{- end }}
