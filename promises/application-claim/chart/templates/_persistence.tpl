{{/* "true" if a volume outlives the pods, so that the application is a StatefulSet with one pod. */}}
{{- define "microservice.isStateful" -}}
{{- range .Values.volumes -}}
{{- if .persistent -}}true{{- end -}}
{{- end -}}
{{- end }}

{{/* Name of the claim of a volume. The dot is in no other name, so that no two releases make the same one. Arguments: {root, volume}. */}}
{{- define "microservice.claimName" -}}
{{- printf "%s.%s" .root.Release.Name .volume.name -}}
{{- end }}

{{/*
Annotations of an object: its own, and those of a protected release, whose objects outlive the Application. Only objects that hold
data are never pruned either: everything else, such as a CronJob, goes with its request. Arguments: {root, own, holdsData}.
*/}}
{{- define "microservice.annotations" -}}
{{- $all := .own | default dict -}}
{{- if .root.Values.protected -}}
{{- $options := ternary "Prune=false,Delete=false" "Delete=false" (.holdsData | default false) -}}
{{- $all = merge (dict "argocd.argoproj.io/sync-options" $options) $all -}}
{{- end -}}
{{- with $all -}}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end -}}
{{- end }}

{{/*
Removes the persistent volumes from values, with their mounts in sidecars: the pods of a job may be on another node.
Argument: a copy of the values.
*/}}
{{- define "microservice.dropPersistentVolumes" -}}
{{- $kept := list -}}
{{- $dropped := list -}}
{{- range .volumes -}}
{{- if .persistent -}}{{- $dropped = append $dropped .name -}}{{- else -}}{{- $kept = append $kept . -}}{{- end -}}
{{- end -}}
{{- $_ := set . "volumes" $kept -}}
{{- range $container := .sidecars -}}
{{- $mounts := list -}}
{{- range .volumeMounts -}}
{{- if not (has .name $dropped) -}}{{- $mounts = append $mounts . -}}{{- end -}}
{{- end -}}
{{- $_ := set $container "volumeMounts" $mounts -}}
{{- end -}}
{{- end }}
