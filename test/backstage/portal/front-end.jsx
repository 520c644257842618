// A Backstage front end with the pages that a requester needs.
import { SignInPage } from '@backstage/core-components';
import { createApp } from '@backstage/frontend-defaults';
import { ApiBlueprint, createFrontendModule } from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint } from '@backstage/plugin-app-react';
import catalog from '@backstage/plugin-catalog/alpha';
import catalogGraph from '@backstage/plugin-catalog-graph/alpha';
import kubernetes from '@backstage/plugin-kubernetes/alpha';
import scaffolder from '@backstage/plugin-scaffolder/alpha';
import { searchApiRef } from '@backstage/plugin-search-react';
import techdocs from '@backstage/plugin-techdocs/alpha';
import infraforge from 'infraforge-backstage/frontend';
import React from 'react';
import { createRoot } from 'react-dom/client';
import '@backstage/ui/css/styles.css';

const signIn = createFrontendModule({
  pluginId: 'app',
  extensions: [
    SignInPageBlueprint.make({
      params: {
        loader: async () => (props) => React.createElement(SignInPage, { ...props, providers: ['guest'] }),
      },
    }),
  ],
});

// A page of TechDocs has a search field. Nothing is indexed here.
const search = createFrontendModule({
  pluginId: 'app',
  extensions: [
    ApiBlueprint.make({
      name: 'search',
      params: (define) =>
        define({ api: searchApiRef, deps: {}, factory: () => ({ query: async () => ({ results: [] }) }) }),
    }),
  ],
});

const app = createApp({
  features: [catalog, catalogGraph, kubernetes, scaffolder, techdocs, infraforge, search, signIn],
});
createRoot(document.getElementById('root')).render(app.createRoot());
