import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ActionableError } from '../../../shared/errors.ts';

/** Self-signed certificate, by the keys of a Secret of type `kubernetes.io/tls`. */
export interface SelfSigned {
  readonly 'tls.crt': string;
  readonly 'tls.key': string;
  readonly 'ca.crt': string;
}

/** Days. A platform that was not deployed again for longer can no longer reach Git. */
const lifetime = 825;

/** Days before the end in which a deployment renews the certificate. */
const renewal = 365;

const day = 24 * 60 * 60 * 1000;

/** Returns whether a deployment should renew a certificate: in its last year, or if it is valid for longer than a new one. */
export function isRenewable(certificate: string, today: Date): boolean {
  return isInLastYear(certificate, today) || daysLeft(certificate, today) > lifetime + 1;
}

/** Returns whether a certificate ends within a year. */
export function isInLastYear(certificate: string, today: Date): boolean {
  return daysLeft(certificate, today) < renewal;
}

function daysLeft(certificate: string, today: Date): number {
  return (Date.parse(new X509Certificate(certificate).validTo) - today.getTime()) / day;
}

/**
 * Creates a certificate with openssl.
 *
 * @param names DNS names; the first is the subject
 * @param addresses IP addresses
 * @throws ActionableError if openssl is missing or fails
 */
export async function makeCertificate(
  names: readonly string[],
  addresses: readonly string[],
): Promise<SelfSigned> {
  const folder = await mkdtemp(join(tmpdir(), 'infraforge-certificate-'));
  try {
    const [key, certificate] = [join(folder, 'tls.key'), join(folder, 'tls.crt')];
    const alternatives = [...names.map((name) => `DNS:${name}`), ...addresses.map((one) => `IP:${one}`)];
    await openssl([
      ...['req', '-x509', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'],
      ...['-days', String(lifetime), '-subj', `/CN=${names[0]}`],
      ...['-addext', `subjectAltName=${alternatives.join(',')}`],
      ...['-keyout', key, '-out', certificate],
    ]);
    const text = await readFile(certificate, 'utf8');
    return { 'tls.crt': text, 'tls.key': await readFile(key, 'utf8'), 'ca.crt': text };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function openssl(args: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)('openssl', args);
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    if (code !== 'ENOENT')
      throw new ActionableError(`cannot create a certificate: ${stderr.trim()}`, { cause: error });
    const reason = 'cannot create a certificate: openssl is not on the PATH';
    throw new ActionableError(reason, { cause: error, hint: 'install openssl, then repeat' });
  }
}
