import { valid } from 'semver';
import { describe, expect, it } from 'vitest';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { chartKinds } from '../promises/chart-kinds.ts';
import { renderedKinds } from '../shared/chart-files/rendered-kinds.ts';
import type { Values } from '../shared/helm/chart.ts';
import { isMap as isObject } from '../shared/helm/layers.ts';
import { mergeValues } from '../shared/helm/merge-values.ts';
import { valueAt } from '../shared/release/value-access.ts';
import { platformOnlyProblems } from '../shared/schema/audience.ts';
import { at, charts, isClosed, keyPaths, refusedPaths, schemasOf } from './support/charts.ts';

function withValue(path: string, value: unknown): Values {
  return path.split('.').reduceRight<unknown>((below, key) => ({ [key]: below }), value) as Values;
}

it('promises/ contains the charts of the first Promises', () => {
  const needed = ['elasticsearch', 'kafka', 'microservice', 'mongodb', 'postgresql', 'rabbitmq', 'redis'];
  expect(charts.map(({ name }) => name)).toEqual(expect.arrayContaining(needed));
});

/** Names of values that reach beyond the pods of the release, or replace what runs in them. */
const dangerous =
  /^(affinity|podLabels|protected|mode|host(?!Aliases)[A-Z].*|nodeName|privileged|(pod)?[sS]ecurityContext|serviceAccount(Name)?|initContainers?|sidecars?|extra.*|volumes?(Mounts)?|command|args|lifecycle|priorityClassName)$/;

/** Names that are the work itself in a chart of a Job or CronJob. */
const ofJobs = /^(command|args)$/;

const nondeterministic = /\b(rand[A-Z]\w*|lookup|tpl|now|uuidv4|gen[A-Z]\w*|htpasswd|getHostByName|bcrypt)\b/;

