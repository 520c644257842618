import type { Rule } from '../../shared/promise/rule.ts';
import { services } from '../services.ts';
import type { BundleSpec } from './bundle-releases.ts';
import { bundleBlocks, bundleLists } from './bundle-services.ts';

/** Maximum length of a tenant in characters: `<tenant>-<type>` must be a name of every engine but those of {@link bundleRules}. */
export const tenantLimit = 40;

interface RequestedType {
  /** Path of the block or of the list entry. */
  readonly path: (string | number)[];
  readonly type: string;
}

/** Returns the rules of a bundle: one place for a service, and names that its engine accepts. */
export function bundleRules(): Rule<BundleSpec>[] {
  return [
    {
      cel: '!has(self.autoscaling) || !has(self.autoscaling.minReplicas) || !has(self.autoscaling.maxReplicas) || self.autoscaling.minReplicas <= self.autoscaling.maxReplicas',
      message: 'minReplicas exceeds maxReplicas',
      check: ({ autoscaling: { minReplicas, maxReplicas } = { enabled: false } }) =>
        minReplicas === undefined || maxReplicas === undefined || minReplicas <= maxReplicas,
      path: ['autoscaling', 'minReplicas'],
    },
    {
      cel: `self.operators.all(o, !o.enabled || !(o.name in ${blockTypes}) && !self.platform.exists(p, p.enabled && p.name == o.name)) && self.platform.all(p, !p.enabled || !(p.name in ${blockTypes}))`,
      message: 'Duplicate service; keep one of the two forms',
      problems: duplicateProblems,
    },
    ...services
      .filter(({ type, nameLimit }) => nameLimit - type.length - 1 < tenantLimit)
      .map(tenantLengthRule),
  ];
}

/** CEL for the types of the enabled blocks. */
const blockTypes = `[${bundleBlocks
  .map(({ field }) => `(has(self.${field}) && self.${field}.enabled ? self.${field}.type : '')`)
  .join(', ')}]`;

/** Returns the types of the enabled services. */
function requestedTypes(spec: BundleSpec): RequestedType[] {
  const fields = spec as unknown as Readonly<Record<string, unknown>>;
  return [
    ...bundleBlocks.flatMap(({ field }) => {
      const block = fields[field] as { enabled: boolean; type: string } | undefined;
      return block?.enabled ? [{ path: [field], type: block.type }] : [];
    }),
    ...bundleLists.flatMap((list) =>
      (fields[list] as readonly { enabled: boolean; name: string }[]).flatMap(({ enabled, name }, index) =>
        enabled ? [{ path: [list, index], type: name }] : [],
      ),
    ),
  ];
}

function duplicateProblems(spec: BundleSpec) {
  const requested = requestedTypes(spec);
  return requested.flatMap(({ path, type }, index) => {
    const first = requested.findIndex((one) => one.type === type);
    if (first === index) return [];
    const other = requested[first]!.path.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join(
      '',
    );
    return [
      {
        path: [...path, 'name'],
        message: `Duplicate service "${type}"; first in ${other}; keep one of the two`,
      },
    ];
  });
}

/** Returns the rule of the tenant's length for an engine with short names. */
function tenantLengthRule({ type, engine, nameLimit }: (typeof services)[number]): Rule<BundleSpec> {
  const limit = nameLimit - type.length - 1;
  const inLists = bundleLists.map((list) => `self.${list}.exists(i, i.enabled && i.name == '${type}')`);
  return {
    cel: `size(self.tenant) <= ${limit} || !('${type}' in ${blockTypes} || ${inLists.join(' || ')})`,
    message: `Too long for ${engine}: at most ${limit} characters are allowed, because the service is called <tenant>-${type}`,
    check: (spec) => spec.tenant.length <= limit || !requestedTypes(spec).some((one) => one.type === type),
    path: ['tenant'],
  };
}
