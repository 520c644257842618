{{/* Labels of every object. */}}
{{- define "mongodb.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/version: {{ .Values.version | quote }}
app.kubernetes.io/component: database
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
{{- end }}

{{/* Annotation that keeps Argo CD from pruning or deleting a protected object. */}}
{{- define "mongodb.protection" -}}
{{- if .Values.protected -}}
argocd.argoproj.io/sync-options: "Prune=false,Delete=false"
{{- end -}}
{{- end }}

{{- define "mongodb.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Values.version }}
{{- end }}

{{/* Labels that the operator sets on each member, and never changes. */}}
{{- define "mongodb.selector" -}}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/component: mongod
app.kubernetes.io/replset: rs0
{{- end }}

{{/* Affinity of the platform; defaults to a different node for each member, if possible. */}}
{{- define "mongodb.affinity" -}}
{{- if .Values.affinity -}}
{{- toYaml .Values.affinity -}}
{{- else -}}
podAntiAffinity:
  preferredDuringSchedulingIgnoredDuringExecution:
    - weight: 100
      podAffinityTerm:
        topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels:
            {{- include "mongodb.selector" . | nindent 12 }}
{{- end -}}
{{- end }}

{{/*
Configuration of mongod: the settings by their dotted names as nested keys, because the operator reads only those. A client
of TLS verifies the server by its CA and needs no certificate: the only one that exists is the server's own.
*/}}
{{- define "mongodb.configuration" -}}
{{- $tls := dict "allowConnectionsWithoutCertificates" true -}}
{{- $configuration := dict "net" (dict "tls" $tls) -}}
{{- range $name, $value := .Values.mongodb.config -}}
{{- $keys := splitList "." $name -}}
{{- $node := $configuration -}}
{{- range initial $keys -}}
{{- if not (hasKey $node .) -}}{{- $_ := set $node . (dict) -}}{{- end -}}
{{- $node = get $node . -}}
{{- end -}}
{{- $_ := set $node (last $keys) $value -}}
{{- end -}}
{{- toYaml $configuration -}}
{{- end }}
