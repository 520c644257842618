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

{{/* Image of the backup agent. */}}
{{- define "mongodb.backupImage" -}}
{{ .Values.mongodb.backup.image.repository }}:{{ .Values.mongodb.backup.image.tag }}
{{- end }}

{{/* Folder of the archive below the destination. A new series starts a new archive: MongoDB restores only backups of its own. */}}
{{- define "mongodb.serverName" -}}
{{ .Values.backup.archive | default (printf "%s.%s" .Release.Namespace .Release.Name) }}.mongodb{{ regexFind "^[0-9]+[.][0-9]+" .Values.version }}
{{- end }}

{{/* Number of values of a cron field between `first` and `last`: a list of values, ranges and steps, also of names. */}}
{{- define "mongodb.cronValues" -}}
{{- $field := .field -}}
{{- range $index, $name := .names | default list -}}
{{- $field = replace $name (toString (add $.first $index)) $field -}}
{{- end -}}
{{- $values := dict -}}
{{- range splitList "," $field -}}
{{- $parts := splitList "/" . -}}
{{- $bounds := splitList "-" (first $parts) -}}
{{- $from := ternary $.first (first $bounds | atoi) (eq (first $parts) "*") | int -}}
{{- $isOpen := or (eq (first $parts) "*") (and (eq (len $bounds) 1) (eq (len $parts) 2)) -}}
{{- $to := ternary $.last (last $bounds | atoi) $isOpen | int -}}
{{- range untilStep $from (add1 $to | int) (ternary (last $parts | atoi) 1 (eq (len $parts) 2)) -}}
{{- $_ := set $values (toString .) true -}}
{{- end -}}
{{- end -}}
{{- len $values -}}
{{- end }}

{{/* Number of backups that the schedule makes within the retention, or a few more: the operator counts them. */}}
{{- define "mongodb.keptBackups" -}}
{{- $cron := splitList " " .Values.backup.schedule -}}
{{- $unit := dict "d" 1 "w" 7 "m" 31 -}}
{{- $days := mul (regexFind "^[0-9]+" .Values.backup.retention | atoi) (get $unit (regexFind "[dwm]$" .Values.backup.retention)) -}}
{{- $perDay := mul (include "mongodb.cronValues" (dict "field" (index $cron 0) "first" 0 "last" 59) | atoi) (include "mongodb.cronValues" (dict "field" (index $cron 1) "first" 0 "last" 23) | atoi) -}}
{{- $weekdays := include "mongodb.cronValues" (dict "field" (index $cron 4) "first" 0 "last" 6 "names" (list "SUN" "MON" "TUE" "WED" "THU" "FRI" "SAT")) | atoi -}}
{{- $monthDays := include "mongodb.cronValues" (dict "field" (index $cron 2) "first" 1 "last" 31) | atoi -}}
{{- /* Days of the month and of the week add up if both are limited. The shortest month has 28 days. */ -}}
{{- if and (lt $monthDays 31) (lt $weekdays 7) -}}
{{- mul $days $perDay -}}
{{- else -}}
{{- $runs := mul $days $perDay (ternary $weekdays $monthDays (lt $weekdays 7)) -}}
{{- $among := ternary 7 (ternary 28 31 (lt $monthDays 31)) (lt $weekdays 7) -}}
{{- max 1 (div (add $runs (sub $among 1)) $among) -}}
{{- end -}}
{{- end }}

{{/* Backups: one store, which is also that of the operations log. */}}
{{- define "mongodb.backup" -}}
{{- $settings := .Values.mongodb.backup -}}
{{- $path := trimPrefix "s3://" .Values.backup.destination | trimSuffix "/" | splitList "/" -}}
enabled: true
image: {{ include "mongodb.backupImage" . | quote }}
{{- with .Values.mongodb.securityContext }}
containerSecurityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
resources:
  {{- toYaml $settings.resources | nindent 2 }}
storages:
  archive:
    main: true
    type: s3
    s3:
      bucket: {{ first $path | quote }}
      prefix: {{ append (rest $path) (include "mongodb.serverName" .) | join "/" | quote }}
      region: {{ $settings.region | quote }}
      {{- with $settings.endpointURL }}
      endpointUrl: {{ . | quote }}
      {{- end }}
      credentialsSecret: {{ .Values.backup.secretName | quote }}
pitr:
  enabled: {{ $settings.pointInTimeRecovery }}
tasks:
  - name: scheduled
    enabled: true
    schedule: {{ .Values.backup.schedule | quote }}
    storageName: archive
    type: logical
    compressionType: gzip
    retention:
      type: count
      count: {{ include "mongodb.keptBackups" . }}
      deleteFromStorage: {{ $settings.deleteFromStore }}
{{- end }}
