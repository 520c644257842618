{{/* Labels that never change: the selector of the pods. */}}
{{- define "vault.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/component: vault
{{- end }}

{{/* Labels of every object. */}}
{{- define "vault.labels" -}}
{{- $labels := include "vault.selector" . | fromYaml -}}
{{- $_ := set $labels "helm.sh/chart" (printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_") -}}
{{- $_ := set $labels "app.kubernetes.io/version" .Values.version -}}
{{- $_ := set $labels "app.kubernetes.io/managed-by" .Release.Service -}}
{{- merge $labels (.Values.podLabels | default dict) | toYaml -}}
{{- end }}

{{/* Metadata of an object. Arguments: {root, name, labels}; labels are further ones. */}}
{{- define "vault.metadata" -}}
name: {{ .name | quote }}
labels:
  {{- include "vault.labels" .root | nindent 2 }}
  {{- with .labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with include "vault.protection" .root }}
annotations:
  {{- . | nindent 2 }}
{{- end }}
{{- end }}

{{/* Annotation that keeps Argo CD from pruning or deleting a protected object. */}}
{{- define "vault.protection" -}}
{{- if .Values.protected -}}
argocd.argoproj.io/sync-options: "Prune=false,Delete=false"
{{- end -}}
{{- end }}

{{- define "vault.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Values.version }}
{{- end }}

{{/* Scheme of the port. */}}
{{- define "vault.scheme" -}}
{{ ternary "https" "http" (ne .Values.vault.tls.secretName "") }}
{{- end }}

{{/* Host of the Service: the name that the certificate must have, and the default audience. */}}
{{- define "vault.host" -}}
{{ .Release.Name }}.{{ .Release.Namespace }}.svc
{{- end }}

{{/* Volume claim of a node, which never changes but in its size. Arguments: {root, size}. */}}
{{- define "vault.claim" -}}
accessModes:
  {{- toYaml .root.Values.persistence.accessModes | nindent 2 }}
{{- with .root.Values.persistence.storageClass }}
storageClassName: {{ . | quote }}
{{- end }}
volumeMode: Filesystem
resources:
  requests:
    storage: {{ .size | quote }}
{{- end }}

{{/* Memory in bytes before which the Go runtime frees memory: 90 % of the limit, or of the request without a limit. */}}
{{- define "vault.memory" -}}
{{- $resources := .Values.resources | default dict -}}
{{- $quantity := dig "limits" "memory" (dig "requests" "memory" "" $resources) $resources | toString -}}
{{- with $quantity -}}
{{- $bytes := dict "" 1 "m" 0.001 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "P" 1e15 "Ki" 1024 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 "Pi" 1125899906842624 -}}
{{- mulf (regexFind "^[0-9.]+" . | float64) (get $bytes (regexFind "[A-Za-z]*$" .)) 0.9 | floor | int64 -}}
{{- end -}}
{{- end }}

{{/* Configuration of every node. */}}
{{- define "vault.server" -}}
{{- $listener := dict "address" "[::]:8200" "cluster_address" "[::]:8201" -}}
{{- if .Values.vault.tls.secretName -}}
{{- $_ := set $listener "tls_cert_file" "/openbao/tls/tls.crt" -}}
{{- $_ := set $listener "tls_key_file" "/openbao/tls/tls.key" -}}
{{- else -}}
{{- $_ := set $listener "tls_disable" true -}}
{{- end -}}
{{- $server := dict "ui" .Values.vault.ui "log_format" "json" -}}
{{- $_ := set $server "listener" (list (dict "tcp" $listener)) -}}
{{- $_ := set $server "seal" (list (dict "static" (dict "current_key_id" "1" "current_key" "env://SEAL_KEY"))) -}}
{{- $stdout := dict "description" "Audit log of the container" "options" (dict "file_path" "stdout") -}}
{{- $_ := set $server "audit" (list (dict "file" (dict "stdout" $stdout))) -}}
{{- if .Values.monitoring.enabled -}}
{{- $_ := set $listener "telemetry" (dict "unauthenticated_metrics_access" true) -}}
{{- $_ := set $server "telemetry" (dict "prometheus_retention_time" "60s" "disable_hostname" true) -}}
{{- end -}}
{{- toPrettyJson $server -}}
{{- end }}

{{/*
Storage of a node that joins. The list has every possible node, so that it does not change with the number of nodes.
*/}}
{{- define "vault.member" -}}
{{- $join := list -}}
{{- range $ordinal := until 5 -}}
{{- $address := printf "%s://%s-%d.%s-internal.%s.svc:8200" (include "vault.scheme" $) $.Release.Name $ordinal $.Release.Name $.Release.Namespace -}}
{{- $leader := dict "leader_api_addr" $address -}}
{{- if $.Values.vault.tls.secretName -}}
{{- $_ := set $leader "leader_ca_cert_file" "/openbao/tls/ca.crt" -}}
{{- end -}}
{{- $join = append $join $leader -}}
{{- end -}}
{{- dict "storage" (dict "raft" (dict "path" "/openbao/data" "retry_join" $join)) | toPrettyJson -}}
{{- end }}

{{/* Storage of the first node, and the requests of the self-initialization. */}}
{{- define "vault.first" -}}
{{- $requests := list -}}
{{- range $index, $request := include "vault.requests" . | fromJsonArray -}}
{{- $requests = append $requests (dict (printf "request-%d" $index) (set $request "operation" "update")) -}}
{{- end -}}
{{- $initialize := list (dict "release" (dict "request" $requests)) -}}
{{- dict "storage" (dict "raft" (dict "path" "/openbao/data")) "initialize" $initialize | toPrettyJson -}}
{{- end }}

{{/* Requests of the self-initialization: [{path, data}]. */}}
{{- define "vault.requests" -}}
{{- $vault := .Values.vault -}}
{{- $audience := include "vault.audience" . -}}
{{- $everything := dict "path" (dict "*" (dict "capabilities" (list "create" "read" "update" "patch" "delete" "list" "sudo"))) -}}
{{- $requests := list (dict "path" "sys/policies/acl/admin" "data" (dict "policy" (toJson $everything))) -}}
{{- $snapshot := dict "path" (dict "sys/storage/raft/snapshot" (dict "capabilities" (list "read"))) -}}
{{- $requests = append $requests (dict "path" "sys/policies/acl/snapshot" "data" (dict "policy" (toJson $snapshot))) -}}
{{- range $vault.policies -}}
{{- $paths := dict -}}
{{- range .paths -}}{{- $_ := set $paths .path (dict "capabilities" .allow) -}}{{- end -}}
{{- $requests = append $requests (dict "path" (printf "sys/policies/acl/%s" .name) "data" (dict "policy" (toJson (dict "path" $paths)))) -}}
{{- end -}}
{{- range $vault.mounts -}}
{{- $mount := dict "type" .type "description" (.description | default "") -}}
{{- if eq .type "kv" -}}{{- $_ := set $mount "options" (dict "version" "2") -}}{{- end -}}
{{- $requests = append $requests (dict "path" (printf "sys/mounts/%s" .path) "data" $mount) -}}
{{- end -}}
{{- $method := dict "type" "jwt" "description" "Tokens of Kubernetes service accounts" -}}
{{- $requests = append $requests (dict "path" "sys/auth/kubernetes" "data" $method) -}}
{{- $config := dict "provider_config" (dict "provider" "kubernetes") -}}
{{- if $vault.kubernetesAuth.issuer -}}
{{- $config = dict "oidc_discovery_url" $vault.kubernetesAuth.issuer "bound_issuer" $vault.kubernetesAuth.issuer -}}
{{- end -}}
{{- $requests = append $requests (dict "path" "auth/kubernetes/config" "data" $config) -}}
{{- $own := list -}}
{{- range list "snapshot" "admin" -}}
{{- $own = append $own (dict "name" . "serviceAccounts" (list (printf "%s-%s" $.Release.Name .)) "policies" (list .)) -}}
{{- end -}}
{{- range concat $own $vault.roles -}}
{{- $subjects := list -}}
{{- range .serviceAccounts -}}
{{- $account := ternary . (printf "%s/%s" $.Release.Namespace .) (contains "/" .) -}}
{{- $subjects = append $subjects (printf "system:serviceaccount:%s" (replace "/" ":" $account)) -}}
{{- end -}}
{{- $role := dict "role_type" "jwt" "user_claim" "sub" "bound_audiences" (list $audience) "bound_claims" (dict "sub" $subjects) -}}
{{- $_ := set $role "token_policies" .policies -}}
{{- $_ := set $role "token_ttl" (.ttl | default "1h") -}}
{{- $requests = append $requests (dict "path" (printf "auth/kubernetes/role/%s" .name) "data" $role) -}}
{{- end -}}
{{- toJson $requests -}}
{{- end }}

{{/*
Start of a node. The first pod decides once, on an empty volume, whether it creates a cluster: only if most nodes answer and
none has data. A first pod that lost its volume then joins the others instead of starting a second, empty cluster.
*/}}
{{- define "vault.start" -}}
#!/bin/sh
set -eu
config=/openbao/config
data=/openbao/data

# Exits with 0 if a node has data, with 2 if it has none, and with 1 if it does not answer.
ask() {
  bao operator init -status -address="$SCHEME://$RELEASE-$1.$RELEASE-internal.$NAMESPACE.svc:8200" >/dev/null 2>&1
}

# Returns 0 if this node creates the cluster, and 1 if it joins one. Waits for the answers that decide it.
creates_cluster() {
  while true; do
    replicas=$(cat "$config/replicas")
    empty=1
    ordinal=1
    while [ "$ordinal" -lt "$replicas" ]; do
      answer=0
      ask "$ordinal" || answer=$?
      if [ "$answer" = 0 ]; then return 1; fi
      if [ "$answer" = 2 ]; then empty=$((empty + 1)); fi
      ordinal=$((ordinal + 1))
    done
    if [ $((empty * 2)) -gt "$replicas" ]; then return 0; fi
    echo "waiting for a majority of $replicas nodes: $empty answered, and none has data"
    sleep 2
  done
}

# Waits for the API server: a self-initialization that cannot reach it fails for good.
wait_for_kubernetes() {
  until bao status -address=https://kubernetes.default.svc \
    -ca-cert=/var/run/secrets/kubernetes.io/serviceaccount/ca.crt -tls-server-name=kubernetes.default.svc 2>&1 |
    grep -q 'Code: 4'; do
    echo "waiting for https://kubernetes.default.svc"
    sleep 2
  done
}

role=member
if [ "${POD_NAME##*-}" = 0 ]; then
  if [ ! -e "$data/role" ]; then
    if creates_cluster; then
      role=first
      {{- if not .Values.vault.kubernetesAuth.issuer }}
      wait_for_kubernetes
      {{- end }}
    fi
    echo "$role" >"$data/role.new"
    mv "$data/role.new" "$data/role"
  fi
  role=$(cat "$data/role")
fi
# Without a line break at the end, which OpenBao would refuse.
SEAL_KEY=$(cat /openbao/seal/seal-key)
export SEAL_KEY
set -- bao server -config="$config/server.json" -config="$config/$role.json"
{{- if not .Values.vault.tls.secretName }}
exec "$@"
{{- else }}

# OpenBao reads a renewed certificate only after a signal.
reload_certificate() {
  before=$(cksum </openbao/tls/tls.crt)
  while sleep 30; do
    after=$(cksum </openbao/tls/tls.crt)
    if [ "$after" != "$before" ]; then
      before=$after
      kill -HUP "$server"
    fi
  done
}
"$@" &
server=$!
trap 'kill -TERM "$server"' TERM INT
reload_certificate &
reloader=$!
# A signal ends the first wait.
code=0
wait "$server" || code=$?
if kill -0 "$server" 2>/dev/null; then
  code=0
  wait "$server" || code=$?
fi
kill "$reloader"
exit "$code"
{{- end }}
{{- end }}

{{/* Audience of the tokens with which clients sign in. */}}
{{- define "vault.audience" -}}
{{ .Values.vault.kubernetesAuth.audience | default (include "vault.host" .) }}
{{- end }}

{{/* Number of days to keep snapshots. */}}
{{- define "vault.keptDays" -}}
{{- $unit := dict "d" 1 "w" 7 "m" 31 -}}
{{- mul (regexFind "^[0-9]+" .Values.backup.retention | atoi) (get $unit (regexFind "[dwm]$" .Values.backup.retention)) -}}
{{- end }}

{{/* Folder of the snapshots. */}}
{{- define "vault.archive" -}}
{{ trimSuffix "/" .Values.backup.destination }}/{{ .Values.backup.archive | default (printf "%s.%s" .Release.Namespace .Release.Name) }}.openbao
{{- end }}

{{/* Saves a snapshot, uploads it, and then deletes those that are too old. s3cmd reads its keys from the environment. */}}
{{- define "vault.snapshot" -}}
{{- $settings := .Values.vault.backup -}}
{{- $host := regexReplaceAll "^https?://" $settings.endpointURL "" -}}
{{- $isOwn := ne $host "" -}}
#!/bin/sh
set -eu
export LC_ALL=C
archive={{ include "vault.archive" . | squote }}
store() {
  s3cmd --region={{ $settings.region }} \
    --host={{ $isOwn | ternary $host (printf "s3.%s.amazonaws.com" $settings.region) }} \
    --host-bucket={{ $isOwn | ternary $host (printf "'%%(bucket)s.s3.%s.amazonaws.com'" $settings.region) }} \
    {{- if hasPrefix "http://" $settings.endpointURL }}
    --no-ssl \
    {{- end }}
    "$@"
}
jwt=$(cat /openbao/token/token)
BAO_TOKEN=$(bao write -field=token auth/kubernetes/login role=snapshot jwt="$jwt")
export BAO_TOKEN
seconds=$(date -u +%s)
name=$(date -u -d "@$seconds" +%Y%m%dT%H%M%SZ).snap
bao operator raft snapshot save "/tmp/$name"
store put "/tmp/$name" "$archive/$name"
echo "saved $archive/$name"

# Only after an upload: if none succeeds, the last snapshots stay.
oldest=$(date -u -d "@$((seconds - {{ include "vault.keptDays" . }} * 86400))" +%Y%m%dT%H%M%SZ).snap
store ls "$archive/" >/tmp/list
while read -r _ _ _ file; do
  case ${file##*/} in
  20[0-9][0-9]*T*Z.snap) ;;
  *) continue ;;
  esac
  if expr "${file##*/}" '<' "$oldest" >/dev/null; then
    store del "$file"
    echo "deleted $file"
  fi
done </tmp/list
{{- end }}
