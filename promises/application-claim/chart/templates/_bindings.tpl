{{/* Variables of the application: those of bound services, then its own. Argument: the values. */}}
{{- define "microservice.boundEnvironment" -}}
{{- dict "env" (concat .bindings.env (.env | default list)) "envFrom" (.envFrom | default list) | toYaml -}}
{{- end }}

{{/* Mounts of the certificate authorities of services. */}}
{{- define "microservice.authorityMounts" -}}
{{- range .Values.bindings.authorities }}
- name: {{ printf "binding-%s" .service | quote }}
  mountPath: {{ printf "/etc/bindings/%s" .service | quote }}
  readOnly: true
{{- end }}
{{- end }}

{{/* Volumes of the certificate authorities of services, without the keys of the authorities in the same Secrets. */}}
{{- define "microservice.authorityVolumes" -}}
{{- range .Values.bindings.authorities }}
- name: {{ printf "binding-%s" .service | quote }}
  secret:
    secretName: {{ .secretName | quote }}
    items:
      - key: ca.crt
        path: ca.crt
{{- end }}
{{- end }}
