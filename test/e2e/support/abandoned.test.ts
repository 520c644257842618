import { describe, expect, it } from 'vitest';
import type { ResourceRequest } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import { abandon, endAbandoned } from './abandoned.ts';
import { applications } from './application.ts';
import { applicationClaim } from './requests.ts';

/** Records the paths of changes, of which one is refused. */
function recorder(refused?: string) {
  const merged: [string, object][] = [];
  const merge = async (path: string, change: object): Promise<never> => {
    merged.push([path, change]);
    if (path === refused) throw new Error('not found');
    return undefined as never;
  };
  return { merged, merge };
}

describe('abandon()', () => {
  it('marks every Application of a request, even after one that is gone', async () => {
    const { merged, merge } = recorder(`${applications}/web-dev`);
    const application = (name: string, request: string): object => ({
      metadata: { name, annotations: { 'infraforge.io/request': `ApplicationClaim/${request}` } },
    });
    const list = async (): Promise<never> =>
      [
        application('web-dev', 'default/shop'),
        application('api-pay-dev', 'default/shop'),
        application('other-dev', 'team-a/shop'),
        { metadata: { name: 'infraforge-root' } },
      ] as never;
    await abandon({ list, merge }, applicationClaim('shop', {}) as ResourceRequest);
    const change = { metadata: { labels: { 'e2e.infraforge.io/abandoned': 'true' } } };
    expect(merged).toEqual([
      [`${applications}/web-dev`, change],
      [`${applications}/api-pay-dev`, change],
    ]);
  });
});

describe('endAbandoned()', () => {
  it('ends only the operation of an Application that is being deleted', async () => {
    const { merged, merge } = recorder();
    const application = (name: string, deletionTimestamp: string | undefined, phase: string): object => ({
      metadata: { name, deletionTimestamp },
      status: { operationState: { phase } },
    });
    const found = [
      application('stuck', '2026-01-01T00:00:00Z', 'Running'),
      application('syncing', undefined, 'Running'),
      application('leaving', '2026-01-01T00:00:00Z', 'Succeeded'),
    ];
    const paths: string[] = [];
    const list = async <T>(path: string) => {
      paths.push(path);
      return found as unknown as readonly T[];
    };
    await endAbandoned({ list, merge });
    expect(paths).toEqual([`${applications}?labelSelector=e2e.infraforge.io%2Fabandoned`]);
    expect(merged.map(([path]) => path)).toEqual([`${applications}/stuck`]);
  });
});
