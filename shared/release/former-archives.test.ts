import { describe, expect, it } from 'vitest';
import { releaseWith } from '../../test/support/platform.ts';
import { pathsOf, refusalOf } from '../../test/support/refusal.ts';
import type { DeliveredRelease } from './existing-request.ts';
import { checkFormerArchives, formerArchives } from './former-archives.ts';

const facts = { backupDestination: 's3://b/x', backupServerName: 'dev.dev.db.pg17' };
const release = releaseWith({ path: 'spec.services[0]', name: 'db' });
const planned = [{ release, facts }];
const db = { name: 'db', namespace: 'dev', ...facts } as DeliveredRelease;
const archives = ['s3://b/x dev.dev.db.pg17'];

describe('formerArchives()', () => {
  it('returns the archives of removed services and of former major versions, each once', () => {
    expect(formerArchives([], { releases: [db] })).toEqual(archives);
    expect(formerArchives([], { releases: [db], archives: ['s3://b/x other', ...archives] })).toEqual([
      's3://b/x other',
      ...archives,
    ]);
    const upgraded = [{ release, facts: { ...facts, backupServerName: 'dev.dev.db.pg18' } }];
    expect(formerArchives(upgraded, { releases: [db] })).toEqual(archives);
  });

  it('returns nothing for services that stay, or that have no backup', () => {
    expect(formerArchives(planned, { releases: [db] })).toEqual([]);
    const { backupServerName: _, ...without } = db;
    expect(formerArchives([], { releases: [without] })).toEqual([]);
  });
});

describe('checkFormerArchives()', () => {
  it('refuses a new service that would write to a former archive', () => {
    const refusal = refusalOf(() => checkFormerArchives(planned, { releases: [], archives }));
    expect(refusal.reason).toBe('NotAllowed');
    expect(pathsOf(refusal)).toEqual(['spec.services[0].backup.archiveSuffix']);
  });

  it('accepts a delivered service, which may return after a failed upgrade, and another archive', () => {
    checkFormerArchives(planned, { releases: [db], archives });
    checkFormerArchives(planned, { releases: [] });
    const other = [{ release, facts: { ...facts, backupServerName: 'dev.dev.db.2.pg17' } }];
    checkFormerArchives(other, { releases: [], archives });
  });
});
