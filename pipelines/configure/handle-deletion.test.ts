import { describe, expect, it } from 'vitest';
import type { DeliveredRelease, ExistingRequest } from '../../shared/release/existing-request.ts';
import { applicationWith, bootstrapWith, configured } from '../../test/support/configured.ts';
import { declaring, existingWith, platformWith } from '../../test/support/platform.ts';
import { handleDeletion } from './handle-deletion.ts';

const releases = [{ name: 'web', namespace: 'dev' } as DeliveredRelease];
const among = (requests: readonly ExistingRequest[]) => ({
  requests: { listRequests: async () => requests },
});
const declared = async () => bootstrapWith({}, { status: (await configured(bootstrapWith())).status });

describe('handleDeletion()', () => {
  it('keeps a BootstrapClaim while requests deliver to its environments, and names them', async () => {
    const answer = await handleDeletion(
      await declared(),
      among([declaring(platformWith()), existingWith({ releases })]),
    );
    const message = 'Refused: Cluster type "nonprod" is in use; delete ApplicationClaim team-a/shop first';
    expect(answer).toMatchObject({
      outcome: 'refused',
      status: { message, failure: { reason: 'EnvironmentInUse' } },
      control: { retryAfter: '1m', message },
    });
  });

  it('deletes a BootstrapClaim once no request delivers to its environments, regardless of other deliveries', async () => {
    const elsewhere = existingWith({ environment: 'prod', releases });
    expect(await handleDeletion(await declared(), among([elsewhere, existingWith()]))).toMatchObject({
      outcome: 'delivered',
    });
  });

  it('deletes a delivered claim outside of the namespace of the platform at once', async () => {
    const silent = { requests: { listRequests: () => Promise.reject(new Error('asked')) } };
    const foreign = { ...(await declared()), metadata: { name: 'platform', namespace: 'team-a' } };
    expect((await handleDeletion(foreign, silent)).outcome).toBe('delivered');
  });

  it('reads nothing for an undelivered claim or another kind', async () => {
    const silent = { requests: { listRequests: () => Promise.reject(new Error('asked')) } };
    expect((await handleDeletion(bootstrapWith(), silent)).outcome).toBe('delivered');
    expect((await handleDeletion(applicationWith(), silent)).outcome).toBe('delivered');
  });
});
