import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { services } from '../../../../promises/services.ts';
import { parseRequestYaml } from '../../../../shared/yaml.ts';
import { promisesFolder } from '../../../../test/support/cases.ts';
import { readTree } from '../../../../test/support/read-tree.ts';
import { runInfraforge } from '../../../../test/support/run-infraforge.ts';
import { temporaryFolder } from '../../../../test/support/temporary-folder.ts';

const platform = join(promisesFolder, 'bootstrap-claim/cases/example/input.yaml');

/** Creates an application in an empty folder. */
async function newApp(...args: readonly string[]) {
  const out = join(temporaryFolder(), 'app');
  const run = await runInfraforge(['new-app', '--out', out, ...args]);
  const read = (name: string): string => readFileSync(join(out, name), 'utf8');
  return { ...run, out, read };
}

/** Returns what the pipeline reports about the request on the platform of the demo. */
async function render(folder: string) {
  const out = join(folder, 'out');
  const run = await runInfraforge([
    'render',
    '--platform',
    platform,
    '--out',
    out,
    join(folder, 'request.yaml'),
  ]);
  const status = parseRequestYaml(
    readFileSync(join(out, 'ApplicationClaim/default/shop/metadata/status.yaml'), 'utf8'),
  ) as {
    message: string;
    bindings?: { variables: string[] }[];
    releases: { host: string; port: number; secretName?: string }[];
  };
  return { code: run.code, status };
}

const types = services.map(({ type }) => type);

describe('infraforge new-app', () => {
  it.each([...types.map((type) => [type]), types])(
    'writes a request with %s that renders, and its facts',
    async (...chosen) => {
      const { code, out, read, printed } = await newApp(
        'shop',
        '--team',
        'E-Commerce Team',
        '--with',
        chosen.join(','),
      );
      expect(code).toBe(0);
      expect(Object.keys(readTree(out)).toSorted()).toEqual(['README.md', 'request.yaml']);
      expect(printed).toContain(`✓ ${join(out, 'request.yaml')}`);
      const { code: rendered, status } = await render(out);
      expect(rendered).toBe(0);
      const readme = read('README.md');
      expect(readme).toContain(`\`${status.message}\``);
      expect(status.bindings).toHaveLength(chosen.length);
      for (const { variables } of status.bindings!)
        for (const variable of variables) expect(readme).toContain(`\`${variable}\``);
      for (const { host, port, secretName } of status.releases) {
        expect(readme).toContain(`\`${host}:${port}\``);
        if (secretName !== undefined) expect(readme).toContain(`\`${secretName}\``);
      }
      for (const { type, credentials } of services) {
        const step = `kubectl create secret generic shop-${type}-credentials --namespace dev --from-literal=`;
        const isNeeded = chosen.includes(type) && credentials === 'required';
        expect(readme.includes(step), type).toBe(isNeeded);
      }
    },
  );

  it('writes an application without services, with the values of its flags', async () => {
    const flags = ['--environment', 'qa', '--image', 'registry:5000/acme/shop:1.10', '--port', '3000'];
    const { read, out } = await newApp('shop', '--team', 'no', ...flags);
    expect(parseRequestYaml(read('request.yaml'))).toEqual({
      apiVersion: 'platform.infraforge.io/v1',
      kind: 'ApplicationClaim',
      metadata: { name: 'shop' },
      spec: {
        environment: 'qa',
        owner: { team: 'no' },
        applications: [
          {
            name: 'shop',
            image: { repository: 'registry:5000/acme/shop', tag: '1.10' },
            ports: [{ name: 'http', port: 3000 }],
          },
        ],
      },
    });
    expect(read('request.yaml')).not.toContain('placeholder');
    expect(read('README.md')).not.toContain('Replace the image');
    expect((await render(out)).code).toBe(0);
  });

  it('lists the commands from the check to the status in README.md', async () => {
    const { read } = await newApp('shop', '--team', 'shopping', '--with', 'redis');
    const commands = read('README.md')
      .match(/^ {3}(kubectl|infraforge) .*$/gm)!
      .map((line) => line.trim());
    expect(commands).toEqual([
      'kubectl create secret generic shop-redis-credentials --namespace dev --from-literal=password="$(openssl rand -hex 24)"',
      'infraforge validate --platform bootstrap.yaml request.yaml',
      'kubectl apply --filename request.yaml',
      'kubectl get applicationclaim shop',
      "kubectl get applicationclaim shop --output jsonpath='{.status}'",
      'kubectl apply --filename request.yaml',
      'infraforge status shop',
    ]);
  });

  it('accepts an alias of a type, and spaces between types', async () => {
    const { read } = await newApp('shop', '--team', 'a', '--with', 'minio, kafka');
    expect(read('request.yaml')).toContain('type: objectstorage');
    expect(read('request.yaml')).toContain('type: kafka');
  });

  it.each([
    [
      ['shop', '--with', 'postgres'],
      'WITH= (--with): Unsupported service type "postgres"; did you mean "postgresql"? Supported: ',
    ],
    [['shop', '--with', 'redis,redis'], 'WITH= (--with): Duplicate type "redis"'],
    [['Shop'], 'NAME= (name): Invalid name "Shop"; use lower-case letters'],
    [['a'.repeat(54)], 'NAME= (name): '],
    [
      ['a'.repeat(40), '--with', 'elasticsearch'],
      `WITH= (--with): The service "${'a'.repeat(40)}-elasticsearch": Too long`,
    ],
    [['shop', '--team', ''], '--team <team> is required'],
    [['shop', '--environment', 'default'], 'ENVIRONMENT= (--environment): Reserved namespace "default"'],
    [['shop', '--image', 'ghcr.io/acme/shop'], 'IMAGE= (--image): An image needs a tag or a digest'],
    [['shop', '--port', '99999'], 'PORT= (--port): 99999 is above the maximum of 65535'],
    [['shop', '--team', 'x'.repeat(101)], 'TEAM= (--team): Too long'],
  ])('refuses the arguments %j and writes nothing', async (args, message) => {
    const { code, complaints, out } = await newApp('--team', 'a', ...args);
    expect(code).toBe(64);
    expect(complaints.join('\n')).toContain(message);
    expect(complaints.join('\n')).not.toContain('metadata.name');
    expect(() => readTree(out)).toThrow();
  });

  it('reports an invalid name once, and not the image that is derived from it', async () => {
    const { complaints } = await newApp('Shop', '--team', 'a');
    expect(complaints).toEqual([expect.stringMatching(/^NAME= \(name\): Invalid name "Shop"[^\n]*$/)]);
  });

  it('replaces no file', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'README.md'), 'mine');
    const { code, complaints } = await runInfraforge(['new-app', 'shop', '--team', 'a', '--out', folder]);
    expect(code).toBe(73);
    expect(complaints.join()).toContain(
      `Cannot write "${join(folder, 'README.md')}": the file exists; use another folder with --out`,
    );
    expect(readTree(folder)).toEqual({ 'README.md': 'mine' });
  });

  it('keeps the other files of a folder', async () => {
    const folder = join(temporaryFolder(), 'shop');
    mkdirSync(folder);
    writeFileSync(join(folder, 'main.go'), 'package main');
    expect((await runInfraforge(['new-app', 'shop', '--team', 'a', '--out', folder])).code).toBe(0);
    expect(Object.keys(readTree(folder)).toSorted()).toEqual(['README.md', 'main.go', 'request.yaml']);
  });
});
