{{/* Labels of every object. */}}
{{- define "objectstorage.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/version: {{ .Values.version | quote }}
app.kubernetes.io/component: object-storage
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
{{- end }}

{{/*
Metadata of an object. Argo CD deletes the later waves first: the operator removes the finalizers of buckets, users and
policies only while their store exists. Arguments: {root, name, wave, labels}; labels are further ones.
*/}}
{{- define "objectstorage.metadata" -}}
name: {{ .name | quote }}
labels:
  {{- include "objectstorage.labels" .root | nindent 2 }}
  {{- with .labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- $annotations := dict -}}
{{- if .root.Values.protected -}}
{{- $_ := set $annotations "argocd.argoproj.io/sync-options" "Prune=false,Delete=false" -}}
{{- end -}}
{{- with .wave -}}
{{- $_ := set $annotations "argocd.argoproj.io/sync-wave" . -}}
{{- end }}
{{- with $annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "objectstorage.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Values.version }}
{{- end }}

{{/* Number of pods of a component, which is none of the volume servers. Arguments: {root, more}. */}}
{{- define "objectstorage.replicas" -}}
{{- ternary 1 .more (eq (int .root.Values.replicas) 1) -}}
{{- end }}

{{/* Labels of the pods, which the operator sets and never changes. */}}
{{- define "objectstorage.selector" -}}
app.kubernetes.io/name: seaweedfs
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/managed-by: seaweedfs-operator
{{- end }}

{{/* Replication type of SeaweedFS. */}}
{{- define "objectstorage.replication" -}}
{{- .Values.objectstorage.replication | default (ternary "000" "001" (eq (int .Values.replicas) 1)) -}}
{{- end }}

{{/*
Size limit in MiB of a volume of SeaweedFS, a file with many objects. Each bucket has its own volumes, and SeaweedFS makes
as many as fit on the disk: a hundredth of the disk leaves room for many buckets.
*/}}
{{- define "objectstorage.volumeSizeLimit" -}}
{{- $size := .Values.persistence.size -}}
{{- $bytes := dict "M" 1e6 "G" 1e9 "T" 1e12 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 -}}
{{- $mebibytes := divf (mulf (regexFind "^[0-9.]+" $size | float64) (get $bytes (regexFind "[A-Za-z]+$" $size))) 1048576 -}}
{{- max 64 (min 30000 (divf $mebibytes 100 | int64)) -}}
{{- end }}

{{/* Identity of the administrator, and end of the name of its objects. No user can have it. */}}
{{- define "objectstorage.administrator" -}}
root
{{- end }}

{{/* Name of the Secret with the keys of the administrator. */}}
{{- define "objectstorage.secretName" -}}
{{- .Values.credentials.secretName | default (printf "%s.%s" .Release.Name (include "objectstorage.administrator" .)) -}}
{{- end }}

{{/*
Fields of every component: resources, security, and nodes. The operator supports no topologySpreadConstraints.
Arguments: {root, component, resources}.
*/}}
{{- define "objectstorage.component" -}}
{{- with .resources.requests }}
requests:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .resources.limits }}
limits:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.objectstorage.podSecurityContext }}
podSecurityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.objectstorage.securityContext }}
containerSecurityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if .root.Values.monitoring.enabled }}
metricsPort: 9327
{{- end }}
affinity:
  {{- if .root.Values.affinity }}
  {{- toYaml .root.Values.affinity | nindent 2 }}
  {{- else }}
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      {{- range $key, $weight := dict "kubernetes.io/hostname" 100 "topology.kubernetes.io/zone" 50 }}
      - weight: {{ $weight }}
        podAffinityTerm:
          topologyKey: {{ $key }}
          labelSelector:
            matchLabels:
              {{- include "objectstorage.selector" $.root | nindent 14 }}
              app.kubernetes.io/component: {{ $.component }}
      {{- end }}
  {{- end }}
{{- end }}

{{/* Reference to the store. */}}
{{- define "objectstorage.reference" -}}
name: {{ .Release.Name | quote }}
{{- end }}
