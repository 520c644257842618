import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { certificateRow } from './certificate-row.ts';

const certificate = readFileSync(join(import.meta.dirname, '../../../test/support/tls/ca.pem'), 'utf8');
const authority = (text: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'infraforge-git-ca' },
  data: { 'ca.crt': text },
});
const on = (today: string, text = certificate) =>
  certificateRow(authority(text), { today: new Date(today), cluster: { context: 'prod' } });

describe('certificateRow()', () => {
  it('reports a certificate that ends within 60 days, and one that has ended', () => {
    expect(on('2123-10-01')).toBeUndefined();
    expect(on('2123-12-01')).toMatchObject({
      what: 'Certificate of the Git server',
      state: { verdict: 'waiting', text: 'ends on 2124-01-01' },
    });
    const { verdict, text, details } = on('2124-02-01')!.state;
    expect([verdict, text]).toEqual(['refused', 'ended on 2124-01-01']);
    expect(details.join()).toContain('make deploy-platform CONTEXT=prod');
  });

  it('ignores a certificate that is missing or cannot be read', () => {
    expect(on('2124-02-01', 'PEM')).toBeUndefined();
    expect(certificateRow(undefined, { today: new Date(), cluster: { context: undefined } })).toBeUndefined();
  });
});
