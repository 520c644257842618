// The package for a Backstage front end (new front-end system): `createApp({ features: [infraforge] })`.
import {
  createFrontendPlugin,
  createRouteRef,
  PageBlueprint,
  useRouteRef,
} from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { EntityIconLinkBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { createElement } from 'react';
import { requestOf } from './request-form.ts';
import { RequestPage, taskRoute } from './request-page.ts';

const pageRoute = createRouteRef();

const page = PageBlueprint.make({
  params: {
    path: '/infraforge',
    title: 'Request',
    routeRef: pageRoute,
    loader: async () => createElement(RequestPage, null),
  },
});

/** Link on the pages of entities that come from a request. */
interface RequestLink {
  readonly action: 'edit' | 'delete';
  readonly label: string;
  /** Path of an icon of 24 by 24 pixels. */
  readonly icon: string;
}

function requestLink({ action, label, icon }: RequestLink): object {
  return EntityIconLinkBlueprint.make({
    name: `${action}-request`,
    params: {
      filter: ({ metadata }) => requestOf(metadata.annotations) !== undefined,
      useProps: () => {
        const { entity } = useEntity();
        const path = useRouteRef(pageRoute)?.();
        const request = requestOf(entity.metadata.annotations) ?? '';
        return {
          label,
          icon: createElement(
            'svg',
            { width: 24, height: 24, viewBox: '0 0 24 24', fill: 'currentColor' },
            createElement('path', { d: icon }),
          ),
          href: `${path}?request=${encodeURIComponent(request)}&action=${action}`,
          disabled: path === undefined,
        };
      },
    },
  });
}

/** Pages that change and delete requests, and links to them. */
export default createFrontendPlugin({
  pluginId: 'infraforge',
  routes: { request: pageRoute },
  externalRoutes: { task: taskRoute },
  extensions: [
    page,
    requestLink({
      action: 'edit',
      label: 'Edit request',
      icon: 'M3 17v4h4L18.8 9.200l-4-4zM20.700 7.300l-4-4 1.400-1.400 4 4z',
    }),
    requestLink({ action: 'delete', label: 'Delete request', icon: 'M6 7h12v14H6zM4 4h5V3h6v1h5v2H4z' }),
  ],
});
