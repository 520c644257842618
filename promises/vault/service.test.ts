import { describe, expect, it } from 'vitest';
import { resolveVersion, versionChangeProblem } from '../../shared/service/engine-versions.ts';
import { vault } from './service.ts';

const seal = { credentials: { secretName: 'keys-seal' } };
const tls = { vault: { tls: { secretName: 'keys-tls', required: true } } };

describe('connection() of vault', () => {
  it('is the Service of the unsealed nodes, without a Secret for clients', () => {
    expect(vault.connection('keys', seal)).toEqual({
      service: 'keys',
      port: 8200,
      scheme: 'http',
      sealSecret: 'keys-seal',
    });
    expect(vault.derivedNames('keys')).toEqual(['keys-internal', 'keys-admin', 'keys-snapshot']);
  });

  it('names the Secret with the certificate authority, if the port has TLS', () => {
    expect(vault.connection('keys', { ...seal, ...tls })).toMatchObject({
      scheme: 'https',
      caSecret: 'keys-tls',
    });
  });
});

describe('check() of vault', () => {
  it('refuses a vault without a seal key', () => {
    expect(vault.check?.({}, 'keys')).toEqual([
      expect.objectContaining({
        path: 'credentials.secretName',
        message: expect.stringContaining('seal-key'),
      }),
    ]);
  });

  it('refuses a port without TLS if the values require it, and accepts it otherwise', () => {
    const open = { ...seal, vault: { tls: { secretName: '', required: true } } };
    expect(vault.check?.(open, 'keys').map(({ path }) => path)).toEqual(['vault.tls.secretName']);
    expect(vault.check?.({ ...open, vault: { tls: { secretName: '', required: false } } }, 'keys')).toEqual(
      [],
    );
    expect(vault.check?.({ ...seal, ...tls }, 'keys')).toEqual([]);
  });
});

describe('warn() of vault', () => {
  it('says that the data is lost without the key', () => {
    expect(vault.warn?.({ ...seal, ...tls })).toEqual([
      'The data of OpenBao is lost without the key in Secret "keys-seal"; back it up outside the cluster, and never change it',
    ]);
  });

  it('warns about a port without TLS', () => {
    expect(vault.warn?.(seal)).toContainEqual(expect.stringContaining('has no TLS'));
  });

  it('warns about settings that apply only when OpenBao first starts', () => {
    const values = { ...seal, vault: { ...tls.vault, roles: [{ name: 'orders' }] } };
    expect(vault.warn?.(values)).toContainEqual(
      'vault.mounts, vault.policies and vault.roles apply only when OpenBao first starts; make later changes in OpenBao itself',
    );
  });
});

describe('versions of vault', () => {
  it.each(['2.6.0', '2.6.1', '2.5.5', '2.7'])('refuses %s', (version) => {
    expect(resolveVersion(vault.versions, version)).toBeUndefined();
  });

  it('resolves the series to its latest version', () => {
    expect(resolveVersion(vault.versions, '2.6')).toBe('2.6.2');
  });

  it('cannot be downgraded', () => {
    const series = [{ name: '2.6', versions: ['2.6.2', '2.6.3'] }];
    const change = { engine: 'OpenBao', from: '2.6.3', to: '2.6.2', upgrade: undefined };
    expect(versionChangeProblem({ ...vault.versions, series }, change)).toContain('cannot be downgraded');
  });
});
