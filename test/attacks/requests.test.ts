import { describe, expect, it } from 'vitest';
import { parseObject } from '../../shared/kratix/object.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { parseChartYaml, parseRequestYaml } from '../../shared/yaml.ts';
import { applicationWith, bootstrapWith, configured, databaseWith } from '../support/configured.ts';
import { pathsOf, refusalOfAsync } from '../support/refusal.ts';

const values = 'environments/nonprod/dev/applications/web/values.yaml';
const request = (spec: string): KubernetesObject =>
  parseObject(
    parseRequestYaml(
      `apiVersion: platform.infraforge.io/v1\nkind: ApplicationClaim\nmetadata: {name: shop, namespace: team-a}\nspec:\n${spec}`,
    ),
  );

describe('attack A18: reserved values in a request', () => {
  it.each([
    'securityContext',
    'podSecurityContext',
    'serviceAccount',
    'serviceAccountName',
    'initContainers',
    'extraObjects',
    'hostNetwork',
    'nodeName',
    'volumes',
  ])('A18 refuses values.%s of an application with its path', async (key) => {
    const refusal = await refusalOfAsync(() =>
      configured(applicationWith({ values: { [key]: { privileged: true } } })),
    );
    expect(refusal.reason).toBe('InvalidValues');
    expect(pathsOf(refusal).join(' ')).toContain(`spec.applications[0].values.${key}`);
  });

  it('A18 refuses to change the protection of a service by its values', async () => {
    const refusal = await refusalOfAsync(() => configured(databaseWith({ values: { protected: false } })));
    expect(refusal).toMatchObject({
      reason: 'InvalidValues',
      problems: [{ path: 'spec.services[0].values.protected' }],
    });
  });
});

describe('attack A17: templates in a request', () => {
  it.each([
    '{{ .Values.x }}',
    '{{ tpl "x" . }}',
    '{{ lookup "v1" "Secret" "" "" }}',
    '{{ getHostByName "x.example.com" }}',
    '$(HOME)',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the literal template is the attack
    '${HOME}',
    '`id`',
  ])('A17 passes %j unchanged', async (value) => {
    const { files } = await configured(
      applicationWith({ env: [{ name: 'TEXT', value }], values: { podAnnotations: { text: value } } }),
      { platform: bootstrapWith({ allowedAnnotations: ['text'] }) },
    );
    expect(parseChartYaml(files.get(values) ?? '', 'values.yaml')).toMatchObject({
      env: [{ name: 'TEXT', value }],
      podAnnotations: { text: value },
    });
  });
});

describe('attack A16: nulls in a request', () => {
  it('A16 removes a default by a null in free values, and refuses one for a required value', async () => {
    const { files } = await configured(applicationWith({ values: { nodeSelector: null } }));
    expect(parseChartYaml(files.get(values) ?? '', 'values.yaml')).toMatchObject({ nodeSelector: null });
    const refusal = await refusalOfAsync(() => configured(applicationWith({ values: { image: null } })));
    expect(refusal.reason).toBe('InvalidValues');
  });

  it.each(['image', 'replicas', 'env', 'ports', 'chart', 'name', 'values'])(
    'A16 refuses a null as %s, with its path',
    async (field) => {
      const refusal = await refusalOfAsync(() => configured(applicationWith({ [field]: null })));
      expect(refusal.reason).toBe('InvalidRequest');
      expect(pathsOf(refusal)).toContain(`spec.applications[0].${field}`);
    },
  );
});

describe('attack A14: ambiguous scalars in a request', () => {
  it('A14 keeps versions, tags and empty strings unchanged', async () => {
    const object = request(
      [
        '  environment: dev',
        '  applications:',
        '    - name: web',
        '      image: {repository: registry.example.com/web, tag: "1.10"}',
        '      env: [{name: EMPTY, value: ""}, {name: NORWAY, value: "no"}, {name: OCTAL, value: "017"}]',
      ].join('\n'),
    );
    const file = (await configured(object)).files.get(values) ?? '';
    expect(parseChartYaml(file, 'values.yaml')).toMatchObject({
      image: { tag: '1.10' },
      env: [
        { name: 'EMPTY', value: '' },
        { name: 'NORWAY', value: 'no' },
        { name: 'OCTAL', value: '017' },
      ],
    });
  });

  it('A14 asks for quotes if YAML reads a string as a number or boolean', async () => {
    const object = request(
      [
        '  environment: dev',
        '  applications:',
        '    - name: web',
        '      image: {repository: registry.example.com/web, tag: 1.10}',
        '      env: [{name: A, value: no}]',
      ].join('\n'),
    );
    const { problems } = await refusalOfAsync(() => configured(object));
    expect(problems.map(({ path }) => path)).toEqual([
      'spec.applications[0].image.tag',
      'spec.applications[0].env[0].value',
    ]);
    expect(problems.every(({ message }) => /add quotes/.test(message))).toBe(true);
  });
});

describe('attack A16: a lone surrogate', () => {
  it.each([{ podAnnotations: { 'prometheus.io/path': '\ud800' } }, { 'a\udfff': 1 }])(
    'A16 refuses %j in free values beside the problems of the request itself',
    async (free) => {
      const refusal = await refusalOfAsync(() => configured(applicationWith({ values: free, replicas: -1 })));
      expect(refusal.reason).toBe('InvalidRequest');
      expect(refusal.problems.map(({ message }) => message)).toContainEqual(
        expect.stringMatching(/^The character U\+D[8F](?:00|FF) is not allowed/),
      );
    },
  );
});
