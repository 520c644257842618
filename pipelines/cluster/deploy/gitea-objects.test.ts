import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gitea, giteaNames, renderGitea } from './gitea-objects.ts';
import { registry, renderRegistry } from './registry.ts';

type Fields = { readonly [field: string]: unknown };

const byKind = (objects: readonly object[], kind: string): Fields =>
  objects.find((object) => (object as Fields)['kind'] === kind) as Fields;
const podOf = (objects: readonly object[]): Fields =>
  (byKind(objects, 'Deployment') as { spec: { template: { spec: Fields } } }).spec.template.spec;
const settingsOf = (objects: readonly object[]): string =>
  (byKind(objects, 'ConfigMap') as { data: Record<string, string> }).data['app.ini']!;

const platform = join(import.meta.dirname, '../../../kind/platform');
const workloads = [
  ['Gitea', renderGitea({ platform, image: 'gitea:1', storage: 'claim', certificate: 'PEM' })],
  ['the registry', renderRegistry({ platform, image: 'registry:1', storage: 'claim', users: 'u:x' })],
] as const;

describe.each(workloads)('the pod of %s', (_, objects) => {
  const pod = podOf(objects);
  const containers = pod['containers'] as Fields[];

  it('passes the pod security standard restricted, with a read-only root file system', () => {
    expect(pod['securityContext']).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    for (const container of containers) {
      expect(container['securityContext']).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    }
    expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
  });

  it('mounts each of its volumes, none twice in a container', () => {
    const names = (list: unknown): string[] => (list as { name: string }[]).map(({ name }) => name).sort();
    const mounts = containers.map((container) => names(container['volumeMounts']));
    for (const mounted of mounts) expect(new Set(mounted).size).toBe(mounted.length);
    expect([...new Set(mounts.flat())].sort()).toEqual(names(pod['volumes']));
  });

  it('is selected by its Service, at its ports', () => {
    const service = byKind(objects, 'Service') as { spec: { selector: object; ports: { port: number }[] } };
    const { template } = (byKind(objects, 'Deployment') as { spec: { template: Fields } }).spec;
    expect((template['metadata'] as { labels: object }).labels).toMatchObject(service.spec.selector);
    expect(service.spec.ports.map(({ port }) => port)).toEqual(
      containers.flatMap(({ ports = [] }) =>
        (ports as { containerPort: number }[]).map((one) => one.containerPort),
      ),
    );
  });
});

describe('renderRegistry()', () => {
  const [, objects] = workloads[1];
  const { data } = byKind(objects, 'ConfigMap') as { data: Record<string, string> };
  const [reader, writer] = [JSON.parse(data['reader.yml']!), JSON.parse(data['writer.yml']!)];
  const containers = podOf(objects)['containers'] as Fields[];

  it('serves reads without an account, and refuses every write', () => {
    expect(reader.storage.maintenance.readonly).toEqual({ enabled: true });
    expect(reader.storage.delete).toEqual({ enabled: false });
    expect(reader.http.addr).toBe(`:${registry.port}`);
    const container = containers.find(({ name }) => name === 'reader')!;
    expect(container['volumeMounts']).toContainEqual({
      name: 'data',
      mountPath: reader.storage.filesystem.rootdirectory,
      readOnly: true,
    });
    expect(container['volumeMounts']).not.toContainEqual(expect.objectContaining({ name: 'users' }));
  });

  it('writes with a password only, inside the pod, and never deletes', () => {
    expect(writer.auth.htpasswd.path).toBe('/etc/infraforge-registry-users/htpasswd');
    expect(writer.storage.delete).toEqual({ enabled: false });
    expect(writer.http.addr).toBe(`127.0.0.1:${registry.writePort}`);
    expect(writer.storage.filesystem).toEqual(reader.storage.filesystem);
    const secret = { secretName: registry.writer, defaultMode: 0o440 };
    expect(podOf(objects)['volumes']).toContainEqual({
      name: 'users',
      secret: { ...secret, items: [{ key: 'htpasswd', path: 'htpasswd' }] },
    });
  });

  it('admits traffic to the port of the readers only', () => {
    expect(byKind(objects, 'NetworkPolicy')['spec']).toEqual({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': registry.name } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ ports: [{ protocol: 'TCP', port: registry.port }] }],
    });
  });

  it('restarts its pod for another password', () => {
    const values = { platform, image: 'registry:1', storage: 'claim' } as const;
    const annotations = (users: string): unknown =>
      (byKind(renderRegistry({ ...values, users }), 'Deployment') as { spec: { template: Fields } }).spec
        .template['metadata'];
    expect(annotations('u:y')).not.toEqual(annotations('u:x'));
  });
});

describe('renderGitea()', () => {
  const objects = renderGitea({ platform, image: 'gitea:1', storage: 'pod', certificate: 'PEM' });

  it('reads every secret from a file, so that its settings hold none and never change', () => {
    const settings = settingsOf(objects);
    for (const key of ['SECRET_KEY', 'INTERNAL_TOKEN', 'JWT_SECRET']) {
      expect(settings).toMatch(new RegExp(`^${key}_URI = file:///etc/gitea-keys/`, 'm'));
      expect(settings).not.toMatch(new RegExp(`^${key} =`, 'm'));
    }
    // what Gitea would otherwise write there by itself
    expect(settings).toMatch(/^WORK_PATH = \/var\/lib\/gitea$/m);
    expect(settings).toMatch(/^LFS_START_SERVER = false$/m);
  });

  it.each([
    ['Gitea', workloads[0][1], gitea, gitea.service],
    ['the registry', workloads[1][1], registry, registry.name],
  ] as const)(
    'has the namespace, name and port of %s that the code names',
    (_, all, { namespace, name, port }, service) => {
      expect(byKind(all, 'Namespace')['metadata']).toMatchObject({ name: namespace });
      expect(byKind(all, 'Deployment')['metadata']).toMatchObject({ name, namespace });
      expect(byKind(all, 'Service')).toMatchObject({
        metadata: { name: service, namespace },
        spec: { ports: [{ port }] },
      });
    },
  );

  it('has no duplicate section, and begins with the settings without a section', () => {
    const sections = settingsOf(objects).match(/^\[.*\]$/gm)!;
    expect(new Set(sections).size).toBe(sections.length);
    expect(settingsOf(objects).startsWith('APP_NAME')).toBe(true);
  });

  it('has a host of its certificate, within the length of a subject', () => {
    expect(settingsOf(objects)).toContain(`ROOT_URL = https://${gitea.host}:3000/`);
    expect(giteaNames.dns).toContain(gitea.host);
    expect(giteaNames.dns[0].length).toBeLessThanOrEqual(64);
  });

  it('runs gitea with its settings in any image', () => {
    const [container] = podOf(objects)['containers'] as [Fields];
    expect(container).toMatchObject({
      image: 'gitea:1',
      command: ['gitea', '--config', '/etc/gitea/app.ini', 'web'],
    });
  });

  it('keeps its data in the pod without a volume', () => {
    expect(byKind(objects, 'PersistentVolumeClaim')).toBeUndefined();
    expect(podOf(objects)['volumes']).toContainEqual({ name: 'data', emptyDir: {} });
  });
});
