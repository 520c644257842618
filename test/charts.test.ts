import { valid } from 'semver';
import { describe, expect, it } from 'vitest';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { closedPaths } from '../shared/helm/audience.ts';
import type { Values } from '../shared/helm/chart.ts';
import { mergeValues } from '../shared/helm/merge-values.ts';
import { at, charts, isClosed, keyPaths, refusedPaths, schemasOf } from './support/charts.ts';

function withValue(path: string, value: unknown): Values {
  return path.split('.').reduceRight<unknown>((below, key) => ({ [key]: below }), value) as Values;
}

it('promises/ holds the charts that the first Promises need', () => {
  const needed = ['kafka', 'microservice', 'mongodb', 'postgresql', 'rabbitmq', 'redis'];
  expect(charts.map(({ name }) => name)).toEqual(expect.arrayContaining(needed));
});

describe.each(charts)(
  'chart $name',
  ({ config, files, name, production, schema, templates, text, validate, values }) => {
    it('has its files and a Chart.yaml that says what it is', () => {
      expect(files).toEqual(
        expect.arrayContaining([
          'Chart.yaml',
          'templates',
          'values-production.yaml',
          'values.schema.json',
          'values.yaml',
        ]),
      );
      expect(config).toMatchObject({ apiVersion: 'v2', name, type: 'application' });
      expect(valid(String(config['version']))).toBe(config['version']);
      expect([typeof config['appVersion'], typeof config['description']]).toEqual(['string', 'string']);
      expect(
        Object.keys(config['annotations'] as object).every((key) => key.startsWith('artifacthub.io/')),
      ).toBe(true);
    });

    it.each(['values', 'production'] as const)('has a comment above every key of its %s', (file) => {
      const lines = text[file].split('\n');
      const counter = new LineCounter();
      const document = parseDocument(text[file], { lineCounter: counter });
      const bare = keyPaths(document.toJS() as Values, schema).filter((path) => {
        const keys = path.split('.');
        const parent = keys.length === 1 ? document.contents : document.getIn(keys.slice(0, -1));
        const pair = isMap(parent)
          ? parent.items.find(({ key }) => isScalar(key) && key.value === keys.at(-1))
          : undefined;
        const offset = isScalar(pair?.key) ? pair.key.range![0] : 0;
        return !lines[counter.linePos(offset).line - 2]?.trim().startsWith('#');
      });
      expect(bare).toEqual([]);
    });

    it('has a schema with exactly the keys of its values', () => {
      const described = [...schemasOf(schema)]
        .filter(
          ([path]) => path.length > 0 && path.every((_, depth) => isClosed(at(schema, path.slice(0, depth)))),
        )
        .map(([path]) => path.join('.'));
      expect(described.sort()).toEqual(keyPaths(values, schema).sort());
      expect(keyPaths(values, schema)).toEqual(expect.arrayContaining(keyPaths(production, schema)));
    });

    it('has a schema that is closed or a described free map at every level, in expressions that Go reads too', () => {
      const open = [...schemasOf(schema)].filter(([, { type, additionalProperties: more, ...rest }]) => {
        if (type !== 'object') return false;
        return more === undefined || (more === true && rest['x-audience'] !== 'platform');
      });
      expect(open.map(([path]) => path.join('.'))).toEqual([]);
      expect(
        [...schemasOf(schema)].filter(([, { description }]) => !description).map(([path]) => path.join('.')),
      ).toEqual([]);
      expect(JSON.stringify(schema)).not.toMatch(/\(\?[=!<]|\$ref/);
    });

    it('validates its own values, in development and in production', () => {
      const merged = mergeValues(values, [{ name: 'production', values: production }]);
      expect(validate(values)).toEqual([]);
      expect(validate(merged.values)).toEqual([]);
      expect(merged.warnings).toEqual([]);
    });

    it('refuses a key that it does not have, and that a null takes away what its templates read', () => {
      expect(refusedPaths(name, { bogus: 1 })).not.toEqual([]);
      expect(
        validate(Object.fromEntries(Object.entries(values).filter(([key]) => key !== 'replicas'))),
      ).not.toEqual([]);
    });

    it("puts out of a request's reach what would reach beyond its own pods", () => {
      const dangerous =
        /^(affinity|podLabels|protected|mode|host[A-Z].*|nodeName|privileged|(pod)?[sS]ecurityContext|serviceAccount(Name)?|initContainers?|sidecars?|extra.*|volumes?(Mounts)?|command|args|lifecycle|priorityClassName)$/;
      const unmarked = [...schemasOf(schema)]
        .filter(([path]) => dangerous.test(path.at(-1) ?? ''))
        .filter(
          ([path]) =>
            !path.some((_, depth) => at(schema, path.slice(0, depth + 1))?.['x-audience'] === 'platform'),
        )
        .map(([path]) => path.join('.'));
      expect(unmarked).toEqual([]);
    });

    it.each(
      [...schemasOf(schema)]
        .filter(([, below]) => below['x-audience'] === 'platform')
        .map(([path]) => path.join('.')),
    )('has %s marked so that a request is told', (path) => {
      expect(closedPaths(schema, withValue(path, 'x'))).not.toEqual([]);
    });

    it('names no storage class and holds no template text in its values', () => {
      expect(text.values + text.production).not.toMatch(/gp3|\{\{/);
      expect(values['persistence'] ?? { storageClass: '' }).toMatchObject({ storageClass: '' });
      expect(text.production).not.toContain('storageClass');
    });

    it.each(templates)(
      'renders the same bytes every time, and no hook or Namespace: $name',
      ({ text: template }) => {
        expect(template).not.toMatch(
          /\b(rand[A-Z]\w*|lookup|tpl|now|uuidv4|gen[A-Z]\w*|htpasswd|getHostByName|bcrypt)\b/,
        );
        expect(template).not.toMatch(/helm\.sh\/hook|kind:\s*Namespace\b/);
      },
    );
  },
);
