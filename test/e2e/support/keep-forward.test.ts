import { describe, expect, it } from 'vitest';
import { keepForward } from './keep-forward.ts';

const forward = {
  kubeconfig: '/k',
  context: 'prod',
  namespace: 'gitea',
  service: 'gitea-http',
  port: '3000',
} as const;

describe('keepForward()', () => {
  it('starts kubectl again after a pause whenever it ends, until the signal', async () => {
    const ended = new AbortController();
    const steps: string[] = [];
    await keepForward(forward, ended.signal, {
      run: async (args) => {
        steps.push(args.join(' '));
        if (steps.length === 5) ended.abort();
      },
      wait: async (milliseconds) => steps.push(`wait ${milliseconds}`),
    });
    const kubectl = '--kubeconfig /k --context prod port-forward --namespace=gitea service/gitea-http 3000';
    expect(steps).toEqual([kubectl, 'wait 1000', kubectl, 'wait 1000', kubectl]);
  });

  it('starts nothing after the signal', async () => {
    const never = async (): Promise<never> => expect.unreachable();
    await keepForward(forward, AbortSignal.abort(), { run: never, wait: never });
  });
});
