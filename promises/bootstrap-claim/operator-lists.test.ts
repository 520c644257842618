import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { operators } from '../operators.ts';
import { allOperators, noSharedOperator, operatorLists, operatorWarnings } from './operator-lists.ts';

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

describe('noSharedOperator', () => {
  it('refuses an operator in both lists', () => {
    expect(noSharedOperator.check?.({ operators: ['redis'], installedOperators: ['redis'] })).toBe(false);
    expect(noSharedOperator.check?.({ operators: ['redis'], installedOperators: ['eck'] })).toBe(true);
    expect(noSharedOperator.check?.({ operators: ['redis'] })).toBe(true);
  });
});

describe('allOperators()', () => {
  it('adds what operators need, unless the cluster has it', () => {
    expect(allOperators(['rabbitmq'])).toEqual(['cert-manager', 'rabbitmq']);
    expect(allOperators(['rabbitmq'], ['cert-manager'])).toEqual(['rabbitmq']);
  });

  it('installs minio as seaweedfs, with a warning', () => {
    expect(allOperators(['minio', 'seaweedfs'])).toEqual(['cert-manager', 'seaweedfs']);
    expect(operatorWarnings(['minio', 'redis'])).toEqual([
      'spec.operators: minio is installed as seaweedfs; use this name',
    ]);
  });
});
