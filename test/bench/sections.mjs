// The measured commands and their requests.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { makeLimits } from './limits.mjs';
import { measure } from './measure.mjs';
import { applicationClaim, bootstrapClaim, deliveredClaim, platformFile } from './requests.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const bare = { name: 'node -e 0', args: ['-e', '0'] };

/**
 * Yields sections of the report: a title with `rows()`, which measures, or with the reason to skip the section.
 *
 * @param options.programs the built programs, `{ configure, infraforge }`
 * @param options.work an empty folder for requests and output
 * @param options.node the Node that is measured
 */
export async function* sections({ programs, work, node, rounds }) {
  const bench = new Bench(programs, { work, node });
  const limits = makeLimits();
  const few = Math.ceil(rounds / 3);
  const limited = '200m CPU and 256Mi memory';
  try {
    yield { title: 'start to finish, free core', rows: () => bench.measure(bench.starts(), { rounds }) };
    yield { title: 'look-up, 100 requests', rows: () => bench.lookUp(100, { rounds }) };
    yield { title: 'look-up, 10000 requests', rows: () => bench.lookUp(10_000, { rounds: few }) };
    yield { title: 'many requests in one process', rows: () => bench.measure(bench.many(), { rounds: 3 }) };
    if (limits.skipped) return yield { title: `under ${limited}`, skipped: limits.skipped };
    const { wrap } = limits;
    const starts = () => bench.measure(bench.starts(), { rounds: few, wrap });
    yield { title: `start to finish, ${limited}`, rows: starts };
    yield {
      title: `look-up, 1000 requests, ${limited}`,
      rows: () => bench.lookUp(1_000, { rounds: 3, wrap }),
    };
  } finally {
    limits.remove?.();
  }
}

/** The measured commands; their requests are files in the folder `work`. */
class Bench {
  constructor({ configure, infraforge }, { work, node }) {
    Object.assign(this, { configure, infraforge, work, node });
    this.platform = platformFile(root);
  }

  measure(variants, how) {
    return measure(variants, { ...how, node: this.node });
  }

  /** Returns the runs of a BootstrapClaim, and of ApplicationClaims of 1, 5 and 100 applications. */
  starts() {
    const platform = this.platform;
    const claims = [1, 5, 100].map((count) => {
      const claim = applicationClaim(`shop-${count}`, count);
      return this.container(`ApplicationClaim of ${count}`, claim, { platform });
    });
    return [bare, this.container('BootstrapClaim', bootstrapClaim(root), { platform }), ...claims];
  }

  /** Measures one request with the platform from a file, and from an API server with `existing` other requests. */
  async lookUp(existing, how) {
    const claims = Array.from({ length: existing }, (_, index) => deliveredClaim(`other-${index}`));
    const served = { group: 'platform.infraforge.io', version: 'v1', resources: this.resources(claims) };
    const server = fork(join(here, 'api-server.mjs'), [this.write('served.json', JSON.stringify(served))]);
    try {
      const [kubeConfig] = await once(server, 'message');
      const env = { KUBECONFIG: this.write('kubeconfig', JSON.stringify(kubeConfig)) };
      const request = applicationClaim('shop', 5);
      const { platform } = this;
      const fromFile = this.container('ApplicationClaim of 5, --platform', request, { platform });
      return this.measure(
        [bare, fromFile, this.container('ApplicationClaim of 5, API server', request, { env })],
        how,
      );
    } finally {
      server.disconnect();
      await once(server, 'exit');
    }
  }

  /** Returns the runs of `infraforge render` over many requests of one application each, 100 to a file. */
  many() {
    return [bare, ...[1_000, 10_000].map((count) => this.render(count))];
  }

  resources(claims) {
    const resource = (name, kind, objects) => ({ name, kind, namespaced: true, verbs: ['list'], objects });
    const empty = ['InfraForge', 'PostgreSQL', 'Redis'].map((kind) =>
      resource(`${kind.toLowerCase()}s`, kind, []),
    );
    return [
      resource('bootstrapclaims', 'BootstrapClaim', [this.deliveredPlatform()]),
      resource('applicationclaims', 'ApplicationClaim', claims),
      ...empty,
    ];
  }

  /** Returns the BootstrapClaim with the status of its own run: a platform exists only once it is delivered. */
  deliveredPlatform() {
    const claim = bootstrapClaim(root);
    const run = this.container('delivered BootstrapClaim', claim, { platform: this.platform });
    this.measure([run], { rounds: 1 });
    return { ...claim, status: parse(readFileSync(join(run.metadata, 'status.yaml'), 'utf8')) };
  }

  /** Returns one run of the container for an object; its folders are recreated before each run. */
  container(name, object, { platform, env }) {
    const input = dirname(this.write(`${name}/object.yaml`, stringify(object)));
    const [output, metadata] = [join(input, 'output'), join(input, 'metadata')];
    const prepare = () => {
      for (const folder of [output, metadata]) {
        rmSync(folder, { recursive: true, force: true });
        mkdirSync(folder);
      }
    };
    const args = [
      ...imageFlags(),
      this.configure,
      '--input',
      input,
      '--output',
      output,
      '--metadata',
      metadata,
      '--carried-charts',
    ];
    if (platform) args.push('--platform', platform);
    const check = ({ stderr }) => {
      if (!stderr.includes('"outcome":"delivered"')) throw new Error(`${name} was not delivered:\n${stderr}`);
    };
    return { name, args, env, prepare, check, metadata };
  }

  render(count) {
    const files = Array.from({ length: count / 100 }, (_, file) => {
      const claims = Array.from({ length: 100 }, (_, index) =>
        applicationClaim(`r-${file * 100 + index}`, 1),
      );
      return this.write(`many-${count}/${file}.yaml`, claims.map((claim) => stringify(claim)).join('---\n'));
    });
    const out = join(this.work, 'out');
    return {
      name: `${count} requests, infraforge render`,
      args: [this.infraforge, 'render', '--json', '--platform', this.platform, '--out', out, ...files],
      prepare: () => rmSync(out, { recursive: true, force: true }),
      check: ({ stdout, stderr }) => {
        const delivered = stdout.split('\n').filter((line) => line.includes('"outcome":"delivered"')).length;
        if (delivered !== count)
          throw new Error(`${delivered} of ${count} requests were delivered:\n${stderr}`);
      },
    };
  }

  write(name, text) {
    const path = join(this.work, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }
}

/** Returns the flags of Node with which the image starts the program. */
function imageFlags() {
  const dockerfile = readFileSync(join(root, 'pipelines/configure/Dockerfile'), 'utf8');
  const [, entrypoint] = /^ENTRYPOINT (.*)$/m.exec(dockerfile);
  return JSON.parse(entrypoint).filter((part) => part.startsWith('--'));
}
