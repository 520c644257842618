import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import type { Values } from '../helm/chart.ts';
import { renderChartCredentials, renderGitRepository } from './repository-secret.ts';

const fieldsOf = (secret: Values): object =>
  Object.fromEntries(
    Object.entries(secret['data'] as Record<string, string>).map(([key, text]) => [
      key,
      Buffer.from(text, 'base64').toString(),
    ]),
  );
const labelOf = (secret: Values): unknown =>
  (secret['metadata'] as { labels: Record<string, string> }).labels['argocd.argoproj.io/secret-type'];

describe('renderGitRepository()', () => {
  it('renders the credentials of one repository', () => {
    const fields = { url: 'https://git.example.com/a/b.git', username: 'u', password: 'p' };
    const secret = renderGitRepository(fields);
    expect(labelOf(secret)).toBe('repository');
    expect(fieldsOf(secret)).toEqual({ type: 'git', ...fields });
  });
});

describe('renderChartCredentials()', () => {
  const url = 'oci://registry.example.com:5000/charts';

  it('renders credentials for every chart of the registry, without TLS if set', () => {
    const secret = renderChartCredentials({ url, plainHTTP: true });
    expect(labelOf(secret)).toBe('repo-creds');
    expect(fieldsOf(secret)).toEqual({ type: 'oci', url, insecureOCIForceHttp: 'true' });
  });

  it('renders the account if there is one', () => {
    const account = { username: 'u', password: 'p' };
    expect(fieldsOf(renderChartCredentials({ url, plainHTTP: false, account }))).toEqual({
      type: 'oci',
      url,
      ...account,
    });
  });
});
