import { definePromise } from '../../shared/promise/define-promise.ts';
import { requestSpec } from '../../shared/promise/placement.ts';
import { objectName } from '../../shared/promise/vocabulary.ts';
import { serviceList } from '../../shared/service/service-item.ts';
import { serviceReleases } from '../../shared/service/service-release.ts';
import { services } from '../services.ts';

/** Platform services of one team in one environment. */
export const platformApplicationClaim = definePromise({
  name: 'platform-application-claim',
  kind: 'PlatformApplicationClaim',
  plural: 'platformapplicationclaims',
  shortNames: ['pac'],
  summary: 'Platform services in an environment: databases, caches and queues',
  description: `Each enabled service becomes a release of its engine's chart in the namespace of the environment. Its storage
only grows, its major version never goes down, and its engine and mode never change. In production a service is
protected: set deletionProtection: false on it, and let that be delivered, before it can go.`,
  spec: () =>
    requestSpec({
      storageClass: objectName()
        .optional()
        .describe("Storage class of the services that name none; the platform's where absent"),
      services: serviceList(services, { min: 1, max: 50 }).describe('Platform services to deliver'),
    }),
  items: ['services'],
  services: ['services'],
  releases: ({ spec: { owner, storageClass, ...spec } }, placement) =>
    serviceReleases(spec.services, services, { list: 'services', placement, owner, storageClass }),
});
