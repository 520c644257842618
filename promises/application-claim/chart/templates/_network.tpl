{{/* Main port, which probes, ingress and metrics use: http, otherwise the first. */}}
{{- define "microservice.mainPortFields" -}}
{{- $main := dict -}}
{{- range .Values.ports -}}
{{- if or (not $main) (eq .name "http") -}}{{- $main = . -}}{{- end -}}
{{- end -}}
{{- $main | toYaml -}}
{{- end }}

{{/* Kind of the object that exposes the application: Ingress, HTTPRoute or GRPCRoute; empty for none. */}}
{{- define "microservice.exposedBy" -}}
{{- if .Values.ingress.enabled -}}
{{- $protocol := (include "microservice.mainPortFields" . | fromYaml).appProtocol -}}
{{- if not .Values.ingress.gateway.name -}}
Ingress
{{- else if has $protocol (list "grpc" "kubernetes.io/h2c") -}}
GRPCRoute
{{- else -}}
HTTPRoute
{{- end -}}
{{- end -}}
{{- end }}

{{/* Host names of the ingress, as a list. */}}
{{- define "microservice.hosts" -}}
{{- with .Values.ingress -}}
{{- $hosts := .hosts | default (compact (list .host)) -}}
{{- required "ingress.host or ingress.hosts is required" ($hosts | default nil) | toYaml -}}
{{- end -}}
{{- end }}

{{/* Paths of the ingress with their types, as a list. */}}
{{- define "microservice.paths" -}}
{{- with .Values.ingress -}}
{{- .paths | default (list (dict "path" .path)) | toYaml -}}
{{- end -}}
{{- end }}

{{/* Metadata of the object that exposes the application. */}}
{{- define "microservice.ingressMetadata" -}}
name: {{ .Release.Name | quote }}
labels:
  {{- include "microservice.labels" . | nindent 2 }}
{{ include "microservice.annotations" (dict "root" . "own" .Values.ingress.annotations) }}
{{- end }}

{{/* Gateway and hosts of a route. Every default of the API is written, so that Argo CD compares equal lists. */}}
{{- define "microservice.routeParent" -}}
parentRefs:
  - group: gateway.networking.k8s.io
    kind: Gateway
    {{- with .Values.ingress.gateway }}
    name: {{ .name | quote }}
    namespace: {{ required "ingress.gateway.namespace is required" .namespace | quote }}
    {{- with .sectionName }}
    sectionName: {{ . | quote }}
    {{- end }}
    {{- end }}
hostnames:
  {{- include "microservice.hosts" . | nindent 2 }}
{{- end }}

{{/* Service behind a route. */}}
{{- define "microservice.routeBackend" -}}
{{- $port := required "an ingress needs a port" (include "microservice.mainPortFields" . | fromYaml | default nil) -}}
backendRefs:
  - group: ""
    kind: Service
    name: {{ .Release.Name | quote }}
    port: {{ $port.servicePort | default $port.port | int }}
    weight: 1
{{- end }}

{{/* Peer of a network policy, as a list. */}}
{{- define "microservice.peer" -}}
{{- if .cidr -}}
- ipBlock:
    cidr: {{ .cidr | quote }}
    {{- with .except }}
    except:
      {{- toYaml . | nindent 6 }}
    {{- end }}
{{- else -}}
- podSelector:
    {{- with .application }}
    matchLabels:
      app.kubernetes.io/instance: {{ . | quote }}
    {{- else }} {}
    {{- end }}
  {{- with .namespace }}
  namespaceSelector:
    matchLabels:
      kubernetes.io/metadata.name: {{ . | quote }}
  {{- end }}
{{- end -}}
{{- end }}

{{/* Ports of a peer. */}}
{{- define "microservice.peerPorts" -}}
ports:
  {{- range .ports }}
  - port: {{ if kindIs "string" .port }}{{ .port | quote }}{{ else }}{{ .port | int }}{{ end }}
    protocol: {{ .protocol | default "TCP" }}
  {{- end }}
{{- end }}

{{/* Names that pods resolve in their own way. */}}
{{- define "microservice.nameResolution" -}}
{{- with .Values.hostAliases }}
hostAliases:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- $dns := dict }}
{{- range $key, $list := .Values.dnsConfig }}
{{- if $list }}{{ $_ := set $dns $key $list }}{{ end }}
{{- end }}
{{- with $dns }}
dnsConfig:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
