{{/* Labels of every object. */}}
{{- define "kafka.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/version: {{ .Values.version | quote }}
app.kubernetes.io/component: broker
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
{{- end }}

{{/* Annotation that keeps Argo CD from pruning or deleting a protected object. */}}
{{- define "kafka.protection" -}}
{{- if .Values.protected -}}
argocd.argoproj.io/sync-options: "Prune=false,Delete=false"
{{- end -}}
{{- end }}

{{/* Affinity of the platform; defaults to a different node for each pod, if possible. Includes nodeSelector, because
     Strimzi's pods have no node selector. */}}
{{- define "kafka.affinity" -}}
{{- $affinity := .Values.affinity | default dict | deepCopy -}}
{{- if and (not $affinity) (gt (int .Values.replicas) 1) -}}
{{- $term := dict "topologyKey" "kubernetes.io/hostname" "labelSelector" (dict "matchLabels" (dict "strimzi.io/cluster" .Release.Name "strimzi.io/kind" "Kafka")) -}}
{{- $_ := set $affinity "podAntiAffinity" (dict "preferredDuringSchedulingIgnoredDuringExecution" (list (dict "weight" 100 "podAffinityTerm" $term))) -}}
{{- end -}}
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

{{/* Broker settings. Replication settings default to values that fit the number of brokers. */}}
{{- define "kafka.config" -}}
{{- $brokers := int .Values.replicas -}}
{{- $factor := min $brokers 3 -}}
{{- $inSync := max 1 (sub $factor 1) -}}
{{- $defaults := dict "default.replication.factor" $factor "offsets.topic.replication.factor" $factor "transaction.state.log.replication.factor" $factor "min.insync.replicas" $inSync "transaction.state.log.min.isr" $inSync -}}
{{- $config := merge (deepCopy .Values.kafka.config) $defaults -}}
{{- range $name := keys $defaults | sortAlpha -}}
{{- if gt (get $config $name | int) $brokers -}}
{{- fail (printf "kafka.config: %s (%d) exceeds the number of brokers (%d)" $name (get $config $name | int) $brokers) -}}
{{- end -}}
{{- end -}}
{{- toYaml $config -}}
{{- end }}
