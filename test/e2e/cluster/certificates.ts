import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './processes.ts';

/** A certificate and its key, as paths of PEM files. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** Certificate to issue. */
export interface Subject {
  /** Name of its files. */
  readonly name: string;
  /** Subject in the form of openssl: `/O=system:masters/CN=admin`. At most 64 characters in the CN. */
  readonly subject: string;
  /** Subject alternative names: `DNS:localhost`, `IP:127.0.0.1`. A client needs none. */
  readonly names?: readonly string[];
}

const ellipticCurve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc'];
const validity = ['-days', '7'];

/** A certificate authority in a folder, for one run. */
export class Authority {
  readonly folder: string;
  /** Path of its own certificate. */
  readonly certificate: string;

  /** Opens the authority in a folder. */
  constructor(folder: string) {
    this.folder = folder;
    this.certificate = join(folder, 'ca.crt');
  }

  /** Creates an authority, its key and its certificate in a folder. */
  static async create(folder: string): Promise<Authority> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // without the extensions of the machine's configuration, so that a certificate has only those named here
    const config = join(folder, 'openssl.cnf');
    writeFileSync(config, '[req]\ndistinguished_name = name\n[name]\n');
    const authority = new Authority(folder);
    await run('openssl', [
      ...['req', '-x509', '-config', config, ...ellipticCurve, ...validity, '-subj', '/CN=e2e'],
      ...['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
      ...['-keyout', join(folder, 'ca.key'), '-out', authority.certificate],
    ]);
    return authority;
  }

  /** Issues a certificate for servers and clients, and returns the paths of its files. */
  async issue({ name, subject, names = [] }: Subject): Promise<Certificate> {
    const issued = { certificate: join(this.folder, `${name}.crt`), key: join(this.folder, `${name}.key`) };
    const alternative = names.length === 0 ? [] : ['-addext', `subjectAltName=${names.join(',')}`];
    await run('openssl', [
      ...['req', '-x509', '-config', join(this.folder, 'openssl.cnf'), ...ellipticCurve, ...validity],
      ...['-CA', this.certificate, '-CAkey', join(this.folder, 'ca.key'), '-subj', subject, ...alternative],
      ...[
        '-addext',
        'basicConstraints=critical,CA:FALSE',
        '-addext',
        'extendedKeyUsage=serverAuth,clientAuth',
      ],
      ...['-keyout', issued.key, '-out', issued.certificate],
    ]);
    return issued;
  }

  /** Creates the key pair that signs service account tokens, and returns the paths of its files. */
  async signingKey(): Promise<{ readonly privateKey: string; readonly publicKey: string }> {
    const [privateKey, publicKey] = [join(this.folder, 'sa.key'), join(this.folder, 'sa.pub')];
    await run('openssl', ['genrsa', '-out', privateKey, '2048']);
    await run('openssl', ['rsa', '-in', privateKey, '-pubout', '-out', publicKey]);
    return { privateKey, publicKey };
  }
}
