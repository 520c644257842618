import { type Problem, problem, RequestError } from '../../shared/errors.ts';
import { choicesHint, nearest } from '../../shared/nearest.ts';
import { bindableFacts } from '../../shared/release/bindable-facts.ts';
import {
  type Binding,
  type BoundService,
  caFileFact,
  type FindBoundService,
  isLocalFact,
  variablesOf,
} from '../../shared/release/bindings.ts';
import type { DeliveredBinding } from '../../shared/release/existing-request.ts';
import type { ClaimContext } from '../../shared/release/ownership.ts';
import { allowsDelivery, deliveredPlatforms, type Placement } from '../../shared/release/placement.ts';
import type { Release, ReleaseFacts } from '../../shared/release/release.ts';
import { findForeignService, listForeignServices } from './foreign-services.ts';

/** Request whose bindings are resolved, with its placement and its own services. */
export interface BindingContext extends ClaimContext {
  readonly placement: Placement;
  /** Facts of the services of the request; undefined for a service that is refused itself. */
  readonly own: ReadonlyMap<string, ReleaseFacts | undefined>;
}

/** Bindings of a request with the services that they lead to. */
export interface ResolvedBindings {
  readonly findService: FindBoundService;
  readonly delivered: readonly DeliveredBinding[];
  /** Messages about services of other requests that are not delivered yet. */
  readonly waiting: readonly string[];
  readonly problems: readonly Problem[];
}

/** Service of a binding, or why there is none. */
type Answer = { readonly service?: Target; readonly waiting?: string; readonly problem?: Problem };
type Target = BoundService & { readonly request?: string };

/** Finds the services that releases bind to: those of the request itself, then those of other requests. */
export function resolveBindings(releases: readonly Release[], context: BindingContext): ResolvedBindings {
  const wanted = releases.flatMap((release) =>
    (release.bindings ?? []).map((binding) => ({ release, binding })),
  );
  const answers = new Map<string, Answer>();
  const answerOf = (binding: Pick<Binding, 'service' | 'namespace'>): Answer => {
    const key = `${binding.namespace ?? context.placement.namespace}/${binding.service}`;
    const answer = answers.get(key) ?? findTarget(binding, context);
    answers.set(key, answer);
    return answer;
  };
  return {
    findService: (binding) => answerOf(binding).service,
    delivered: releases.flatMap((release) => deliveredBindings(release, answerOf)),
    waiting: [...new Set(wanted.flatMap(({ binding }) => answerOf(binding).waiting ?? []))],
    problems: wanted.flatMap(({ release, binding }) =>
      bindingProblems(binding, { release, answerOf, context }),
    ),
  };
}

type AnswerOf = (binding: Pick<Binding, 'service' | 'namespace'>) => Answer;

function findTarget(
  { service: name, namespace = '' }: Pick<Binding, 'service' | 'namespace'>,
  context: BindingContext,
): Answer {
  const { placement, self, own, requests } = context;
  const isLocal = namespace === '' || namespace === placement.namespace;
  if (isLocal && own.has(name)) {
    const facts = own.get(name);
    return facts === undefined ? {} : { service: toService(facts, { name, namespace: placement.namespace }) };
  }
  const { environment } = placement;
  const names = { environment, namespace, requestNamespace: self.namespace };
  if (!isLocal && !allowsDelivery(deliveredPlatforms(requests), names)) {
    const message = `Namespace "${namespace}" does not belong to the environment and tenant of this request; use a service of your own namespaces`;
    return { problem: problem('namespace', message) };
  }
  const at = { namespace: isLocal ? placement.namespace : namespace };
  const found = findForeignService(name, { ...context, ...at });
  if (found === undefined) return { problem: unknownService(name, { context, ...at, isLocal }) };
  if (found.facts === undefined)
    return { waiting: `Service "${name}" of ${found.request} is not delivered yet` };
  return { service: { ...toService(found.facts, { name, ...at }), request: found.request } };
}

function toService(facts: ReleaseFacts, at: { readonly name: string; readonly namespace: string }): Target {
  return { ...at, facts: bindableFacts(at.name, facts), caSecret: facts.caSecret };
}

/** Maximum number of names that a message lists. */
const maxListed = 20;

function unknownService(
  name: string,
  { context, namespace, isLocal }: { context: BindingContext; namespace: string; isLocal: boolean },
): Problem {
  const known = [
    ...(isLocal ? context.own.keys() : []),
    ...listForeignServices({ ...context, namespace }),
  ].toSorted();
  const place = `in namespace "${namespace}" of environment "${context.placement.environment}"`;
  const what = `Unknown service "${name}" ${place}`;
  if (known.length === 0) return problem('name', `${what}; add it to components, or to another request`);
  const choices = known.slice(0, maxListed).join(', ');
  return problem('name', `${what}${choicesHint(nearest(name, known), { label: 'declared', choices })}`);
}

