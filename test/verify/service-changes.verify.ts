import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { services } from '../../promises/services.ts';
import { RequestError } from '../../shared/errors.ts';
import type { Delivered } from '../../shared/kratix/outcome.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import type { DeliveredRelease } from '../../shared/release/existing-request.ts';
import type { ServiceDefinition } from '../../shared/service/define-service.ts';
import { findCases, ownCharts, readInput } from '../support/cases.ts';
import { bootstrapWith, configured, requestOf } from '../support/configured.ts';
import { ourCharts } from './support/charts.ts';
import { renderAll } from './support/render.ts';
import { ask } from './support/tools.ts';
import { faults, judge } from './support/validate.ts';

/*
 * Services with each field of their engine alone, with all fields and with none, in development and in production. Each is
 * delivered, and then grown, scaled, upgraded and rendered by the next version of the chart. Real Helm renders each state.
 * The API server's code checks each object as a creation and as an update, and so do the webhooks of the operators that can
 * be compiled.
 */

type Spec = Readonly<Record<string, unknown>>;

const environments = ['dev', 'prod'] as const;

const platforms = {
  dev: bootstrapWith({ monitoring: true, storageClass: 'standard' }),
  prod: bootstrapWith({
    monitoring: true,
    storageClass: 'standard',
    gitOps: { clusterType: 'prod', environments: ['prod'] },
  }),
};

/** Fields about the place of a request and not about its service. */
const placement = new Set([
  ...['environment', 'clusterType', 'namespace', 'giteaURL', 'organization', 'owner', 'enabled'],
  'allowLiterals',
]);

function specOf(engine: string, name: string): Spec {
  const found = findCases().find((one) => one.promise === engine && one.name === name)!;
  const fields = Object.entries(readInput(found).spec as Spec).filter(([key]) => !placement.has(key));
  return Object.fromEntries(fields);
}

/** State of a service: its request, and what the pipeline delivered for it. */
interface State {
  readonly id: string;
  readonly object: KubernetesObject;
  readonly delivered: Delivered;
}

const releaseOf = ({ delivered }: State): DeliveredRelease =>
  (delivered.status.releases as readonly DeliveredRelease[])[0]!;

/** Delivers a request; undefined if it is refused. */
async function deliver(id: string, object: KubernetesObject, charts = ownCharts): Promise<State | undefined> {
  const { environment } = object.spec as { environment: 'dev' | 'prod' };
  try {
    return { id, object, delivered: await configured(object, { platform: platforms[environment], charts }) };
  } catch (error) {
    if (error instanceof RequestError) return undefined;
    throw error;
  }
}

/** Returns the states of an engine that can be delivered: each field alone, all of them and none, in each environment. */
async function firstStates(service: ServiceDefinition): Promise<State[]> {
  const states = await Promise.all(environments.map((environment) => statesIn(service, environment)));
  return states.flat();
}

async function statesIn(service: ServiceDefinition, environment: string): Promise<State[]> {
  const stateOf = (name: string, spec: Spec) =>
    deliver(`${service.type}, ${name}, ${environment}`, requestOf(service.kind, { environment, ...spec }));
  const [example, every] = [specOf(service.type, 'example'), specOf(service.type, 'every-field')];
  // in production, Vault needs the certificate that the free values name
  const isEnough = (await stateOf('example', example)) !== undefined;
  const base = isEnough ? example : { ...example, values: every['values'] };
  const specs = [
    ['example', base],
    ...Object.entries(every).map(([field, value]) => [field, { ...base, [field]: value }] as const),
    ...service.versions.series.map(
      ({ name, versions }) => [`first of ${name}`, { ...base, version: versions[0] }] as const,
    ),
    ['every field', every],
  ] as const;
  const states = await Promise.all(specs.map(([name, spec]) => stateOf(name, spec)));
  return states.filter((state) => state !== undefined);
}

/** Charts of the project under the next version. */
const nextCharts: typeof ownCharts = {
  resolveChart: async (reference) => ({
    ...(await ownCharts.resolveChart({ ...reference, version: undefined })),
    version: nextVersion,
  }),
};
const nextVersion = '1.0.1';

