import type { Value } from '../../../shared/helm/chart.ts';
import {
  type Binding,
  type BoundFact,
  type BoundService,
  caFileFact,
  type FindBoundService,
  variablesOf,
} from '../../../shared/release/bindings.ts';
import type { Application } from '../application.ts';

type Variable = NonNullable<Application['env']>[number];

/** Values of an application that come from services. The key of each is the same in the chart. */
export interface BoundValues {
  /** Variables of `services`. They precede those of `env`, which can refer to them. */
  readonly env: readonly Value[];
  /** Certificate authorities to mount. */
  readonly authorities: readonly { readonly service: string; readonly secretName: string }[];
  /** Namespaces and ports of the services. A network policy of the application keeps them reachable. */
  readonly targets: readonly { readonly namespace: string; readonly port: number }[];
}

/** Lists of an application whose items have variables of their own. */
const containerLists = ['jobs', 'initContainers', 'sidecars'] as const;

interface Container {
  readonly env?: readonly Variable[] | undefined;
}

function containersOf(item: Application, list: string): readonly Container[] | undefined {
  return (item as Readonly<Record<string, unknown>>)[list] as readonly Container[] | undefined;
}

/**
 * Returns the bindings of an application, each with its field.
 *
 * @param impliedBindings bindings that the request does not name
 */
export function bindingsOf(item: Application, impliedBindings: readonly Binding[] = []): Binding[] {
  return [
    ...impliedBindings,
    ...(item.services ?? []).map((service, index) => ({ field: `services[${index}]`, service })),
    ...references(item, ''),
    ...containerLists.flatMap((list) =>
      (containersOf(item, list) ?? []).flatMap((container, index) =>
        references(container, `${list}[${index}].`),
      ),
    ),
  ];
}

function references({ env = [] }: Container, prefix: string): Binding[] {
  return env.flatMap(({ name: variable, valueFrom }, index): Binding[] => {
    const ref = valueFrom?.serviceRef;
    if (ref === undefined) return [];
    const { name: service, key: fact, namespace } = ref;
    const field = `${prefix}env[${index}].valueFrom.serviceRef`;
    return [{ field, service, namespace, single: { fact, variable } }];
  });
}

/** Returns an application without references to services: their values, or the keys of their Secrets, replace them. */
export function bindItem(
  item: Application,
  findService: FindBoundService,
  impliedBindings: readonly Binding[] = [],
): { readonly item: Application; readonly bound: BoundValues | undefined } {
  const bindings = bindingsOf(item, impliedBindings);
  if (bindings.length === 0) return { item, bound: undefined };
  const found = bindings.flatMap(({ single, naming, ...binding }) => {
    const service = findService(binding);
    return service === undefined ? [] : [{ service, single, naming }];
  });
  const env = found.flatMap(({ service, single, naming }) =>
    single === undefined
      ? variablesOf(service, naming).map(([name, fact]) => ({ name, ...sourceOf(service.facts.get(fact)!) }))
      : [],
  );
  const lists = containerLists.flatMap((list) => {
    const containers = containersOf(item, list);
    if (containers === undefined) return [];
    return [{ [list]: containers.map((container) => withoutReferences(container, findService)) }];
  });
  const withCa = found.filter(({ single }) => single === undefined || single.fact === caFileFact);
  const authorities = authoritiesOf(withCa.map(({ service }) => service));
  return {
    item: Object.assign({}, withoutReferences(item, findService), ...lists) as Application,
    bound:
      found.length === 0
        ? undefined
        : { env, authorities, targets: targetsOf(found.map(({ service }) => service)) },
  };
}

function sourceOf(fact: BoundFact) {
  if ('value' in fact) return { value: fact.value };
  const { secretName: name, key } = fact;
  return { valueFrom: { secretKeyRef: { name, key } } };
}

function withoutReferences<C extends Container>(container: C, findService: FindBoundService): C {
  const { env } = container;
  if (env === undefined) return container;
  return { ...container, env: env.map((variable) => resolved(variable, findService)) };
}

/** Returns a variable with the fact that it refers to. A refused reference has no value; its problem is reported. */
function resolved(variable: Variable, findService: FindBoundService): Variable {
  const ref = variable.valueFrom?.serviceRef;
  if (ref === undefined) return variable;
  const fact = findService({ service: ref.name, namespace: ref.namespace })?.facts.get(ref.key);
  return { name: variable.name, ...(fact === undefined ? { value: '' } : sourceOf(fact)) };
}

function authoritiesOf(services: readonly BoundService[]): BoundValues['authorities'] {
  const secrets = new Map(services.map(({ name, caSecret }) => [name, caSecret]));
  return [...secrets].flatMap(([service, secretName]) =>
    secretName === undefined ? [] : [{ service, secretName }],
  );
}

function targetsOf(services: readonly BoundService[]): BoundValues['targets'] {
  const targets = services.flatMap(({ namespace, facts }) => {
    const port = facts.get('port');
    return port !== undefined && 'value' in port ? [{ namespace, port: Number(port.value) }] : [];
  });
  const once = new Map(targets.map((target) => [`${target.namespace} ${target.port}`, target]));
  return [...once.values()];
}
