{{/* Labels of every object but the engine's. */}}
{{- define "redis.labels" -}}
{{- $labels := include "redis.stableLabels" . | fromYaml -}}
{{- $_ := set $labels "helm.sh/chart" (printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_") -}}
{{- $_ := set $labels "app.kubernetes.io/version" .Values.version -}}
{{- merge $labels (.Values.podLabels | default dict) | toYaml -}}
{{- end }}

{{/*
Labels of the engine's object. They never change: the operator copies them to the pods and into the selectors of its
Services and of the StatefulSet of Sentinel.
*/}}
{{- define "redis.stableLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/component: cache
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
{{- end }}

{{/* Metadata of an object with the name of the context. Arguments: {root, name, labels}; labels are further ones. */}}
{{- define "redis.objectMetadata" -}}
name: {{ .name | quote }}
labels:
  {{- include "redis.labels" .root | nindent 2 }}
  {{- with .labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with include "redis.protection" .root }}
annotations:
  {{- . | nindent 2 }}
{{- end }}
{{- end }}

{{/* Annotation that keeps Argo CD from pruning or deleting a protected object. */}}
{{- define "redis.protection" -}}
{{- if .Values.protected -}}
argocd.argoproj.io/sync-options: "Prune=false,Delete=false"
{{- end -}}
{{- end }}

{{/* Image of the engine or of Sentinel, whose tag defaults to the version. Arguments: {root, image}. */}}
{{- define "redis.image" -}}
{{ .image.repository }}:{{ .image.tag | default (printf "v%s" .root.Values.version) }}
{{- end }}

{{/* Values of the operator's label app on the pods with data. */}}
{{- define "redis.apps" -}}
{{- if eq .Values.mode "cluster" -}}
{{- list (printf "%s-leader" .Release.Name) (printf "%s-follower" .Release.Name) | toJson -}}
{{- else -}}
{{- list .Release.Name | toJson -}}
{{- end -}}
{{- end }}

{{/* Value of the operator's label app on the pods of Sentinel. */}}
{{- define "redis.sentinelApps" -}}
{{- list (printf "%s-s" .Release.Name) | toJson -}}
{{- end }}

{{/* Selector of pods by the operator's labels, which never change. Arguments: {apps, setup}. */}}
{{- define "redis.selector" -}}
matchExpressions:
  - key: app
    operator: In
    values: {{ .apps }}
  - key: redis_setup_type
    operator: In
    values: [{{ .setup | quote }}]
{{- end }}

{{/*
Nodes of the pods: spread over nodes and zones, as far as possible. The affinity of the platform replaces the first.
Leaders and followers of a cluster are spread together. Arguments: {root, apps, setup}.
*/}}
{{- define "redis.scheduling" -}}
{{- if .root.Values.affinity }}
affinity:
  {{- toYaml .root.Values.affinity | nindent 2 }}
{{- else if ne .root.Values.mode "standalone" }}
affinity:
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            {{- include "redis.selector" . | nindent 12 }}
{{- end }}
{{- if ne .root.Values.mode "standalone" }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: topology.kubernetes.io/zone
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      {{- include "redis.selector" . | nindent 6 }}
{{- end }}
{{- with .root.Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.redis.securityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* Scheduling, security and configuration of the pods with data. */}}
{{- define "redis.placement" -}}
{{- include "redis.scheduling" (dict "root" . "apps" (include "redis.apps" .) "setup" .Values.mode) | trim }}
redisConfig:
  additionalRedisConfig: {{ .Release.Name }}-redis-config
{{- end }}

{{/*
Metadata of the engine's object. The operator copies its annotations to the pods. With the first two, it replaces the
StatefulSet and keeps its pods if the size of the volume grows: otherwise, a new replica gets a volume of the old size.
*/}}
{{- define "redis.metadata" -}}
name: {{ .Release.Name | quote }}
labels:
  {{- include "redis.stableLabels" . | nindent 2 }}
{{- $annotations := dict "redis.opstreelabs.in/recreate-statefulset" "true" "redis.opstreelabs.in/recreate-statefulset-strategy" "orphan" }}
{{- if and (eq .Values.mode "cluster") .Values.highAvailability.podDisruptionBudget }}
{{- $_ := set $annotations "redisclusters.redis.redis.opstreelabs.in/role-anti-affinity" "true" }}
{{- end }}
annotations:
  {{- merge (include "redis.protection" . | fromYaml) $annotations (.Values.podAnnotations | default dict) | toYaml | nindent 2 }}
{{- end }}

{{/* Sentinel, which replaces a failed primary. It monitors the group mymaster. */}}
{{- define "redis.sentinel" -}}
sentinel:
  size: 3
  image: {{ include "redis.image" (dict "root" . "image" .Values.redis.sentinel.image) | quote }}
  imagePullPolicy: IfNotPresent
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ . | quote }}
    {{- end }}
  {{- end }}
  {{- with .Values.redis.sentinel.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.redis.podSecurityContext }}
  podSecurityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- include "redis.scheduling" (dict "root" . "apps" (include "redis.sentinelApps" .) "setup" "sentinel") | trim | nindent 2 }}
{{- end }}

{{/* Content of the additional configuration file: the memory bound and the settings of the values. */}}
{{- define "redis.config" -}}
{{- with include "redis.maxmemory" . }}
maxmemory {{ . }}
{{- end }}
maxmemory-policy {{ .Values.redis.maxmemoryPolicy }}
{{- range $name, $value := .Values.redis.config }}
{{ $name }} {{ include "redis.setting" $value }}
{{- end }}
{{- end }}

{{/*
Setting maxmemory in bytes: 70 % of the memory limit, or of the request without a limit. With persistence 60 %: while
Redis rewrites its files, it copies the memory that changes. Empty without both.
*/}}
{{- define "redis.maxmemory" -}}
{{- $resources := .Values.resources | default dict -}}
{{- $quantity := dig "limits" "memory" (dig "requests" "memory" "" $resources) $resources | include "redis.setting" -}}
{{- with $quantity -}}
{{- $bytes := dict "" 1 "m" 0.001 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "P" 1e15 "Ki" 1024 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 "Pi" 1125899906842624 -}}
{{- mulf (regexFind "^[0-9.]+" . | float64) (get $bytes (regexFind "[A-Za-z]*$" .)) (ternary 0.6 0.7 $.Values.persistence.enabled) | floor | int64 -}}
{{- end -}}
{{- end }}

{{/* Fields of all three kinds. */}}
{{- define "redis.common" -}}
kubernetesConfig:
  image: {{ include "redis.image" (dict "root" . "image" .Values.image) | quote }}
  imagePullPolicy: IfNotPresent
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ . | quote }}
    {{- end }}
  {{- end }}
  # Annotations of the engine's object only.
  ignoreAnnotations:
    - argocd.argoproj.io/sync-options
    - argocd.argoproj.io/tracking-id
    - redis.opstreelabs.in/recreate-statefulset
    - redis.opstreelabs.in/recreate-statefulset-strategy
  {{- if and .Values.resources (ne .Values.mode "cluster") }}
  resources:
    {{- toYaml .Values.resources | nindent 4 }}
  {{- end }}
  redisSecret:
    name: {{ .Values.credentials.secretName | quote }}
    key: password
