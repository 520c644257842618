import { describe, expect, it } from 'vitest';
import { measureProcessorTime } from '../../test/support/processor-time.ts';
import { readTemplate } from './template-objects.ts';

const hook = '  annotations:\n    "helm.sh/hook": post-delete\n';
const read = (template: string, path = 'templates/a.yaml') => readTemplate(path, template);
const hooks = (template: string, path?: string) => read(template, path).deleteHooks;

describe('readTemplate()', () => {
  it.each([
    ['outside of any block', hook],
    ['among others', "helm.sh/hook: 'pre-install,post-delete' # cleanup"],
    ['behind a closed block', `{{ if .Values.a }}\nx: 1\n{{ end }}\n${hook}`],
    ['beside a comment with a block', `{{- /* {{ if .Values.a }} */ -}}\n${hook}`],
    ['as an annotation of Argo CD', 'argocd.argoproj.io/hook: PostDelete'],
  ])('finds a hook %s that is always rendered', (_, template) => {
    expect(hooks(template)).toEqual([
      { phase: 'post-delete', isCertain: true, path: 'templates/a.yaml', conditions: [] },
    ]);
  });

  it.each([
    ['if', '{{- if .Values.hooks.enabled }}', ['hooks.enabled']],
    ['$', '{{ if $.Values.a }}', ['a']],
    ['and', '{{ if and .Values.a .Values.b.c -}}', ['a', 'b.c']],
    ['with', '{{ with .Values.a }}', ['a']],
    ['else if', '{{ if eq .Values.x 1 }}{{ else if .Values.a }}', ['a']],
    ['else', '{{ if .Values.a }}{{ else }}', []],
    ['a function', '{{ if not .Values.a }}', []],
    ['range', '{{ range .Values.a }}', []],
    ['a changed dot', '{{ with .Values.a }}{{ if .Values.b }}', ['a']],
    ['define', '{{ define "x" }}{{ if .Values.b }}', []],
    ['several lines', '{{ if\n .Values.a\n}}', ['a']],
  ])('finds the conditions of a hook: %s', (_, open, conditions) => {
    expect(hooks(`${open}\n${hook}`)).toEqual([
      { phase: 'post-delete', isCertain: false, path: 'templates/a.yaml', conditions },
    ]);
  });

  it.each([
    '"helm.sh/hook": {{ .Values.hook }}',
    'helm.sh/hook: post-{{ "delete" }}',
    'helm.sh/hook: "post-\\x64elete"',
    'helm.sh/hook: >-',
  ])('finds a computed hook: %s', (template) => {
    expect(hooks(template)).toMatchObject([{ phase: 'post-delete', isCertain: false }]);
  });

  it('finds a hook before the deletion', () => {
    expect(hooks('helm.sh/hook: pre-delete')).toMatchObject([{ phase: 'pre-delete', isCertain: true }]);
  });

  it('finds a hook of a partial, which another template may include', () => {
    expect(hooks(hook, 'templates/_job.tpl')).toMatchObject([{ isCertain: false }]);
  });

  it.each([
    ['a comment of YAML', '# helm.sh/hook: post-delete'],
    ['a comment behind a value', 'a: 1 # helm.sh/hook: post-delete'],
    ['a comment of the template', '{{- /*\n"helm.sh/hook": post-delete\n*/ -}}'],
    ['another hook', '"helm.sh/hook": pre-install,post-upgrade # no post-delete'],
    ['a weight', 'helm.sh/hook-weight: "post-delete"'],
    ['a deletion policy', 'helm.sh/hook-delete-policy: {{ .Values.policy }}'],
  ])('finds no hook in %s', (_, template) => {
    expect(hooks(template)).toEqual([]);
  });

  it('finds no hook in the notes', () => {
    expect(hooks(hook, 'templates/NOTES.txt')).toEqual([]);
  });

  it('reads a condition that looks like many paths in linear time', () => {
    const condition = `.Values${'.a.Values'.repeat(110)}.a !`;
    const template = `{{ if ${condition} }}\napiVersion: v1\nkind: Service\n{{ end }}`;
    expect(read(template).kinds).toMatchObject([{ conditions: [] }]);
  });

  it('reads the group of an apiVersion of any length in linear time', () => {
    const group = 'a'.repeat(1_000_000);
    const [found] = read(`apiVersion: ${group}/v1\nkind: Thing\n`).kinds;
    expect(found?.kind).toHaveLength(group.length + '/Thing'.length);
  });

  it('finds literal kinds with their conditions', () => {
    const template =
      'apiVersion: v1\nkind: Service\n---\n{{ if .Values.rbac.create }}\napiVersion: rbac.authorization.k8s.io/v1\nkind: "ClusterRole" # c\n{{ end }}\n---\napiVersion: {{ .x }}\nkind: Deployment\n  kind: Pod\n';
    expect(read(template).kinds).toEqual([
      { kind: 'Service', path: 'templates/a.yaml', conditions: [] },
      {
        kind: 'rbac.authorization.k8s.io/ClusterRole',
        path: 'templates/a.yaml',
        conditions: ['rbac.create'],
      },
    ]);
  });

  it.each(['{{', '{{/*', '{{ if .Values.a }}', '{{ end }}', '{{- /* */', 'helm.sh/hook:', '\n'])(
    'takes linear time for many %j',
    (part) => {
      const work = (): unknown => readTemplate('templates/a.yaml', part.repeat(50_000));
      expect(measureProcessorTime(work).seconds).toBeLessThan(2);
    },
  );
});
