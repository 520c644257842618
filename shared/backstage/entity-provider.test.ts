import { describe, expect, it } from 'vitest';
import { FolderEntityProvider } from './entity-provider.ts';

const url = 'https://git.example.com/acme/state-store/tree/main/catalog';

/** Git repository with one folder. */
function repository(initial: Record<string, string>) {
  const state = { files: initial, etag: '1', isDown: false };
  const reader = {
    async readTree(_: string, { etag, filter }: { etag?: string; filter: (path: string) => boolean }) {
      if (state.isDown) throw new Error('connection refused');
      if (etag === state.etag) throw Object.assign(new Error('not modified'), { name: 'NotModifiedError' });
      const files = Object.entries(state.files).filter(([path]) => filter(path));
      return {
        etag: state.etag,
        files: async () => files.map(([path, text]) => ({ path, content: async () => Buffer.from(text) })),
      };
    },
  };
  return { state, reader };
}

const entity = (name: string): string =>
  `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: ${name}}\n`;

async function start(files: Record<string, string>) {
  const { state, reader } = repository(files);
  const mutations: object[][] = [];
  const warnings: string[] = [];
  const logger = { warn: (message: string) => void warnings.push(message) };
  const provider = new FolderEntityProvider({ folders: [{ url, files: /\.yaml$/ }], reader, logger });
  await provider.connect({
    applyMutation: async ({ entities }) => void mutations.push(entities.map((one) => one.entity)),
  });
  await provider.refresh();
  return { state, provider, mutations, warnings };
}

describe('FolderEntityProvider', () => {
  it('provides the entities of all files, with the location of each', async () => {
    const { mutations } = await start({
      'a/b.yaml': `${entity('one')}---\n${entity('two')}`,
      'README.md': '',
    });
    expect(mutations).toEqual([
      [
        expect.objectContaining({ metadata: expect.objectContaining({ name: 'one' }) }),
        expect.objectContaining({
          metadata: {
            name: 'two',
            annotations: {
              'backstage.io/managed-by-location': `url:${url}/a/b.yaml`,
              'backstage.io/managed-by-origin-location': `url:${url}/a/b.yaml`,
            },
          },
        }),
      ],
    ]);
  });

  it('skips a file that is not YAML, with a warning', async () => {
    const { mutations, warnings } = await start({ 'a.yaml': 'a: [', 'b.yaml': entity('b') });
    expect(mutations[0]).toHaveLength(1);
    expect(warnings).toEqual([`No entities in url:${url}/a.yaml`]);
  });

  it.each([
    ['another object', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n'],
    ['no kind', 'apiVersion: backstage.io/v1alpha1\nmetadata: {name: a}\n'],
    [
      'a name that is not a string',
      'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: 1}\n',
    ],
    ['an unknown alias', `${entity('a')}spec: *a\n`],
    ['invalid YAML', `${entity('a')}spec: [\n`],
  ])('skips %s with a warning, and provides the other entities of the file', async (_, text) => {
    const { mutations, warnings } = await start({ 'a.yaml': `${entity('one')}---\n${text}` });
    expect(mutations[0]).toEqual([
      expect.objectContaining({ metadata: expect.objectContaining({ name: 'one' }) }),
    ]);
    expect(warnings).toEqual([`Skipped a document that is not an entity in url:${url}/a.yaml`]);
  });

  it('removes the entities of removed files, and changes nothing without a new commit', async () => {
    const { state, provider, mutations } = await start({ 'a.yaml': entity('a'), 'b.yaml': entity('b') });
    await provider.refresh();
    expect(mutations).toHaveLength(1);
    Object.assign(state, { files: { 'a.yaml': entity('a') }, etag: '2' });
    await provider.refresh();
    expect(mutations[1]).toHaveLength(1);
  });

  it('provides the group of entities without a team, as long as there is one', async () => {
    const text = `${entity('web')}spec: {owner: group:default/unowned}\n`;
    const { state, provider, mutations } = await start({ 'a.yaml': text });
    expect(mutations[0]?.[1]).toMatchObject({
      kind: 'Group',
      metadata: { name: 'unowned' },
      spec: { type: 'team', children: [] },
    });
    Object.assign(state, { files: { 'a.yaml': entity('web') }, etag: '2' });
    await provider.refresh();
    expect(mutations[1]).toHaveLength(1);
  });

  it('keeps the entities of a folder that it cannot read', async () => {
    const { state, provider, mutations, warnings } = await start({ 'a.yaml': entity('a') });
    state.isDown = true;
    await provider.refresh();
    expect(mutations).toHaveLength(1);
    expect(warnings[0]).toContain('connection refused');
  });
});
