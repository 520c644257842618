{{/* How the pods of a Deployment are replaced. */}}
{{- define "microservice.rollout" -}}
{{- with .Values.rollout -}}
minReadySeconds: {{ .minReadySeconds | int }}
progressDeadlineSeconds: {{ .progressDeadlineSeconds | int }}
revisionHistoryLimit: {{ .revisionHistoryLimit | int }}
strategy:
  type: {{ .strategy }}
  {{- if eq .strategy "RollingUpdate" }}
  rollingUpdate:
    maxSurge: {{ include "microservice.intOrPercent" .maxSurge }}
    maxUnavailable: {{ include "microservice.intOrPercent" .maxUnavailable }}
  {{- else }}
  # Removes the default of a former RollingUpdate, which Kubernetes would refuse.
  rollingUpdate: null
  {{- end }}
{{- end }}
{{- end }}

{{/* A percentage in quotes, or a number without. */}}
{{- define "microservice.intOrPercent" -}}
{{- if kindIs "string" . }}{{ . | quote }}{{ else }}{{ . | int }}{{ end }}
{{- end }}

{{/* Hook that keeps a container running while its pod leaves the Services. The kubelet sleeps: no shell is needed. */}}
{{- define "microservice.lifecycle" -}}
{{- with .Values.rollout.preStop.sleepSeconds }}
lifecycle:
  preStop:
    sleep:
      seconds: {{ . | int }}
{{- end }}
{{- end }}
