import { describe, expect, it } from 'vitest';
import { definitions } from '../../../../promises/index.ts';
import { services } from '../../../../promises/services.ts';
import { runInfraforge } from '../../../../test/support/run-infraforge.ts';

async function explained(...args: string[]): Promise<string> {
  const { code, printed } = await runInfraforge(['explain', ...args]);
  expect(code).toBe(0);
  return printed.join('\n');
}

async function complaintOf(name: string): Promise<string> {
  const { code, complaints } = await runInfraforge(['explain', name]);
  expect(code).toBe(64);
  return complaints.join('');
}

describe('infraforge explain', () => {
  it('lists every kind of request and every type of service', async () => {
    const text = await explained();
    for (const { kind, summary } of definitions)
      expect(text).toMatch(new RegExp(`^  ${kind} .*${summary}$`, 'm'));
    for (const { type, engine } of services) expect(text).toMatch(new RegExp(`^  ${type}.* ${engine} `, 'm'));
  });

  it.each(['ApplicationClaim', 'applicationclaims', 'appc', 'appc.spec'])(
    'explains the kind %s',
    async (name) => {
      const text = await explained(name);
      expect(text).toMatch(/^kind +ApplicationClaim$/m);
      expect(text).toMatch(/^kubectl +applicationclaims\.platform\.infraforge\.io, appc$/m);
      expect(text).toMatch(/^ {2}environment {2}<string, at most 63 characters; required>$/m);
      expect(text).not.toContain('engine versions');
    },
  );

  it.each(['postgresql', 'PostgreSQL', 'postgresqls'])(
    'explains the service %s: its kind, what it offers and its fields',
    async (name) => {
      const text = await explained(name);
      expect(text).toMatch(/^kind +PostgreSQL$/m);
      expect(text).toMatch(/^ {2}engine versions +PostgreSQL 15 /m);
      expect(text).toMatch(/^ {2}Secret +<name>-app with username, password, uri, jdbc-uri$/m);
      expect(text).toMatch(/^ {2}size {2}<small, medium, large>$/m);
      expect(text).not.toContain('`');
    },
  );

  it.each(['postgresql.storage.size', 'PostgreSQL.spec.storage.size'])(
    'explains the field %s',
    async (name) => {
      expect(await explained(name)).toMatch(/^field +spec\.storage\.size$[\s\S]*^Size of each volume/m);
    },
  );

  it('explains a list with the fields of its items', async () => {
    const text = await explained('appc.applications[0].ports');
    expect(text).toMatch(/^field +spec\.applications\[\]\.ports$/m);
    expect(text).toMatch(/^Fields of each item$[\s\S]*^ {2}port {2}</m);
  });

  it('explains each kind as JSON once', async () => {
    const { printed } = await runInfraforge(['explain', '--json']);
    const kinds = printed.map((line) => JSON.parse(line).kind as string);
    expect(kinds.toSorted()).toEqual(definitions.map(({ kind }) => kind).toSorted());
  });

  it('explains a type as JSON, also by its other name', async () => {
    expect(JSON.parse(await explained('minio', '--json'))).toMatchObject({
      type: 'objectstorage',
      kind: 'ObjectStorage',
      connection: { address: '<name>-s3.<namespace>.svc.cluster.local:8333' },
      backup: { restore: 'none' },
    });
  });

  it('explains a field as JSON', async () => {
    expect(JSON.parse(await explained('redis.storage', '--json'))).toMatchObject({
      kind: 'Redis',
      field: 'spec.storage',
      type: 'object',
      required: false,
      fields: [{ name: 'size' }, { name: 'storageClass' }],
    });
  });

  it.each([
    ['postgres', 'Unknown kind or type "postgres"; did you mean "postgresql"? Supported: ApplicationClaim, '],
    [
      'redis.storage.sze',
      'Unknown field "sze" in Redis.spec.storage; did you mean "size"? Supported: size, ',
    ],
    ['redis.version.major', 'Unknown field "major" in Redis.spec.version: no fields are below it'],
    ['redis.spec.storage.', 'Unknown field "" in Redis.spec.storage; supported: size, storageClass'],
  ])('refuses %s with the names that exist', async (name, message) => {
    expect(await complaintOf(name)).toContain(message);
  });
});