function bindingProblems(
  { field, single, ...binding }: Binding,
  { release, answerOf, context }: { release: Release; answerOf: AnswerOf; context: BindingContext },
): Problem[] {
  const { service, problem: refused } = answerOf(binding);
  const path = `${release.path}.${field}`;
  if (refused !== undefined)
    return [problem(single === undefined ? path : `${path}.${refused.path}`, refused.message)];
  if (service === undefined || single === undefined) return [];
  const message = factProblem(service, single.fact, context.placement.namespace);
  return message === undefined ? [] : [problem(`${path}.key`, message)];
}

/** Returns why a release cannot use a fact of a service; undefined if it can. */
function factProblem(
  { name, namespace, facts }: BoundService,
  fact: string,
  own: string,
): string | undefined {
  const isRemote = namespace !== own;
  const usable = [...facts]
    .filter(([key, value]) => !isRemote || !isLocalFact(key, value))
    .map(([key]) => key);
  if (usable.includes(fact)) return undefined;
  const choices = usable.join(', ');
  if (facts.has(fact))
    return `"${fact}" of service "${name}" is in a Secret of namespace "${namespace}", which pods of namespace "${own}" cannot read; use ${choices}, and a Secret of your own`;
  const hint = choicesHint(nearest(fact, usable), { label: 'supported', choices });
  return `Service "${name}" has no fact "${fact}"${hint}`;
}

/** Returns the entries of `status.bindings[]` for a release, one for each service. */
function deliveredBindings(release: Release, answerOf: AnswerOf): DeliveredBinding[] {
  const byService = new Map<Target, Map<string, string>>();
  for (const { single, naming, ...binding } of release.bindings ?? []) {
    const { service } = answerOf(binding);
    if (service === undefined) continue;
    const variables = byService.get(service) ?? new Map<string, string>();
    byService.set(service, variables);
    if (single !== undefined) variables.set(single.variable, single.fact);
    else for (const [variable, fact] of variablesOf(service, naming)) variables.set(variable, fact);
  }
  return [...byService].map(([service, variables]) => describeBinding(release, { service, variables }));
}

function describeBinding(
  { name: application }: Release,
  {
    service: { name, namespace, request, facts, caSecret },
    variables,
  }: { service: Target; variables: ReadonlyMap<string, string> },
): DeliveredBinding {
  const used = new Set(variables.values());
  const secret = [...used].map((fact) => facts.get(fact)).find((fact) => fact !== undefined && 'key' in fact);
  return {
    application,
    service: name,
    namespace,
    ...(request === undefined ? {} : { request }),
    variables: [...variables.keys()],
    ...(secret !== undefined && 'key' in secret ? { secretName: secret.secretName } : {}),
    ...(used.has(caFileFact) && caSecret !== undefined ? { caSecret } : {}),
  };
}

/**
 * Refuses to remove services that delivered applications of other requests use.
 *
 * @throws RequestError `ServiceInUse`
 */
export function checkBoundServices(
  releases: readonly Release[],
  { self, requests, placement }: Omit<BindingContext, 'own'>,
): void {
  const kept = new Set(releases.filter(({ stateful }) => stateful).map(({ name }) => name));
  const removed = self.releases.filter(({ name, engine }) => engine !== undefined && !kept.has(name));
  if (removed.length === 0) return;
  const platforms = deliveredPlatforms(requests);
  const users = requests.filter(
    ({ uid, environment, namespace: requestNamespace, bindings = [] }) =>
      uid !== self.uid &&
      environment === placement.environment &&
      bindings.length > 0 &&
      // a request that may not use a service cannot block its removal
      removed.some(({ namespace }) =>
        allowsDelivery(platforms, { environment, namespace, requestNamespace }),
      ),
  );
  const problems = removed.flatMap(({ name, namespace }) => {
    const uses = users.flatMap((user) =>
      (user.bindings ?? [])
        .filter((binding) => binding.service === name && binding.namespace === namespace)
        .map(({ application }) => `${application} of ${user.kind} ${user.namespace}/${user.name}`),
    );
    if (uses.length === 0) return [];
    const message = `Service "${name}" is in use by ${[...new Set(uses)].slice(0, maxListed).join(', ')}; remove it from their services and env first`;
    return [problem('spec', message)];
  });
  if (problems.length > 0) throw new RequestError('ServiceInUse', problems);
}
