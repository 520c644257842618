import { itemList } from '../../shared/promise/collections.ts';
import { definePromise } from '../../shared/promise/define-promise.ts';
import { requestSpec } from '../../shared/promise/request-spec.ts';
import { blockContents } from '../../shared/service/service-contents.ts';
import { serviceList } from '../../shared/service/service-list.ts';
import { serviceReleases } from '../../shared/service/service-release.ts';
import { services } from '../services.ts';
import { application } from './application.ts';
import { applicationReleases } from './application-release.ts';
import { volumeContents } from './storage/stateful.ts';
import { topics } from './topics.ts';

/** Applications of one team in one environment, with their services. */
export const applicationClaim = definePromise({
  name: 'application-claim',
  kind: 'ApplicationClaim',
  plural: 'applicationclaims',
  shortNames: ['appc'],
  summary: 'Applications in an environment, with their platform services',
  description: `Each enabled application becomes a release of its chart, each enabled component a release of a platform
service, in the namespace of the environment. Names are unique across the platform: an older request keeps its name.`,
  topics,
  columns: [{ name: 'Environment', type: 'string', jsonPath: '.spec.environment' }],
  spec: () =>
    requestSpec(
      {
        applications: itemList(application(), { min: 0, max: 100 })
          .default([])
          .describe('Applications of the request'),
        components: serviceList(services, { min: 0, max: 50 })
          .default([])
          .describe('Platform services of the applications'),
      },
      [
        {
          cel: 'size(self.applications) + size(self.components) > 0',
          message:
            'At least one application or component is required; add an entry to applications or components',
          check: ({ applications, components }) => applications.length + components.length > 0,
        },
        {
          cel: 'self.applications.all(a, !(a.name in self.components.map(c, c.name)))',
          message: 'An application and a component have the same name',
          problems: ({ applications, components }) =>
            components.flatMap(({ name }, index) => {
              const first = applications.findIndex((application) => application.name === name);
              return first < 0
                ? []
                : [
                    {
                      path: ['components', index, 'name'],
                      message: `Duplicate name "${name}"; first in applications[${first}]`,
                    },
                  ];
            }),
        },
      ],
    ),
  items: ['applications', 'components'],
  protectedItems: [{ list: 'applications' }, { list: 'components' }],
  bindsServices: true,
  contents: () => [volumeContents, ...blockContents(services)],
  releases: ({ spec }, placement) => [
    ...applicationReleases(spec.applications, { placement, owner: spec.owner }),
    ...serviceReleases(spec.components, services, { list: 'components', placement, owner: spec.owner }),
  ],
});
