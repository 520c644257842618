import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { greeting } from '../../test/support/greeting.ts';
import { describeIssue } from './describe-issue.ts';

function messagesOf(spec: unknown, schema: z.ZodType = greeting.schema()): string[] {
  const { issues = [] } = schema.safeParse(spec, { reportInput: true }).error ?? {};
  return issues
    .flatMap((issue) => describeIssue(issue, { kind: 'Greeting', spec, schema }))
    .map(({ path, message }) => `${path}: ${message}`);
}

const service = (fields: object) => ({
  environment: 'dev',
  services: [{ name: 'db', type: 'alpha', ...fields }],
});

describe('describeIssue()', () => {
  it.each<[string, unknown, string]>([
    [
      'a misspelt field',
      { environment: 'dev', itmes: [] },
      'spec.itmes: Unknown field; did you mean "items"?',
    ],
    [
      'a misspelt field of an item',
      { environment: 'dev', items: [{ name: 'a', tmies: 1 }] },
      'spec.items[0].tmies: Unknown field; did you mean "times"?',
    ],
    [
      'a field unlike any other',
      { environment: 'dev', items: [{ name: 'a', zzz: 1 }] },
      'spec.items[0].zzz: Unknown field; supported: name, enabled, times, values',
    ],
    [
      'an unquoted version',
      service({ version: 15 }),
      'spec.services[0].version: Expected a string, found the number 15; add quotes',
    ],
    [
      'a number that is invalid as a string too',
      service({ version: -1 }),
      'spec.services[0].version: Invalid version "-1"; use an engine version such as "17" or "17.11"',
    ],
    [
      'a size without a unit',
      service({ storage: { size: 10 } }),
      'spec.services[0].storage.size: Invalid size "10"; use a whole number with a unit, such as "10Gi"',
    ],
    [
      'a field of an object below',
      service({ schedule: '@daily' }),
      'spec.services[0].schedule: Unknown field; did you mean "backup.schedule"? Run "infraforge explain Greeting.services" for all fields',
    ],
    [
      'a chart as a string',
      service({ chart: 'alpha' }),
      'spec.services[0].chart: Expected an object, found the string "alpha"; write "chart: {name: …, version: …}", or run "infraforge convert"',
    ],
    [
      'storage as a string',
      service({ storage: '5Gi' }),
      'spec.services[0].storage: Expected an object, found the string "5Gi"; write "storage: {size: 5Gi}", or run "infraforge convert"',
    ],
    [
      'a field of an earlier version',
      service({ config: { a: 1 } }),
      'spec.services[0].config: Unknown field; use values, or run "infraforge convert"',
    ],
    [
      'a misspelt service',
      { environment: 'dev', services: [{ name: 'db', type: 'alhpa' }] },
      'spec.services[0].type: Unsupported service type "alhpa"; did you mean "alpha"? Supported: alpha, beta',
    ],
    [
      'a service that has no chart yet',
      { environment: 'dev', services: [{ name: 'db', type: 'vault' }] },
      'spec.services[0].type: Unsupported service type "vault"; supported: alpha, beta',
    ],
  ])('suggests a fix for %s', (_, spec, message) => {
    expect(messagesOf(spec)).toEqual([message]);
  });

  it.each<[string, unknown, string]>([
    [
      'a name that is too long',
      { environment: 'x'.repeat(64) },
      'spec.environment: Too long: at most 63 characters are allowed',
    ],
    [
      'an empty name',
      { environment: 'dev', items: [{ name: '' }] },
      'spec.items[0].name: Must not be empty; set a value',
    ],
    [
      'a service name that is too long for every engine',
      service({ name: 'x'.repeat(51) }),
      'spec.services[0].name: Too long: the maximum number of characters is 50 (Alpha 50, Beta 10)',
    ],
  ])('reports one problem for %s', (_, spec, message) => {
    expect(messagesOf(spec)).toEqual([message]);
  });

  it('names the only field of an object, also of a list entry', () => {
    const rule = z.strictObject({ enabled: z.boolean().optional() });
    const schema = z.strictObject({ alerts: rule, rules: z.array(rule) });
    expect(messagesOf({ alerts: { zzz: 1 }, rules: [{ zzz: 1 }] }, schema)).toEqual([
      'spec.alerts.zzz: Unknown field; use alerts.enabled',
      'spec.rules[0].zzz: Unknown field; supported: enabled',
    ]);
  });
});
