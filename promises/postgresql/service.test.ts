import { describe, expect, it } from 'vitest';
import { postgresql } from './service.ts';

const merged = {
  version: '17.11',
  backup: { archive: 'prod.shop.orders-db' },
  postgresql: {
    databases: [{ name: 'audit_log' }, 5],
    roles: [{ name: 'report_writer' }, { name: 'importer', secretName: 'importer-password' }],
  },
};

describe('postgresql', () => {
  it('returns the further databases as contents, and the Secret of each role', () => {
    expect(postgresql.contents?.(merged)).toEqual(['database/audit_log']);
    expect(postgresql.userSecrets?.('orders-db', merged)).toEqual([
      'orders-db.report-writer-client-cert',
      'importer-password',
    ]);
  });

  it('has an archive for each major version', () => {
    const backup = postgresql.backup || undefined;
    expect(backup?.serverName(merged)).toBe('prod.shop.orders-db.pg17');
    expect(backup?.operator?.name).toBe('barman-cloud');
  });
});
