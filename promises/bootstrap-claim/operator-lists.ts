import * as z from 'zod';
import { choicesHint, nearest } from '../../shared/nearest.ts';
import { asSet } from '../../shared/promise/collections.ts';
import { quotedValue } from '../../shared/promise/quoted-value.ts';
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
        'Operators to install, with everything that they need, except installedOperators. Defaults to all; set to an empty list for none',
      ),
    installedOperators: operatorNames()
      .optional()
      .describe(
        'Operators that are already installed on the cluster. InfraForge does not install them, and services may need them',
      ),
  };
}

/**
 * Returns the operators of the cluster that BootstrapClaims install, with everything that they need and without those that
 * are present.
 */
export function allOperators(operators: readonly string[], present: readonly string[] = []): string[] {
  const missing = operators.map(currentName).filter((name) => !present.includes(name));
  return withNeeds(missing, { known, present });
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
