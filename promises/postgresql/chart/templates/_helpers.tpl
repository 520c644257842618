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
{{ .Values.image.repository }}:{{ .Values.image.tag | default (printf "%s-standard-trixie" .Values.version) }}
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

{{/* Folder of the archive below the destination. A new major version starts a new archive. */}}
{{- define "postgresql.serverName" -}}
{{ .Values.backup.archive | default (printf "%s.%s" .Release.Namespace .Release.Name) }}.pg{{ regexFind "^[0-9]+" .Values.version }}
{{- end }}

{{/* Object store at `destination` with the credentials in `secretName`, for the plugin. */}}
{{- define "postgresql.objectStore" -}}
{{- $settings := .root.Values.postgresql.backup -}}
{{- $isS3 := hasPrefix "s3://" .destination -}}
configuration:
  destinationPath: {{ .destination | quote }}
  {{- if $isS3 }}
  {{- with $settings.endpointURL }}
  endpointURL: {{ . | quote }}
  {{- end }}
  {{- with $settings.endpointCASecret }}
  endpointCA:
    name: {{ . | quote }}
    key: ca.crt
  {{- end }}
  {{- end }}
  data:
    compression: gzip
    {{- if and $isS3 $settings.encryption }}
    encryption: {{ $settings.encryption | quote }}
    {{- end }}
  wal:
    compression: gzip
    {{- if and $isS3 $settings.encryption }}
    encryption: {{ $settings.encryption | quote }}
    {{- end }}
  {{- if $isS3 }}
  s3Credentials:
    {{- if .secretName }}
    accessKeyId:
      name: {{ .secretName | quote }}
      key: ACCESS_KEY_ID
    secretAccessKey:
      name: {{ .secretName | quote }}
      key: ACCESS_SECRET_KEY
    {{- else }}
    inheritFromIAMRole: true
    {{- end }}
  {{- else if hasPrefix "gs://" .destination }}
  googleCredentials:
    {{- if .secretName }}
    applicationCredentials:
      name: {{ .secretName | quote }}
      key: gcsCredentials
    {{- else }}
    gkeEnvironment: true
    {{- end }}
  {{- else }}
  azureCredentials:
    {{- if .secretName }}
    connectionString:
      name: {{ .secretName | quote }}
      key: AZURE_CONNECTION_STRING
    {{- else }}
    inheritFromAzureAD: true
    {{- end }}
  {{- end }}
instanceSidecarConfiguration:
  {{- if and $isS3 $settings.endpointURL }}
  # Stores that are not Amazon's refuse the checksums that its library adds otherwise.
  env:
    - name: AWS_REQUEST_CHECKSUM_CALCULATION
      value: when_required
    - name: AWS_RESPONSE_CHECKSUM_VALIDATION
      value: when_required
  {{- end }}
  resources:
    {{- toYaml $settings.resources | nindent 4 }}
{{- end }}

{{/* Name of the object of a database or role. No release has a dot in its name, and no database or role a dash. */}}
{{- define "postgresql.objectName" -}}
{{ index . 0 }}.{{ index . 1 | replace "_" "-" }}
{{- end }}

{{/* Databases with their objects. That of the application is created with the cluster, and never dropped. */}}
{{- define "postgresql.databases" -}}
{{- $databases := list -}}
{{- with .Values.postgresql -}}
{{- if .extensions -}}
{{- $databases = append $databases (dict "object" $.Release.Name "name" .database "extensions" .extensions "kept" true) -}}
{{- end -}}
{{- range .databases -}}
{{- $object := include "postgresql.objectName" (list $.Release.Name .name) -}}
{{- $databases = append $databases (merge (dict "object" $object "kept" false) .) -}}
{{- end -}}
{{- end -}}
{{- toYaml $databases -}}
{{- end }}
