{{/* Labels of every object. */}}
{{- define "redis.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/version: {{ .Values.version | quote }}
app.kubernetes.io/component: cache
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
{{- end }}

{{/* Annotation that keeps Argo CD from pruning or deleting a protected object. */}}
{{- define "redis.protection" -}}
{{- if .Values.protected -}}
argocd.argoproj.io/sync-options: "Prune=false,Delete=false"
{{- end -}}
{{- end }}

{{- define "redis.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default (printf "v%s" .Values.version) }}
{{- end }}

{{/* Affinity of the platform; defaults to a different node for each pod with the same label app, if possible. Arguments: {root, app}. */}}
{{- define "redis.affinity" -}}
{{- if .root.Values.affinity -}}
{{- toYaml .root.Values.affinity -}}
{{- else if gt (int .root.Values.replicas) 1 -}}
podAntiAffinity:
  preferredDuringSchedulingIgnoredDuringExecution:
    - weight: 100
      podAffinityTerm:
        topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels:
            app: {{ .app | quote }}
{{- end -}}
{{- end }}

{{/* Metadata of the engine's object. The operator copies its labels and annotations to the pods. */}}
{{- define "redis.metadata" -}}
name: {{ .Release.Name | quote }}
labels:
  {{- merge (include "redis.labels" . | fromYaml) (.Values.podLabels | default dict) | toYaml | nindent 2 }}
{{- $annotations := merge (include "redis.protection" . | fromYaml) (.Values.podAnnotations | default dict) }}
{{- with .Values.redis.config }}
{{- $_ := set $annotations "infraforge.io/config-checksum" (toJson . | sha256sum) }}
{{- end }}
{{- with $annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* Scheduling and security of the pods of one role. Arguments: {root, app}. */}}
{{- define "redis.placement" -}}
{{- with include "redis.affinity" . }}
affinity:
  {{- . | nindent 2 }}
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
{{- if .root.Values.redis.config }}
redisConfig:
  additionalRedisConfig: {{ .root.Release.Name }}-redis-config
{{- end }}
{{- end }}

{{/* PodDisruptionBudget of the pods of one role. */}}
{{- define "redis.pdb" -}}
{{- if and .Values.highAvailability.podDisruptionBudget (gt (int .Values.replicas) 1) }}
pdb:
  enabled: true
  maxUnavailable: 1
{{- end }}
{{- end }}

{{/* Fields of all three kinds. */}}
{{- define "redis.common" -}}
kubernetesConfig:
  image: {{ include "redis.image" . | quote }}
  imagePullPolicy: IfNotPresent
  # Annotations of the engine's object only.
  ignoreAnnotations:
    - argocd.argoproj.io/sync-options
    - argocd.argoproj.io/tracking-id
  {{- if and .Values.resources (ne .Values.mode "cluster") }}
  resources:
    {{- toYaml .Values.resources | nindent 4 }}
  {{- end }}
  {{- with .Values.credentials.secretName }}
  redisSecret:
    name: {{ . | quote }}
    key: password
  {{- end }}
{{- with .Values.redis.podSecurityContext }}
podSecurityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
# Disabled. The operator's own init container uses its security context.
initContainer:
  enabled: false
  image: {{ include "redis.image" . | quote }}
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

{{/* Values of the operator's label app on the pods of the release. */}}
{{- define "redis.apps" -}}
{{- if eq .Values.mode "cluster" -}}
{{- list (printf "%s-leader" .Release.Name) (printf "%s-follower" .Release.Name) | toJson -}}
{{- else -}}
{{- list .Release.Name | toJson -}}
{{- end -}}
{{- end }}

{{/* Setting as a string: numbers without an exponent, booleans as yes and no. */}}
{{- define "redis.setting" -}}
{{- if kindIs "string" . -}}{{ . }}{{- else if kindIs "bool" . -}}{{ ternary "yes" "no" . }}{{- else -}}{{ toJson . }}{{- end -}}
{{- end }}
