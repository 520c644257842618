{{/* Mounts of the container of the application. */}}
{{- define "microservice.volumeMounts" -}}
- name: tmp
  mountPath: /tmp
{{- range $index, $mount := .Values.configMaps }}
- name: config-map-{{ $index }}
  mountPath: {{ $mount.mountPath | quote }}
  readOnly: true
{{- end }}
{{- range $index, $mount := .Values.secrets }}
- name: secret-{{ $index }}
  mountPath: {{ $mount.mountPath | quote }}
  readOnly: true
{{- end }}
{{ include "microservice.authorityMounts" . }}
{{- end }}

{{/* Volumes of the pod. */}}
{{- define "microservice.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: {{ .Values.tmp.sizeLimit | quote }}
{{- range $index, $mount := .Values.configMaps }}
- name: config-map-{{ $index }}
  configMap:
    name: {{ $mount.name | quote }}
{{- end }}
{{- range $index, $mount := .Values.secrets }}
- name: secret-{{ $index }}
  secret:
    secretName: {{ $mount.name | quote }}
{{- end }}
{{ include "microservice.authorityVolumes" . }}
{{- end }}
