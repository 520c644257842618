{{/*
Specification of a Job. Its pods see the values of the release with those of the job, without what spreads the pods of the
application, and without persistent volumes. Arguments: {root, job, serviceAccount, timeout}; the last two are optional.
*/}}
{{- define "microservice.jobSpec" -}}
{{- $values := deepCopy .root.Values -}}
{{- include "microservice.dropPersistentVolumes" $values -}}
{{- $beside := set (omit .root "Values") "Values" (deepCopy $values) -}}
{{- $_ := set $values "antiAffinity" false -}}
{{- $_ := set $values "topologySpread" false -}}
{{- $_ := set $values "topologySpreadConstraints" list -}}
{{- $_ := set $values "resources" (.job.resources | default $values.resources) -}}
{{- with .serviceAccount -}}
{{- $_ := set $values "serviceAccount" (dict "create" false "name" . "token" $values.serviceAccount.token) -}}
{{- $_ := set $values "filesName" (include "microservice.hookFilesName" $.root) -}}
{{- end -}}
{{- with .job.image -}}
{{- $policy := .pullPolicy | default "IfNotPresent" -}}
{{- $secrets := .pullSecrets | default $values.image.pullSecrets -}}
{{- $_ := set $values "image" (dict "repository" .repository "tag" (.tag | default "") "digest" .digest "pullPolicy" $policy "pullSecrets" $secrets) -}}
{{- end -}}
{{- $own := list -}}
{{- range .job.env -}}{{- $own = append $own .name -}}{{- end -}}
{{- range $of := list $values.bindings $values -}}
{{- $env := list -}}
{{- range $of.env -}}
{{- if not (has .name $own) -}}{{- $env = append $env . -}}{{- end -}}
{{- end -}}
{{- $_ := set $of "env" $env -}}
{{- end -}}
{{- $_ := set $values "env" (concat $values.env (.job.env | default list)) -}}
{{- $pod := set (omit .root "Values") "Values" $values -}}
{{- if hasKey .job "retries" }}
backoffLimit: {{ .job.retries | int }}
{{- end }}
{{- with .job.timeoutSeconds | default .timeout }}
activeDeadlineSeconds: {{ . | int }}
{{- end }}
template:
  metadata:
    labels:
      {{- include "microservice.podLabels" (dict "root" $pod "component" "job") | nindent 6 }}
    {{- with $values.podAnnotations }}
    annotations:
      {{- toYaml . | nindent 6 }}
    {{- end }}
  spec:
    restartPolicy: Never
    {{- include "microservice.podFields" $pod | nindent 4 }}
    {{- with .root.Values.sidecars }}
    initContainers:
      {{- include "microservice.sidecars" $beside | nindent 6 }}
    {{- end }}
    containers:
      - name: {{ .job.name | quote }}
        {{- include "microservice.image" $pod | nindent 8 }}
        {{- with .job.command }}
        command:
          {{- toYaml . | nindent 10 }}
        {{- end }}
        {{- with .job.args }}
        args:
          {{- toYaml . | nindent 10 }}
        {{- end }}
        {{- with $values.securityContext }}
        securityContext:
          {{- toYaml . | nindent 10 }}
        {{- end }}
        {{- include "microservice.environment" (include "microservice.boundEnvironment" $values | fromYaml) | nindent 8 }}
        {{- with $values.resources }}
        resources:
          {{- toYaml . | nindent 10 }}
        {{- end }}
        volumeMounts:
          {{- include "microservice.volumeMounts" $pod | nindent 10 }}
{{- end }}

{{/* "true" if a job runs before each deployment. */}}
{{- define "microservice.hasHooks" -}}
{{- range .Values.jobs -}}
{{- if eq (.when | default "") "beforeDeploy" -}}true{{- end -}}
{{- end -}}
{{- end }}

{{/* ServiceAccount of the jobs before a deployment: at the first one, that of the release does not exist yet. */}}
{{- define "microservice.hookServiceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- printf "%s-before-deploy" .Release.Name -}}
{{- else -}}
{{- include "microservice.serviceAccountName" . -}}
{{- end -}}
{{- end }}

{{/* Name of a CronJob or Job. Two dashes end the name of the release: no two releases make the same one. Arguments: {root, job}. */}}
{{- define "microservice.jobName" -}}
{{- printf "%s--%s" .root.Release.Name .job.name -}}
{{- end }}
