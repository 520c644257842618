{{/* Mounts of the container of the application. */}}
{{- define "microservice.volumeMounts" -}}
{{- $mounts := list -}}
{{- if not (include "microservice.hasTmp" .) -}}
{{- $mounts = append $mounts (dict "name" "tmp" "mountPath" "/tmp") -}}
{{- end -}}
{{- range .Values.volumes -}}
{{- if .mountPath -}}
{{- $mounts = append $mounts (pick . "name" "mountPath" "subPath" "readOnly") -}}
{{- end -}}
{{- end -}}
{{- range $index, $file := .Values.files -}}
{{- $key := include "microservice.fileKey" (dict "index" $index "path" $file.path) -}}
{{- $mounts = append $mounts (dict "name" "files" "mountPath" $file.path "subPath" $key "readOnly" true) -}}
{{- end -}}
{{- $paths := list -}}
{{- range $mounts -}}{{- $paths = append $paths (clean .mountPath) -}}{{- end -}}
{{- include "microservice.unique" (dict "what" "mount paths" "list" $paths) -}}
{{- toYaml $mounts }}
{{ include "microservice.authorityMounts" . }}
{{- end }}

{{/* Volumes of the pod. */}}
{{- define "microservice.volumes" -}}
{{- $volumes := list -}}
{{- if not (include "microservice.hasTmp" .) -}}
{{- $volumes = append $volumes (dict "name" "tmp" "emptyDir" (dict "sizeLimit" "1Gi")) -}}
{{- end -}}
{{- range .Values.volumes -}}
{{- $volume := pick . "name" "emptyDir" "configMap" -}}
{{- with .secret -}}
{{- $_ := set $volume "secret" (merge (dict "secretName" .name) (omit . "name")) -}}
{{- end -}}
{{- if .persistent -}}
{{- $_ := set $volume "persistentVolumeClaim" (dict "claimName" (include "microservice.claimName" (dict "root" $ "volume" .))) -}}
{{- end -}}
{{- $volumes = append $volumes $volume -}}
{{- end -}}
{{- if .Values.files -}}
{{- $volumes = append $volumes (dict "name" "files" "configMap" (dict "name" (include "microservice.filesName" .))) -}}
{{- end -}}
{{- $names := list -}}
{{- range $volumes -}}{{- $names = append $names .name -}}{{- end -}}
{{- include "microservice.unique" (dict "what" "volumes" "list" $names) -}}
{{- toYaml $volumes }}
{{ include "microservice.authorityVolumes" . }}
{{- end }}

{{/* "true" if a volume replaces the folder /tmp. */}}
{{- define "microservice.hasTmp" -}}
{{- range .Values.volumes -}}
{{- if eq (clean (.mountPath | default "")) "/tmp" -}}true{{- end -}}
{{- end -}}
{{- end }}

{{/* Name of the ConfigMap with the files. The pods of a job see the value filesName. */}}
{{- define "microservice.filesName" -}}
{{- .Values.filesName | default (printf "%s-files" .Release.Name) -}}
{{- end }}

{{/* Name of the ConfigMap with the files of the jobs before a deployment. */}}
{{- define "microservice.hookFilesName" -}}
{{- printf "%s-files-before-deploy" .Release.Name -}}
{{- end }}

{{/* Data of these ConfigMaps. */}}
{{- define "microservice.fileData" -}}
{{- range $index, $file := .Values.files }}
{{ include "microservice.fileKey" (dict "index" $index "path" $file.path) | quote }}: {{ $file.content | toJson }}
{{- end }}
{{- end }}

{{/* Key of a file in the ConfigMap. The number makes it unique. Arguments: {index, path}. */}}
{{- define "microservice.fileKey" -}}
{{- $name := regexReplaceAll "[^-._a-zA-Z0-9]" (base .path) "_" -}}
{{- printf "%d-%s" .index (trunc 200 $name) -}}
{{- end }}
