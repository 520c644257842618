{{/* Labels of every object. */}}
{{- define "kafka.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "kafka.fixedLabels" . }}
app.kubernetes.io/version: {{ .Values.version | quote }}
{{- end }}

{{/* Labels of the custom resources. Strimzi copies labels onto the pods, and a changed label restarts each broker: no
     chart version, so that a new chart alone restarts nothing. */}}
{{- define "kafka.fixedLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/component: broker
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
{{- end }}

{{/* Annotations that keep Argo CD from pruning or deleting a protected object. */}}
{{- define "kafka.protection" -}}
{{- if .Values.protected -}}
annotations:
  argocd.argoproj.io/sync-options: "Prune=false,Delete=false"
{{- end -}}
{{- end }}

{{/* Number of pods that are brokers or controllers. */}}
{{- define "kafka.nodes" -}}
{{- $brokers := int .Values.replicas -}}
{{- ternary 1 (add $brokers 3) (eq $brokers 1) -}}
{{- end }}

{{/* Affinity of the platform. Includes nodeSelector, because Strimzi's pods have no node selector. */}}
{{- define "kafka.affinity" -}}
{{- $affinity := .Values.affinity | default dict | deepCopy -}}
{{- if .Values.nodeSelector -}}
{{- if $affinity.nodeAffinity -}}
{{- fail "nodeSelector and affinity.nodeAffinity cannot both be set: Strimzi's pods have no node selector" -}}
{{- end -}}
{{- $expressions := list -}}
{{- range $key, $value := .Values.nodeSelector -}}
{{- $expressions = append $expressions (dict "key" $key "operator" "In" "values" (list $value)) -}}
{{- end -}}
{{- $_ := set $affinity "nodeAffinity" (dict "requiredDuringSchedulingIgnoredDuringExecution" (dict "nodeSelectorTerms" (list (dict "matchExpressions" $expressions)))) -}}
{{- end -}}
{{- with $affinity -}}
{{- toYaml . -}}
{{- end -}}
{{- end }}

{{/* Affinity of brokers and controllers: that of the platform; defaults to a different node for each pod, if possible. */}}
{{- define "kafka.nodeAffinity" -}}
{{- $affinity := include "kafka.affinity" . | fromYaml -}}
{{- if and (not .Values.affinity) (gt (int .Values.replicas) 1) -}}
{{- $term := dict "topologyKey" "kubernetes.io/hostname" "labelSelector" (dict "matchLabels" (dict "strimzi.io/cluster" .Release.Name "strimzi.io/kind" "Kafka")) -}}
{{- $_ := set $affinity "podAntiAffinity" (dict "preferredDuringSchedulingIgnoredDuringExecution" (list (dict "weight" 100 "podAffinityTerm" $term))) -}}
{{- end -}}
{{- with $affinity -}}
{{- toYaml . -}}
{{- end -}}
{{- end }}

{{/* Labels and annotations of the pods. */}}
{{- define "kafka.podMetadata" -}}
{{- $metadata := dict -}}
{{- with .Values.podLabels -}}
{{- $_ := set $metadata "labels" . -}}
{{- end -}}
{{- with .Values.podAnnotations -}}
{{- $_ := set $metadata "annotations" . -}}
{{- end -}}
{{- with $metadata -}}
{{- toYaml . -}}
{{- end -}}
{{- end }}

{{/*
Metadata version: that of the series before, so that this one can go back. Strimzi raises it by itself otherwise, and it
never goes down. The first supported series has its own.
*/}}
{{- define "kafka.metadataVersion" -}}
{{- $series := regexFind "^[0-9]+[.][0-9]+" .Values.version -}}
{{- get (dict "4.2" "4.2-IV1" "4.3" "4.2-IV1") $series | required (printf "Kafka %s has no metadata version in this chart" .Values.version) -}}
{{- end }}

{{/* Storage of a pool: a list with one volume, which Strimzi can extend. Takes the values, and the size. */}}
{{- define "kafka.storage" -}}
type: jbod
volumes:
  - id: 0
    {{- if .Values.persistence.enabled }}
    type: persistent-claim
    size: {{ .size | quote }}
    {{- with .Values.persistence.storageClass }}
    class: {{ . | quote }}
    {{- end }}
    deleteClaim: {{ not .Values.protected }}
    {{- else }}
    type: ephemeral
    sizeLimit: {{ .size | quote }}
    {{- end }}
    kraftMetadata: shared
{{- end }}

{{/* Broker settings. Replication settings default to values that fit the number of brokers. */}}
{{- define "kafka.config" -}}
{{- $factor := min (int .Values.replicas) 3 -}}
{{- $inSync := max 1 (sub $factor 1) -}}
{{- $defaults := dict "min.insync.replicas" $inSync -}}
{{- range list "default" "offsets.topic" "transaction.state.log" "share.coordinator.state.topic" -}}
{{- $_ := set $defaults (printf "%s.replication.factor" .) $factor -}}
{{- end -}}
{{- range list "transaction.state.log" "share.coordinator.state.topic" -}}
{{- $_ := set $defaults (printf "%s.min.isr" .) $inSync -}}
{{- end -}}
{{- merge (deepCopy .Values.kafka.config) $defaults | toYaml -}}
{{- end }}

{{/* Metadata name of a topic's object. A topic may have names that Kubernetes does not allow. Takes release and topic. */}}
{{- define "kafka.topicObjectName" -}}
{{- if regexMatch "^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$" .topic -}}
{{- printf "%s.%s" .release .topic -}}
{{- else -}}
{{- $readable := regexReplaceAll "[^a-z0-9]+" (lower .topic) "-" | trimAll "-" -}}
{{- printf "%s.%s-%s" .release $readable (sha256sum .topic | trunc 8) -}}
{{- end -}}
{{- end }}

{{/* Settings of a topic. Takes the root, and the topic. */}}
{{- define "kafka.topicConfig" -}}
{{- $config := dict -}}
{{- with .topic.retention -}}
{{- if eq . "forever" -}}
{{- $_ := set $config "retention.ms" -1 -}}
{{- else -}}
{{- $unit := get (dict "m" 60000 "h" 3600000 "d" 86400000) (substr (sub (len .) 1 | int) (len .) .) -}}
{{- $_ := set $config "retention.ms" (mul (substr 0 (sub (len .) 1 | int) . | int64) $unit) -}}
{{- end -}}
{{- end -}}
{{- with .topic.replicas -}}
{{- /* With fewer copies than the in-sync minimum of the brokers, no client could write. */ -}}
{{- $inSync := get (include "kafka.config" $.root | fromYaml) "min.insync.replicas" | int -}}
{{- $isOwn := hasKey $.root.Values.kafka.config "min.insync.replicas" -}}
{{- if or (lt (int .) $inSync) (and (eq (int .) $inSync) (not $isOwn)) -}}
{{- $_ := set $config "min.insync.replicas" (max 1 (sub (int .) 1)) -}}
{{- end -}}
{{- end -}}
{{- with merge (deepCopy (.topic.config | default dict)) $config -}}
{{- toYaml . -}}
{{- end -}}
{{- end }}
