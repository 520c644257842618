import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { operators } from '../operators.ts';
import { allOperators, noSharedOperator, operatorLists, operatorWarnings } from './operator-lists.ts';

const fields = z.strictObject(operatorLists());

describe('operatorLists()', () => {
  it('installs every operator by default', () => {
    expect(fields.parse({}).operators).toEqual(operators.map(({ name }) => name));
  });

  it('suggests the closest name for an unknown operator', () => {
    const { error } = fields.safeParse({ operators: ['rabitmq'] });
    expect(error?.issues[0]?.message).toMatch(/^Unsupported operator "rabitmq"; did you mean "rabbitmq"\?/);
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
