import { definePromise } from '../../shared/promise/define-promise.ts';
import { furtherSettings } from '../../shared/promise/further-settings.ts';
import { requestSpec } from '../../shared/promise/request-spec.ts';
import { objectName } from '../../shared/promise/vocabulary.ts';
import { blockContents } from '../../shared/service/service-contents.ts';
import { serviceList } from '../../shared/service/service-list.ts';
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
can only increase, its major version cannot be downgraded, and its engine and mode cannot be changed. In production a service
is protected: set deletionProtection: false and wait until it is synced, then remove the service.`,
  spec: () =>
    requestSpec({
      ...furtherSettings('request', {
        storageClass: objectName()
          .optional()
          .describe("Default storage class of the services. Defaults to the platform's value"),
      }),
      services: serviceList(services, { min: 1, max: 50 }).describe('Platform services of the request'),
    }),
  items: ['services'],
  protectedItems: [{ list: 'services' }],
  contents: () => blockContents(services),
  releases: ({ spec: { owner, storageClass, ...spec } }, placement) =>
    serviceReleases(spec.services, services, { list: 'services', placement, owner, storageClass }),
});
