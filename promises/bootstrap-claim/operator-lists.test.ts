import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { operators } from '../operators.ts';
import { allOperators, operatorLists, operatorWarnings } from './operator-lists.ts';

const fields = z.strictObject(operatorLists());

describe('operatorLists()', () => {
  it('installs every operator by default', () => {
    expect(fields.parse({}).operators).toEqual(operators.map(({ name }) => name));
  });

  const supported = operators.map(({ name }) => name).join(', ');
  it.each([
    ['rabitmq', 'rabbitmq'],
    ['kafka', 'strimzi'],
    ['postgres', 'cloudnative-pg'],
    ['postgresql', 'cloudnative-pg'],
    ['elasticsearch', 'eck'],
    ['minio', 'seaweedfs'],
  ])('suggests for %s the operator %s', (name, near) => {
    const { error } = fields.safeParse({ installedOperators: [name] });
    expect(error?.issues.map(({ message }) => message)).toEqual([
      `Unsupported operator "${name}"; did you mean "${near}"? Supported: ${supported}`,
    ]);
  });

  it('suggests no operator for an engine without one', () => {
    const { error } = fields.safeParse({ operators: ['vault'] });
    expect(error?.issues[0]?.message).toBe(`Unsupported operator "vault"; supported: ${supported}`);
  });

  it('refuses duplicates', () => {
    expect(fields.safeParse({ installedOperators: ['redis', 'redis'] }).success).toBe(false);
  });
});

describe('allOperators()', () => {
  it('adds what operators need, unless the cluster has it', () => {
    expect(allOperators(['rabbitmq'])).toEqual(['cert-manager', 'rabbitmq']);
    expect(allOperators(['rabbitmq'], ['cert-manager'])).toEqual(['rabbitmq']);
  });

  it('leaves out what the cluster has, also if all are installed by default', () => {
    const { operators: byDefault } = fields.parse({});
    const present = ['cert-manager', 'seaweedfs'];
    expect(allOperators(byDefault, present)).toEqual(byDefault.filter((name) => !present.includes(name)));
    expect(allOperators(['minio', 'redis'], present)).toEqual(['redis']);
  });

  it('installs minio as seaweedfs, with a warning', () => {
    expect(allOperators(['minio', 'seaweedfs'])).toEqual(['cert-manager', 'seaweedfs']);
    expect(operatorWarnings(['minio', 'redis'])).toEqual([
      'spec.operators: minio is installed as seaweedfs; use this name',
    ]);
  });
});
