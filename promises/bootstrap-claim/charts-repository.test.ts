import { expect, it } from 'vitest';
import { parseRequest } from '../../shared/promise/parse-request.ts';
import { refusalOf } from '../../test/support/refusal.ts';
import { bootstrapClaim } from './promise.ts';

it('chartsRepository.versions does not repeat a value whose chart is named like a credential', () => {
  const chartsRepository = {
    url: 'oci://registry.example.com/charts',
    versions: { password: 'hunter2-hunter2' },
  };
  const { problems } = refusalOf(() =>
    parseRequest(bootstrapClaim, {
      apiVersion: 'platform.infraforge.io/v1',
      kind: bootstrapClaim.kind,
      metadata: { name: 'platform' },
      spec: { chartsRepository },
    }),
  );
  const messages = problems.filter(({ path }) => path === 'spec.chartsRepository.versions.password');
  expect(messages.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^"…" is not an exact version/),
    expect.stringMatching(/credential/),
  ]);
});
