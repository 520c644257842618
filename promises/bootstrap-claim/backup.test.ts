import { describe, expect, it } from 'vitest';
import { backupOperatorWarnings } from './backup.ts';

const backup = { required: false, destination: 's3://backups/databases' };

describe('backupOperatorWarnings()', () => {
  it('names the operator of the backups of each engine that the platform has', () => {
    expect(backupOperatorWarnings({ backup, operators: ['cloudnative-pg'] })).toEqual([
      'Backups of PostgreSQL need the operator barman-cloud: its production services are refused; add it to spec.operators',
    ]);
  });

  it('accepts an operator that exists, and reports nothing without the engine or a destination', () => {
    const operators = ['cloudnative-pg'];
    expect(backupOperatorWarnings({ backup, operators: ['barman-cloud', ...operators] })).toEqual([]);
    expect(backupOperatorWarnings({ backup, operators, installedOperators: ['barman-cloud'] })).toEqual([]);
    expect(backupOperatorWarnings({ backup, operators: [] })).toEqual([]);
    expect(backupOperatorWarnings({ backup: { required: true }, operators })).toEqual([]);
  });
});