/** Folder of a chart under the next version, as a release would have it. */
function nextFolder(folder: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'infraforge-next-chart-'));
  cpSync(folder, copy, { recursive: true });
  const file = join(copy, 'Chart.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^version: .*$/m, `version: ${nextVersion}`));
  return copy;
}

type Change = 'grown' | 'scaled' | 'upgraded' | 'raised to the next series' | 'on the next chart';

/** Returns the specs that change a delivered service, by what they do. */
function changesOf(service: ServiceDefinition, state: State): [Change, Spec][] {
  const spec = state.object.spec as Spec;
  const { storage = '10Gi', engineVersion } = releaseOf(state);
  const { series } = service.versions;
  const at = series.findIndex(({ versions }) => versions.includes(engineVersion ?? ''));
  const later = series[at]?.versions.at(-1);
  const next = series[at + 1]?.versions.at(-1);
  const replicas = Number(spec['replicas'] ?? 1) + 2;
  return [
    ['grown', { ...spec, storage: { ...(spec['storage'] as Spec | undefined), size: doubled(storage) } }],
    ['scaled', { ...spec, replicas }],
    ...(later === undefined || later === engineVersion
      ? []
      : [['upgraded', { ...spec, version: later }] satisfies [Change, Spec]]),
    ...(next === undefined
      ? []
      : [
          ['raised to the next series', { ...spec, version: next, upgrade: { allowMajor: true } }] satisfies [
            Change,
            Spec,
          ],
        ]),
    ['on the next chart', spec],
  ];
}

function doubled(size: string): string {
  const [, amount = '', unit = ''] = /^([0-9]+)(.*)$/.exec(size) ?? [];
  return `${2 * Number(amount)}${unit}`;
}

/** Delivered service and its delivered change. */
interface Step {
  readonly change: Change;
  readonly before: State;
  readonly after: State;
}

async function changesFrom(service: ServiceDefinition, before: State): Promise<Step[]> {
  const steps = changesOf(service, before).map(async ([change, spec]) => {
    const object = { ...before.object, spec, status: before.delivered.status as never };
    const charts = change === 'on the next chart' ? nextCharts : ownCharts;
    const after = await deliver(`${before.id}, ${change}`, object, charts);
    return after === undefined ? [] : [{ change, before, after }];
  });
  return (await Promise.all(steps)).flat();
}

interface Rendered extends KubernetesObject {
  readonly spec: Spec;
}

/** Renders states by real Helm. @throws Error if Helm refuses one */
function renderStates(states: readonly State[], folder: string): Map<State, Rendered[]> {
  const questions = states.map((state) => {
    const { name, namespace, values } = releaseOf(state);
    const text = state.delivered.files.get(values);
    return { chart: { dir: folder }, layers: [String(text)], release: name, namespace };
  });
  return new Map(
    renderAll(4, questions).map(({ manifest = {}, error }, index) => {
      const state = states[index]!;
      if (error !== undefined) throw new Error(`${state.id}: ${error}`);
      const texts = Object.entries(manifest).filter(([path]) => path.endsWith('.yaml'));
      return [
        state,
        texts.flatMap(([, text]) => parseAllDocuments(text).map((one) => one.toJS())).filter(Boolean),
      ];
    }),
  );
}

const keyOf = ({ kind, metadata }: KubernetesObject): string => `${kind} ${metadata.name}`;

/** Pairs of an object before and after a change. */
interface Update {
  readonly id: string;
  readonly object: Rendered;
  readonly old: Rendered;
}

/** Fields of a StatefulSet that the API server lets change (k8s.io/kubernetes, pkg/apis/apps/validation). */
const changeable = new Set([
  ...['replicas', 'ordinals', 'template', 'updateStrategy', 'minReadySeconds', 'revisionHistoryLimit'],
  'persistentVolumeClaimRetentionPolicy',
]);

