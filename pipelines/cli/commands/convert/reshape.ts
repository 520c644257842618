import { apiVersion, group } from '../../../../shared/api-version.ts';
import { findSuccessor, renamedKinds } from '../../../../shared/promise/legacy-fields.ts';
import { applicationLists, reshapeApplication } from './application-forms.ts';
import { type Conversion, moveField, replace } from './conversion.ts';
import type { Draft, Steps } from './draft.ts';
import { reshapePlatform } from './platform-forms.ts';
import { reshapeBundle, reshapeService, reshapeServiceRequest } from './service-forms.ts';

/** Lists of a request by what their items are. */
const lists: Readonly<Record<string, (conversion: Conversion, item: Steps) => void>> = {
  ...Object.fromEntries(applicationLists.map((name) => [name, reshapeApplication])),
  services: reshapeService,
  components: reshapeService,
  platformComponents: reshapeService,
};

/** Returns the current name of a kind; the same name if the kind was never renamed. */
export function currentKind(kind: string): string {
  return (Object.hasOwn(renamedKinds, kind) ? renamedKinds[kind] : undefined) ?? kind;
}

/** Moves the fields of an older request to their successors, and converts their values to the current form. */
export function reshape(conversion: Conversion): void {
  const { draft, kind } = conversion;
  const [version, given] = [draft.text(['apiVersion']), draft.text(['kind'])];
  if (version !== apiVersion && version?.startsWith(`${group}/`))
    replace(conversion, ['apiVersion'], apiVersion, `changed to ${apiVersion}`);
  if (given !== undefined && given !== kind) replace(conversion, ['kind'], kind, `renamed to ${kind}`);
  for (const [name, reshapeItem] of Object.entries(lists)) {
    const list = ['spec', name];
    for (let index = 0; index < draft.length(list); index++) reshapeItem(conversion, [...list, index]);
  }
  for (const { steps, to, isList } of findMoves(draft, kind)) {
    moveField(conversion, steps, to);
    if (isList && draft.text(to) !== undefined) draft.set(to, [draft.text(to)]);
  }
  if (kind === 'BootstrapClaim') reshapePlatform(conversion);
  if (kind === 'InfraForge') reshapeBundle(conversion);
  reshapeServiceRequest(conversion);
}

interface Move {
  readonly steps: Steps;
  readonly to: Steps;
  readonly isList: boolean;
}

/** Returns the fields that have a successor; those of an object before the object. */
function findMoves(draft: Draft, kind: string, steps: Steps = ['spec']): Move[] {
  const items = Array.from({ length: draft.length(steps) }, (_, index) => index);
  const below = [...draft.keys(steps), ...items].flatMap((step) => findMoves(draft, kind, [...steps, step]));
  const shape = steps.map((step) => (typeof step === 'number' ? '[]' : `.${step}`)).join('');
  const successor = findSuccessor(shape.slice(1), kind);
  if (successor === undefined) return below;
  const names = successor.to.split('.');
  const to = names[0] === 'spec' ? names : [...steps.slice(0, -1), ...names];
  return [...below, { steps, to, isList: successor.isList === true }];
}
