import { describe, expect, it } from 'vitest';
import type { DeliveryMode, Platform } from '../../shared/release/platform.ts';
import { parseChartYaml } from '../../shared/yaml.ts';
import { appProject, operatorApplication, rootApplication } from '../../test/support/argocd-schemas.ts';
import { platformWith } from '../../test/support/platform.ts';
import { namespacesDelivery } from './namespace-defaults.ts';
import { renderPlatform } from './render-platform.ts';

const filesOf = (operators: readonly string[], gitOps: Partial<Platform['gitOps']> = {}) =>
  new Map(
    renderPlatform(platformWith({ operators, gitOps }), {
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

  it('replaces the roots of environments with ApplicationSets, and changes nothing else', () => {
    const pathsOf = (delivery?: DeliveryMode) => filesOf(['redis'], { ...(delivery && { delivery }) });
    const [plain, roots, sets] = [undefined, 'applications' as const, 'applicationSets' as const].map(
      pathsOf,
    );
    expect(roots).toEqual(plain);
    const isOfMode = (path: string): boolean =>
      /^appsets\/|nonprod-(apps|platform)-rootapp|_(apps|platform)-root/.test(path);
    const common = (files = new Map<string, string>()) => [...files].filter(([path]) => !isOfMode(path));
    expect(common(sets)).toEqual(common(roots));
    expect([...sets!.keys()].filter(isOfMode)).toEqual([
      'appsets/nonprod/apps/dev-appset.yaml',
      'appsets/nonprod/platform/dev-appset.yaml',
      'appsets/nonprod/apps/qa-appset.yaml',
      'appsets/nonprod/platform/qa-appset.yaml',
      'appsets/nonprod/platform/_namespaces-appset.yaml',
    ]);
  });
});
