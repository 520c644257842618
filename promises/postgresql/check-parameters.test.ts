import { describe, expect, it } from 'vitest';
import { checkParameters } from './check-parameters.ts';

const valuesWith = (parameters: Record<string, string | boolean>, more: object = {}) => ({
  replicas: 3,
  resources: { requests: { memory: '512Mi' } },
  persistence: { size: '10Gi' },
  postgresql: { parameters },
  ...more,
});

describe('checkParameters()', () => {
  it.each([
    { shared_buffers: '511MB' },
    { max_wal_size: '9GB', min_wal_size: '1 GB' },
    { max_wal_size: '2048' },
    { hot_standby_feedback: 'ON', sync_replication_slots: 'of', wal_log_hints: true },
  ])('accepts %j', (parameters) => {
    expect(checkParameters(valuesWith(parameters as never))).toEqual([]);
  });

  it('compares WAL with its own volume, which has a minimum size', () => {
    const check = (size: string) =>
      checkParameters({
        persistence: { size: '10Gi' },
        postgresql: { walStorage: { size }, parameters: { max_wal_size: '4GB' } },
      });
    expect(check('5Gi')).toEqual([]);
    expect(check('')).toEqual([]);
    expect(check('4Gi').map(({ message }) => message)).toEqual([
      expect.stringContaining('below the size of the volume (4Gi)'),
    ]);
    expect(check('1Gi')).toEqual([
      { path: 'postgresql.walStorage.size', message: 'Too small for WAL; use at least "2Gi"' },
    ]);
  });

  it('accepts unset settings, and no hints with one instance', () => {
    expect(checkParameters({})).toEqual([]);
    expect(checkParameters(valuesWith({ wal_log_hints: 'off' }, { replicas: 1 }))).toEqual([]);
  });

  it.each<[Record<string, string | boolean>, string, string]>([
    [{ shared_buffers: '512MB' }, 'shared_buffers', 'must be below the memory request (512Mi)'],
    [{ min_wal_size: '1GB' }, 'min_wal_size', 'min_wal_size (1GB) must be below max_wal_size (1GB)'],
    [{ max_wal_size: '64MB' }, 'min_wal_size', 'min_wal_size (80MB) must be below max_wal_size (64MB)'],
    [{ max_wal_size: '10GB' }, 'max_wal_size', 'must be below the size of the volume (10Gi)'],
    [{ max_wal_size: '1Gi' }, 'max_wal_size', '"1Gi" is not a size'],
    [{ min_wal_size: 'much' }, 'min_wal_size', '"much" is not a size'],
    [{ wal_log_hints: 'off' }, 'wal_log_hints', 'must be on with more than one instance'],
    [{ hot_standby_feedback: 'maybe' }, 'hot_standby_feedback', 'is not a boolean'],
  ])('reports %j', (parameters, name, message) => {
    expect(checkParameters(valuesWith(parameters))).toEqual([
      { path: `postgresql.parameters.${name}`, message: expect.stringContaining(message) },
    ]);
  });
});
