import { describe, expect, it } from 'vitest';
import { parseChartYaml } from '../../shared/yaml.ts';
import { appProject, operatorApplication, rootApplication } from '../../test/support/argocd-schemas.ts';
import { platformWith } from '../../test/support/platform.ts';
import { namespacesDelivery } from './namespace-defaults.ts';
import { renderPlatform } from './render-platform.ts';

const filesOf = (operators: readonly string[]) =>
  new Map(
    renderPlatform(platformWith({ operators }), {
      platforms: [],
      formerlyShared: [],
      namespaceDefaults: namespacesDelivery([], { before: undefined, platforms: [], isClaimed: () => false }),
    }),
  );
const parsed = (text: string) => parseChartYaml(text, 'file');

describe('renderPlatform()', () => {
  it('renders files that match the strict schema of their kind', () => {
    const files = filesOf(['cloudnative-pg']);
    for (const root of ['apps', 'platform', 'operators']) {
      rootApplication.parse(parsed(files.get(`root-apps/nonprod/nonprod-${root}-rootapp.yaml`) ?? ''));
    }
    operatorApplication.parse(parsed(files.get('operators/nonprod/cloudnative-pg/application.yaml') ?? ''));
    const projects = (files.get('root-apps/nonprod/nonprod-projects.yaml') ?? '')
      .split(/^---\n/m)
      .slice(1)
      .map(parsed);
    expect(projects.map((project) => appProject.parse(project).metadata.name)).toEqual([
      'infraforge-dev',
      'infraforge-dev.infrastructure',
      'infraforge-qa',
      'infraforge-qa.infrastructure',
      'infraforge-nonprod-operators',
    ]);
  });

  it('renders root, sentinel and project of the operators even without operators', () => {
    const paths = [...filesOf([]).keys()];
    expect(paths.filter((path) => path.startsWith('operators/'))).toEqual([
      'operators/nonprod/_operators-root.yaml',
    ]);
    expect(paths).toContain('root-apps/nonprod/nonprod-operators-rootapp.yaml');
  });
});
