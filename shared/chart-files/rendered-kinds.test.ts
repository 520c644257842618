import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../test/support/refusal.ts';
import { renderedKinds } from './rendered-kinds.ts';

const chart = (files: Readonly<Record<string, string>>): Map<string, Uint8Array> =>
  new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));

describe('renderedKinds()', () => {
  it('returns group and kind of every object once, sorted', () => {
    const files = chart({
      'templates/a.yaml':
        'apiVersion: v1\nkind: Service\n---\napiVersion: apps/v1 # stable\nkind: "Deployment"\n',
      'templates/b.yaml': '{{ if .Values.x }}\napiVersion: apps/v1\nkind: Deployment\n{{ end }}',
      'charts/sub/templates/c.yml': 'apiVersion: batch/v1\r\nkind: Job\r\n',
    });
    expect(renderedKinds(files)).toEqual(['Service', 'apps/Deployment', 'batch/Job']);
  });

  it('returns each kind of an object whose kind depends on a value', () => {
    const template = 'apiVersion: a.io/v1\n{{ if .Values.x }}\nkind: A\n{{ else }}\nkind: B\n{{ end }}\n';
    expect(renderedKinds(chart({ 'templates/a.yaml': template }))).toEqual(['a.io/A', 'a.io/B']);
  });

  it('ignores references to other kinds, helpers and other files', () => {
    const files = chart({
      'templates/a.yaml': 'apiVersion: v1\nkind: Pod\nroleRef:\n  kind: Role\n',
      'templates/_helpers.tpl': 'kind: {{ . }}',
      'templates/NOTES.txt': 'kind: x',
      'values.yaml': 'kind: {{ . }}',
    });
    expect(renderedKinds(files)).toEqual(['Pod']);
  });

  it.each([
    ['a computed kind', 'apiVersion: v1\nkind: {{ .Values.kind }}\n'],
    ['a computed API version', 'apiVersion: {{ .Values.api }}\nkind: Pod\n'],
    ['a kind above its API version', 'kind: Pod\napiVersion: v1\n'],
    ['a kind without an API version of its own', 'apiVersion: v1\nkind: Pod\n---\nkind: Secret\n'],
    ['an object from a helper', '{{ include "x.pod" . }}\n'],
  ])('refuses %s and names the template', (_, template) => {
    const refusal = refusalOf(() => renderedKinds(chart({ 'templates/odd.yaml': template })));
    expect(refusal.reason).toBe('InvalidChart');
    expect(refusal.problems[0]?.message).toMatch(/^templates\/odd\.yaml: /);
  });
});