# Restarts the pods if the configuration changes. An annotation would also change the volume claims of the StatefulSet.
env:
  - name: CONFIG_CHECKSUM
    value: {{ include "redis.config" . | sha256sum | quote }}
{{- with .Values.redis.podSecurityContext }}
podSecurityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
# Disabled. The operator's own init container uses its security context.
initContainer:
  enabled: false
  image: {{ include "redis.image" (dict "root" . "image" .Values.image) | quote }}
  {{- with .Values.redis.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- if .Values.monitoring.enabled }}
redisExporter:
  enabled: true
  {{- with .Values.redis.exporter }}
  image: {{ printf "%s:%s" .image.repository .image.tag | quote }}
  imagePullPolicy: IfNotPresent
  {{- with .resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- end }}
  {{- with .Values.redis.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
{{- end }}

{{/* Volume, if persistence is enabled. */}}
{{- define "redis.storage" -}}
{{- if .Values.persistence.enabled }}
storage:
  keepAfterDelete: {{ .Values.protected }}
  volumeClaimTemplate:
    {{- include "redis.claim" (dict "persistence" .Values.persistence "size" .Values.persistence.size) | nindent 4 }}
  {{- if eq .Values.mode "cluster" }}
  nodeConfVolume: true
  nodeConfVolumeClaimTemplate:
    {{- include "redis.claim" (dict "persistence" .Values.persistence "size" "1Gi") | nindent 4 }}
  {{- end }}
{{- end }}
{{- end }}

{{/* Volume claim. Arguments: {persistence, size}. */}}
{{- define "redis.claim" -}}
spec:
  accessModes:
    {{- toYaml .persistence.accessModes | nindent 4 }}
  {{- with .persistence.storageClass }}
  storageClassName: {{ . | quote }}
  {{- end }}
  resources:
    requests:
      storage: {{ .size | quote }}
{{- end }}

{{/* Setting as a string: numbers without an exponent, booleans as yes and no. */}}
{{- define "redis.setting" -}}
{{- if kindIs "string" . -}}{{ . }}{{- else if kindIs "bool" . -}}{{ ternary "yes" "no" . }}{{- else -}}{{ toJson . }}{{- end -}}
{{- end }}
