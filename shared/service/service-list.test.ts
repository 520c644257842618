import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { alpha, beta } from '../../test/support/services.ts';
import { serviceList } from './service-list.ts';

const aliases = [{ name: 'omega', reason: 'Omega was archived' }];
const schema = serviceList([alpha, beta], { min: 1, max: 3 });

function problemsOf(...items: unknown[]): string[] {
  return (schema.safeParse(items).error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );
}

const a = (fields: object = {}) => ({ name: 'db', type: 'alpha', ...fields });
const b = (fields: object = {}) => ({
  name: 'cache',
  type: 'beta',
  credentials: { secretName: 's' },
  ...fields,
});

describe('serviceList()', () => {
  it('fills in defaults and leaves other fields unset', () => {
    expect(schema.parse([a({ backup: { destination: 's3://x' } })])).toEqual([
      {
        name: 'db',
        type: 'alpha',
        enabled: true,
        chart: {},
        backup: { enabled: true, retention: '30d', destination: 's3://x' },
      },
    ]);
  });

  it.each<[string, object]>([
    ['a major version', a({ version: '16' })],
    ['a minor version', a({ version: '16.4' })],
    ['an engine with a mode', b({ mode: 'cluster' })],
    ['zero replicas', a({ replicas: 0 })],
    [
      'a schedule of five fields',
      a({ backup: { schedule: '*/5 0-6 * JAN,FEB MON', destination: 's3://x/y' } }),
    ],
    ['a backup at the destination of the platform', a({ backup: { schedule: '@daily' } })],
    ['disabled backups for an engine without backups', b({ backup: { enabled: false } })],
    ['a disabled service without credentials', { name: 'c', type: 'beta', enabled: false }],
    ['half of the resources', a({ resources: { limits: { memory: '1Gi' } } })],
    ['a quantity as a number', a({ resources: { limits: { cpu: 2 } } })],
  ])('accepts %s', (_, item) => {
    expect(problemsOf(item)).toEqual([]);
  });

  it.each<[string, object, string]>([
    [
      'a version as a tag',
      a({ version: 'latest' }),
      '0.version: Invalid version "latest"; use an engine version such as "17" or "17.11"',
    ],
    [
      'a version that the engine does not support',
      a({ version: '13' }),
      '0.version: Unsupported version "13" of Alpha; supported: 15 (15.14 to 15.16), 16 (16.4 to 16.6), 17 (17.0, 17.1), 18 (18.0, 18.1)',
    ],
    [
      'a name that is too long for the engine',
      b({ name: 'a-long-name' }),
      '0.name: Too long for Beta: at most 10 characters are allowed',
    ],
    [
      'a mode for an engine without modes',
      a({ mode: 'cluster' }),
      '0.mode: mode is supported only for beta; remove it',
    ],
    [
      'backups for an engine without backups',
      b({ backup: { destination: 's3://x' } }),
      '0.backup: backup is unsupported for Beta; remove it',
    ],
    [
      'a restore for an engine without backups',
      b({ restore: { from: { destination: 's3://x', serverName: 'dev.dev.cache' } } }),
      '0.restore: restore is supported only for alpha; remove it',
    ],
    [
      'a point in time without its zone',
      a({
        restore: {
          from: { destination: 's3://x', serverName: 'dev.dev.db.pg17' },
          targetTime: '2026-11-28T09:30:00',
        },
      }),
      '0.restore.targetTime: Invalid time "2026-11-28T09:30:00"; use a time with its zone, such as "2026-11-28T09:30:00Z"',
    ],
    [
      'a schedule of six fields',
      a({ backup: { schedule: '0 0 2 * * *', destination: 's3://x' } }),
      '0.backup.schedule: Invalid schedule "0 0 2 * * *"; use the five fields of cron: minute, hour, day, month (1 or JAN) and weekday (0 or SUN), such as "0 2 * * *", or @daily',
    ],
    [
      'high availability for an engine without it',
      b({ highAvailability: true }),
      '0.highAvailability: highAvailability is supported only for alpha; remove it',
    ],
    [
      'high availability with two replicas',
      a({ highAvailability: true, replicas: 2 }),
      '0.replicas: highAvailability needs at least 3 replicas',
    ],
    [
      'credentials if the operator creates them',
      a({ credentials: { secretName: 's' } }),
      '0.credentials: credentials is supported only for beta; remove it',
    ],
    [
      'missing credentials if the operator creates none',
      { name: 'c', type: 'beta' },
      '0.credentials: credentials.secretName is required for beta; write credentials: {secretName: beta-credentials} and run: kubectl create secret generic beta-credentials --namespace NAMESPACE --from-literal=password="$(openssl rand -hex 24)"',
    ],
    [
      'the block of another engine',
      b({ alpha: { tables: [] } }),
      '0.alpha: alpha is supported only for type alpha; remove it',
    ],
    ['an unknown field of a block', a({ alpha: { views: [] } }), '0.alpha: Unrecognized key: "views"'],
    [
      'a limit below its request',
      a({ resources: { requests: { memory: '1Gi' }, limits: { memory: '512Mi' } } }),
      '0.resources.limits.memory: The memory limit is below the memory request; raise the limit or lower the request',
    ],
    [
      'storage without a unit',
      a({ storage: { size: '20' } }),
      '0.storage.size: Invalid size "20"; use a whole number with a unit, such as "20Gi"',
    ],
  ])('refuses %s', (_, item, problem) => {
    expect(problemsOf(item)).toEqual([problem]);
  });

  it('accepts another name of a type, with the rules of the type', () => {
    const renamed = serviceList([{ ...alpha, aliases }, beta], { min: 1, max: 1 });
    const problemsOf = (item: object): string[] =>
      (renamed.safeParse([item]).error?.issues ?? []).map(({ message }) => message);
    expect(problemsOf(a({ type: 'omega', backup: { destination: 's3://x' } }))).toEqual([]);
    expect(problemsOf(a({ type: 'omega', chart: { name: 'alpha' } }))).toEqual([]);
    expect(problemsOf(a({ type: 'omega', mode: 'cluster' }))).toEqual([
      'mode is supported only for beta; remove it',
    ]);
    expect(problemsOf(a({ type: 'omega', version: '13' }))).toEqual([
      expect.stringMatching(/^Unsupported version "13" of Alpha/),
    ]);
    expect(problemsOf(a({ type: 'omgea' }))).toEqual([
      'Unsupported service type "omgea"; did you mean "alpha"? Supported: alpha, beta',
    ]);
  });

  it('lets the type change to an alias, and to no other type', () => {
    const { 'x-kubernetes-validations': rules = [] } = z.toJSONSchema(
      serviceList([{ ...alpha, aliases }, beta], { min: 1, max: 1 }),
    ).items as { 'x-kubernetes-validations'?: { rule: string; message: string }[] };
    const { rule = '' } = rules.find(({ message }) => message.startsWith('type cannot be changed')) ?? {};
    expect(rule).toBe(
      "(self.type == 'omega' ? 'alpha' : self.type) == (oldSelf.type == 'omega' ? 'alpha' : oldSelf.type)",
    );
  });

  it('refuses a duplicate name even if other items have problems', () => {
    expect(problemsOf(a({ version: 'x' }), a(), { name: 5, type: 'alpha' })).toEqual([
      '0.version: Invalid version "x"; use an engine version such as "17" or "17.11"',
      '2.name: Invalid input: expected string, received number',
      '1.name: Duplicate name "db"; first in item [0]',
    ]);
  });
});
