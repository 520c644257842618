import * as z from 'zod';
import { choicesHint, nearest } from '../../shared/nearest.ts';
import { asSet } from '../../shared/promise/collections.ts';
import { quotedValue } from '../../shared/promise/quoted-value.ts';
import type { Rule } from '../../shared/promise/rule.ts';
import { withNeeds } from '../../shared/release/operator.ts';
import { scalarText } from '../../shared/scalar-text.ts';
import { nearestService } from '../../shared/service/find-service.ts';
import { operators as known } from '../operators.ts';
import { services } from '../services.ts';

const names = known.map(({ name }) => name);

/** Names of the operators by their former names. */
const former = new Map(
  known.flatMap(({ name, formerNames = [] }) => formerNames.map((one) => [one, name] as const)),
);

/** Returns the fields of a BootstrapClaim about the operators of its cluster. */
export function operatorLists() {
  return {
    operators: operatorNames([...former.keys()])
      .default([...names])
      .describe(
        'Operators to install, with everything that they need. Defaults to all; set to an empty list for none',
      ),
    installedOperators: operatorNames()
      .optional()
      .describe(
        'Operators that are already installed on the cluster. InfraForge does not install them, and services may need them',
      ),
  };
}

/** Rule against an operator in both lists. */
export const noSharedOperator: Rule<{
  operators: readonly string[];
  installedOperators?: readonly string[] | undefined;
}> = {
  cel: '!has(self.installedOperators) || self.operators.size() == 0 || self.operators.all(name, !(name in self.installedOperators))',
  message: 'An operator is in operators and in installedOperators; remove it from one of them',
  check: ({ operators, installedOperators = [] }) =>
    operators.every((name) => !installedOperators.includes(name)),
  path: ['installedOperators'],
};

/** Returns the operators of the cluster that BootstrapClaims install, with everything that they need. */
export function allOperators(operators: readonly string[], present: readonly string[] = []): string[] {
  return withNeeds(operators.map(currentName), { known, present });
}

/** Returns warnings about former names. */
export function operatorWarnings(operators: readonly string[]): string[] {
  return operators
    .filter((name) => name !== currentName(name))
    .map((name) => `spec.operators: ${name} is installed as ${currentName(name)}; use this name`);
}

function currentName(name: string): string {
  return former.get(name) ?? name;
}

function operatorNames(others: readonly string[] = []) {
  const name = z.enum([...names, ...others] as [string, ...string[]], { error: unsupportedOperator });
  return asSet(z.array(name).max(20), 'Duplicate operator');
}

function unsupportedOperator({ input }: { input?: unknown }): string {
  const name = scalarText(input);
  const near = nearest(name, names) ?? nearestService(services, name)?.operator?.name;
  return `Unsupported operator${quotedValue(input)}${choicesHint(near, { label: 'supported', choices: names.join(', ') })}`;
}
