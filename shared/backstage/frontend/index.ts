// The package for a Backstage front end (new front-end system): `createApp({ features: [infraforge] })`.
import {
  createFrontendPlugin,
  createRouteRef,
  PageBlueprint,
  useRouteRef,
} from '@backstage/frontend-plugin-api';
import { type Entity, useEntity } from '@backstage/plugin-catalog-react';
import {
  EntityContextMenuItemBlueprint,
  EntityIconLinkBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { createElement, type ReactElement } from 'react';
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

const comesFromRequest = ({ metadata }: Entity): boolean => requestOf(metadata.annotations) !== undefined;

/** Returns the address of the page of a request for the entity that is shown; undefined without the page. */
function useAddress(action: 'edit' | 'delete'): string | undefined {
  const { entity } = useEntity();
  const path = useRouteRef(pageRoute)?.();
  const request = encodeURIComponent(requestOf(entity.metadata.annotations) ?? '');
  return path && `${path}?request=${request}&action=${action}`;
}

/** Returns an icon by its path in 24 by 24 pixels. */
function icon(d: string): ReactElement {
  const size = { width: 24, height: 24, viewBox: '0 0 24 24', fill: 'currentColor' };
  return createElement('svg', size, createElement('path', { d }));
}

const editLink = EntityIconLinkBlueprint.make({
  name: 'edit-request',
  params: {
    filter: comesFromRequest,
    useProps: () => {
      const href = useAddress('edit');
      return {
        label: 'Edit request',
        icon: icon('M3 17v4h4L18.8 9.2l-4-4zM20.7 7.3l-4-4 1.4-1.4 4 4z'),
        href: href ?? '',
        disabled: href === undefined,
      };
    },
  },
});

// In the context menu, like Backstage's own item to unregister an entity.
const deleteItem = EntityContextMenuItemBlueprint.make({
  name: 'delete-request',
  params: {
    filter: comesFromRequest,
    icon: icon('M6 7h12v14H6zM4 4h5V3h6v1h5v2H4z'),
    useProps: () => {
      const href = useAddress('delete');
      return { title: 'Delete request', href: href ?? '', disabled: href === undefined };
    },
  },
});

/** Pages that change and delete requests, and links to them. */
export default createFrontendPlugin({
  pluginId: 'infraforge',
  routes: { request: pageRoute },
  externalRoutes: { task: taskRoute },
  extensions: [page, editLink, deleteItem],
});
