// Measures what a run costs, from the start of the process to its end: `make bench`, or after `make build`
// `node test/bench/main.mjs [--json] [--rounds N]`.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse, stringify } from 'yaml';
import { makeLimits } from './limits.mjs';
import { measure } from './measure.mjs';
import { applicationClaim, bootstrapClaim, deliveredClaim } from './requests.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '21' },
    dist: { type: 'string', default: join(root, 'dist') },
  },
});
const rounds = Number(flags.rounds);
const fewer = Math.ceil(rounds / 3);
const [configure, infraforge] = ['configure.mjs', 'infraforge.mjs'].map((name) => join(flags.dist, name));
const work = mkdtempSync(join(tmpdir(), 'infraforge-bench-'));
const bare = { name: 'node -e 0', args: ['-e', '0'] };

function write(name, text) {
  const path = join(work, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** One run of the container over an object, with folders that are new each time. */
function container(name, object, { platform, env }) {
  const input = dirname(write(`${name}/object.yaml`, stringify(object)));
  const [output, metadata] = [join(input, 'output'), join(input, 'metadata')];
  const prepare = () => {
    for (const folder of [output, metadata]) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
    }
  };
  const args = [configure, '--input', input, '--output', output, '--metadata', metadata, '--carried-charts'];
  if (platform) args.push('--platform', platform);
  const check = ({ stderr }) => {
    if (!stderr.includes('"outcome":"delivered"')) throw new Error(`${name} was not delivered:\n${stderr}`);
  };
  return { name, args, env, prepare, check, metadata };
}

/** A BootstrapClaim, and ApplicationClaims of one, five and one hundred applications. */
function starts(platform) {
  const claims = [1, 5, 100].map((count) =>
    container(`ApplicationClaim of ${count}`, applicationClaim(`shop-${count}`, count), { platform }),
  );
  return [bare, container('BootstrapClaim', bootstrapClaim(root), { platform }), ...claims];
}

/** The status that Kratix would have written: a platform counts once it is delivered. */
function deliveredPlatform(platform) {
  const run = container('delivered BootstrapClaim', bootstrapClaim(root), { platform });
  measure([run], { rounds: 0 });
  return { ...bootstrapClaim(root), status: parse(readFileSync(join(run.metadata, 'status.yaml'), 'utf8')) };
}

/** The same request with the platform from a file and from an API server that holds `existing` other requests. */
async function lookUp(existing, { platform, count, wrap }) {
  const claims = Array.from({ length: existing }, (_, index) => deliveredClaim(`other-${index}`));
  const resource = (name, kind, objects) => ({ name, kind, namespaced: true, verbs: ['list'], objects });
  const resources = [
    resource('bootstrapclaims', 'BootstrapClaim', [deliveredPlatform(platform)]),
    resource('applicationclaims', 'ApplicationClaim', claims),
    ...['PlatformApplicationClaim', 'PostgreSQL', 'Redis'].map((kind) =>
      resource(`${kind.toLowerCase()}s`, kind, []),
    ),
  ];
  const served = write(
    'served.json',
    JSON.stringify({ group: 'platform.infraforge.io', version: 'v1', resources }),
  );
  const server = fork(join(here, 'api-server.mjs'), [served]);
  try {
    const [kubeConfig] = await once(server, 'message');
    const env = { KUBECONFIG: write('kubeconfig', JSON.stringify(kubeConfig)) };
    const request = applicationClaim('shop', 5);
    return measure(
      [
        bare,
        container('ApplicationClaim of 5, --platform', request, { platform }),
        container(`ApplicationClaim of 5, API server with ${existing} requests`, request, { env }),
      ],
      { rounds: count, wrap },
    );
  } finally {
    server.disconnect();
    await once(server, 'exit');
  }
}

/** Many requests of one application each in one process, files of a hundred requests. */
function many(count, platform) {
  const files = Array.from({ length: count / 100 }, (_, file) => {
    const claims = Array.from({ length: 100 }, (_, index) => applicationClaim(`r-${file * 100 + index}`, 1));
    return write(`many-${count}/${file}.yaml`, claims.map((claim) => stringify(claim)).join('---\n'));
  });
  const out = join(work, 'out');
  return {
    name: `${count} requests, infraforge render`,
    args: [infraforge, 'render', '--json', '--platform', platform, '--out', out, ...files],
    prepare: () => rmSync(out, { recursive: true, force: true }),
    check: ({ stdout, stderr }) => {
      const delivered = stdout.split('\n').filter((line) => line.includes('"outcome":"delivered"')).length;
      if (delivered !== count)
        throw new Error(`${delivered} of ${count} requests were delivered:\n${stderr}`);
    },
  };
}

async function sections() {
  const platform = write('platform.yaml', stringify(bootstrapClaim(root)));
  const limits = makeLimits();
  const limited = '200m CPU and 256Mi memory';
  const found = [];
  const add = async (title, rows) => {
    if (!flags.json) process.stderr.write(`measuring: ${title}\n`);
    found.push({ title, rows: await rows() });
  };
  try {
    await add('start to finish, free core', () => measure(starts(platform), { rounds }));
    if (limits.skipped)
      found.push({ title: `start to finish, ${limited}`, skipped: limits.skipped, rows: [] });
    else
      await add(`start to finish, ${limited}`, () =>
        measure(starts(platform), { rounds: fewer, wrap: limits.wrap }),
      );
    await add('look-up, 100 requests', () => lookUp(100, { platform, count: rounds }));
    await add('look-up, 10000 requests', () => lookUp(10_000, { platform, count: 3 }));
    if (!limits.skipped) {
      const wrap = limits.wrap;
      await add(`look-up, 10000 requests, ${limited}`, () => lookUp(10_000, { platform, count: 3, wrap }));
    }
    await add('many requests in one process', () =>
      measure([bare, many(1_000, platform), many(10_000, platform)], { rounds: 3 }),
    );
  } finally {
    limits.remove?.();
  }
  return found;
}

function table({ title, rows, skipped }) {
  if (skipped) return `${title}: skipped, ${skipped}\n`;
  const cells = rows.map(({ name, median, fastest, ratio, peakMiB, rounds: runs }) => [
    name,
    `${median.toFixed(0)} ms`,
    `${fastest.toFixed(0)} ms`,
    `${ratio.toFixed(2)} x`,
    `${peakMiB.toFixed(0)} MiB`,
    String(runs),
  ]);
  const all = [[title, 'median', 'fastest', 'to bare', 'peak', 'runs'], ...cells];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (row) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join('  ');
  return `${all.map(line).join('\n')}\n`;
}

if (!existsSync(configure) || !existsSync(infraforge)) {
  process.stderr.write(`${flags.dist} is not built: run make build first\n`);
  process.exit(1);
}
try {
  const [{ model = 'unknown' } = {}] = cpus();
  const conditions = {
    node: process.version,
    cpu: model.trim(),
    cpus: cpus().length,
    platform: process.platform,
  };
  const found = await sections();
  if (flags.json) process.stdout.write(`${JSON.stringify({ conditions, sections: found }, null, 2)}\n`);
  else {
    const { node, cpu, cpus: count, platform } = conditions;
    process.stdout.write(`\nNode ${node} on ${platform}, ${count} x ${cpu}; medians of interleaved runs\n\n`);
    process.stdout.write(`${found.map(table).join('\n')}`);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