/** Returns the fixed fields of built-in kinds that an update changes. */
function fixedFields({ object, old }: Update): string[] {
  const fixed: Readonly<Record<string, (spec: Spec) => unknown>> = {
    StatefulSet: (spec) => Object.entries(spec).filter(([key]) => !changeable.has(key)),
    Deployment: ({ selector }) => selector,
    Job: ({ template }) => template,
    PersistentVolumeClaim: ({ resources: _, ...spec }) => spec,
  };
  const read = fixed[object.kind];
  if (read === undefined) return [];
  return isDeepStrictEqual(read(object.spec), read(old.spec)) ? [] : [keyOf(object)];
}

interface Answer {
  readonly id: string;
  readonly ok: boolean;
  readonly errors: readonly string[];
}

const objections = (answers: readonly Answer[]): string[] =>
  answers.flatMap(({ id, errors = [] }) => errors.map((error) => `${id}: ${error}`));

/** Returns what the webhook of the operator refuses. */
function webhookFaults(type: string, updates: readonly Update[]): string[] {
  if (type === 'postgresql')
    return objections(
      ask<Answer>(
        'cnpg',
        [],
        updates.map(({ id, object, old }) => ({
          id,
          yaml: JSON.stringify(object),
          old: JSON.stringify(old),
        })),
      ),
    );
  if (type === 'elasticsearch')
    return objections(
      ask<Answer>(
        'eck',
        [],
        updates.filter(({ object }) => object.kind === 'Elasticsearch'),
      ),
    );
  return [];
}

describe.each(services)('$engine, delivered and changed', async (service) => {
  const { folder } = ourCharts().find(({ name }) => name === service.type)!;
  const states = await firstStates(service);
  const steps = (await Promise.all(states.map((state) => changesFrom(service, state)))).flat();
  const rendered = renderStates(states, folder);

  it('is delivered with no field and with every field, and accepts each kind of change', () => {
    const ids = states.map(({ id }) => id.split(', ').slice(1).join(', '));
    const both = (name: string): string[] => environments.map((environment) => `${name}, ${environment}`);
    expect(ids).toEqual(expect.arrayContaining([...both('example'), ...both('every field')]));
    const seen = new Set(steps.map(({ change }) => change));
    const expected: Change[] = ['scaled', 'on the next chart'];
    if (service.growsStorage !== false) expected.push('grown');
    if (service.versions.series.some(({ versions }) => versions.length > 1)) expected.push('upgraded');
    expect([...seen]).toEqual(expect.arrayContaining(expected));
    expect(steps.filter(({ change }) => change === 'on the next chart')).toHaveLength(states.length);
  });

  it('renders objects that the API server creates', () => {
    const objects = states.flatMap((state) =>
      rendered.get(state)!.map((object) => ({ id: state.id, yaml: JSON.stringify(object) })),
    );
    expect(faults(judge(objects))).toEqual([]);
  });

  it('renders objects that the API server and the operator accept as updates', () => {
    const isNext = ({ change }: Step): boolean => change === 'on the next chart';
    const changed = (all: readonly Step[]): State[] => all.map(({ after }) => after);
    const after = new Map([
      ...renderStates(changed(steps.filter((step) => !isNext(step))), folder),
      ...renderStates(changed(steps.filter(isNext)), nextFolder(folder)),
    ]);
    const updates = steps.flatMap((step) => {
      const olds = new Map(rendered.get(step.before)!.map((object) => [keyOf(object), object]));
      return after.get(step.after)!.flatMap((object) => {
        const old = olds.get(keyOf(object));
        return old === undefined ? [] : [{ id: step.after.id, object, old }];
      });
    });
    const questions = updates.map(({ id, object, old }) => ({
      id,
      yaml: JSON.stringify(object),
      old: JSON.stringify(old),
    }));
    expect(faults(judge(questions))).toEqual([]);
    expect(updates.flatMap((update) => fixedFields(update).map((what) => `${update.id}: ${what}`))).toEqual(
      [],
    );
    expect(webhookFaults(service.type, updates)).toEqual([]);
  });
});