describe.each(charts)(
  'chart $name',
  ({ config, files, name, production, rule, schema, templates, testValues, text, validate, values }) => {
    const source = templates.map((template) => template.text).join('\n');
    const runsJobs = /^kind: (Cron)?Job$/m.test(source);

    it('has its files and a Chart.yaml that identifies it', () => {
      const expected = [
        'Chart.yaml',
        'templates',
        'values-production.yaml',
        'values.schema.json',
        'values.yaml',
      ];
      expect(files, rule('a chart has these files', '')).toEqual(expect.arrayContaining(expected));
      expect(testValues, rule('a chart has the least and all values for its tests', 'ci')).toEqual(
        expect.arrayContaining(['everything.yaml', 'minimal.yaml']),
      );
      const message = (problem: string): string => rule(problem, 'Chart.yaml');
      expect(config, message('apiVersion is v2, and name is that of the Promise or service')).toMatchObject({
        apiVersion: 'v2',
        name,
        type: 'application',
      });
      expect(valid(String(config['version'])), message('version is an exact version')).toBe(
        config['version'],
      );
      expect(
        [typeof config['appVersion'], typeof config['description']],
        message('appVersion and description are strings'),
      ).toEqual(['string', 'string']);
      const foreign = Object.keys(config['annotations'] as object).filter(
        (key) => !key.startsWith('artifacthub.io/'),
      );
      expect(foreign, message('annotations begin with artifacthub.io/')).toEqual([]);
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
      const fileName = { values: 'values.yaml', production: 'values-production.yaml' }[file];
      expect(bare, rule('every key has a comment above it', fileName)).toEqual([]);
    });

    it('has a schema with exactly the keys of its values', () => {
      const described = [...schemasOf(schema)]
        .filter(
          ([path]) => path.length > 0 && path.every((_, depth) => isClosed(at(schema, path.slice(0, depth)))),
        )
        .filter(([path]) => !isInEmptyObject(values, path))
        .map(([path]) => path.join('.'));
      expect(
        described.sort(),
        rule('the schema has exactly the keys of values.yaml', 'values.schema.json'),
      ).toEqual(keyPaths(values, schema).sort());
      expect(
        keyPaths(values, schema),
        rule('production sets only keys of values.yaml', 'values-production.yaml'),
      ).toEqual(expect.arrayContaining(keyPaths(production, schema)));
    });

    it('has a schema with closed or described free objects, and patterns that Go accepts', () => {
      const message = (problem: string): string => rule(problem, 'values.schema.json');
      const open = [...schemasOf(schema)].filter(([, { type, additionalProperties: more, ...rest }]) => {
        if (type !== 'object') return false;
        return more === undefined || (more === true && rest['x-audience'] !== 'platform');
      });
      expect(
        open.map(([path]) => path.join('.')),
        message('every object sets additionalProperties; only the platform may set any key'),
      ).toEqual([]);
      expect(
        [...schemasOf(schema)].filter(([, { description }]) => !description).map(([path]) => path.join('.')),
        message('every key has a description'),
      ).toEqual([]);
      expect(
        [...undescribedRules(schema)],
        message('every pattern and choice of schemas has a description, which its message shows'),
      ).toEqual([]);
      expect(JSON.stringify(schema), message('patterns without lookaround, and no $ref')).not.toMatch(
        /\(\?[=!<]|\$ref/,
      );
    });

    it('validates its own values, in development and in production', () => {
      const merged = mergeValues({ values }, [{ name: 'production', values: production }]);
      expect(validate(values), rule('the schema accepts the defaults', 'values.yaml')).toEqual([]);
      expect(
        validate(merged.values),
        rule('the schema accepts the values of production', 'values-production.yaml'),
      ).toEqual([]);
      expect(
        merged.warnings,
        rule('production replaces no object with another type', 'values-production.yaml'),
      ).toEqual([]);
    });

    it('refuses an unknown key, and a null for a key with parts that its templates read', () => {
      expect(
        refusedPaths(name, { bogus: 1 }),
        rule('the schema refuses an unknown key', 'values.schema.json'),
      ).not.toEqual([]);
      const reads = (key: string): boolean => new RegExp(`\\.Values\\.${key}\\.\\w`).test(source);
      const guards = (key: string): boolean =>
        new RegExp(`\\b(if|with)\\b[^}]*\\.Values\\.${key}(?![\\w.])`).test(source);
      const read = Object.keys(values).filter((key) => key === 'replicas' || (reads(key) && !guards(key)));
      const optional = read.filter((key) => {
        const { [key]: _, ...rest } = values;
        return validate(rest).length === 0;
      });
      expect(
        optional,
        rule(
          '"required" lists replicas, and each key whose parts a template reads without an if',
          'values.schema.json',
        ),
      ).toEqual([]);
    });

    it('lets requests set only values of its own pods', () => {
      const unmarked = [...schemasOf(schema)]
        .filter(([path]) => dangerous.test(path.at(-1) ?? '') && !(runsJobs && ofJobs.test(path.at(-1)!)))
        .filter(
          ([path]) =>
            !path.some((_, depth) => at(schema, path.slice(0, depth + 1))?.['x-audience'] === 'platform'),
        )
        .map(([path]) => path.join('.'));
      expect(
        unmarked,
        rule('"x-audience": "platform" marks values that reach beyond the pods', 'values.schema.json'),
      ).toEqual([]);
    });

    it.each(
      [...schemasOf(schema)]
        .filter(([, below]) => below['x-audience'] === 'platform')
        .map(([path]) => path.join('.')),
    )('refuses a request that sets %s', (path) => {
      expect(
        platformOnlyProblems({ schema }, withValue(path, 'x')),
        rule('a mark "x-audience" is at a path that a request can set', 'values.schema.json'),
      ).not.toEqual([]);
    });

    it('has no storage class and no templates in its values', () => {
      expect(
        text.values + text.production,
        rule('values contain no template text', 'values.yaml'),
      ).not.toMatch(/gp3|\{\{/);
      expect(
        values['persistence'] ?? { storageClass: '' },
        rule('persistence.storageClass is empty', 'values.yaml'),
      ).toMatchObject({ storageClass: '' });
      expect(
        text.production,
        rule('production names no storageClass', 'values-production.yaml'),
      ).not.toContain('storageClass');
    });

    it('shows the kinds of its objects in its templates, and promises/chart-kinds.ts lists them', () => {
      const files = templates.map(
        (template) => [`templates/${template.name}`, Buffer.from(template.text)] as const,
      );
      const kinds = attempt(() => renderedKinds(new Map(files)));
      expect(kinds, rule('apiVersion and kind of every object are literal', 'templates')).toEqual(
        chartKinds[name] ?? 'run make generate',
      );
    });

    it.each(templates)(
      'renders the same bytes every time, and no hook or Namespace: $name',
      ({ name: template, text: content }) => {
        const isNamespace = name === 'namespace' && template === 'namespace.yaml';
        const message = (problem: string): string => rule(problem, `templates/${template}`);
        expect(content, message('templates are deterministic')).not.toMatch(nondeterministic);
        expect(content, message('templates contain no hook and no Namespace')).not.toMatch(
          isNamespace ? /helm\.sh\/hook/ : /helm\.sh\/hook|kind:\s*Namespace\b/,
        );
      },
    );
  },
);

/** Returns true for a part of an object that is empty by default: the chart has no default for its parts. */
function isInEmptyObject(values: Values, path: readonly string[]): boolean {
  const parents = path.map((_, depth) => valueAt(values, path.slice(0, depth).join('.')));
  return parents.slice(1).some((parent) => isObject(parent) && Object.keys(parent).length === 0);
}

/** Returns the result of a function, or the message of its error. */
function attempt<Result>(read: () => Result): Result | string {
  try {
    return read();
  } catch (error) {
    return (error as Error).message;
  }
}

/** Yields the paths of schemas whose pattern or alternatives have no description. */
function* undescribedRules(schema: unknown, path = ''): Generator<string> {
  if (typeof schema !== 'object' || schema === null) return;
  const keywords: Readonly<Record<string, unknown>> = { ...schema };
  // a property may have the name of a keyword
  const isRule =
    typeof keywords['pattern'] === 'string' ||
    [keywords['anyOf'], keywords['oneOf']].some((choices) => Array.isArray(choices));
  if (isRule && !('description' in schema)) yield path;
  for (const [key, below] of Object.entries(schema)) {
    // The description of the schema around these covers what is below them.
    if (!['anyOf', 'oneOf', 'not', 'if'].includes(key)) yield* undescribedRules(below, `${path}/${key}`);
  }
}
