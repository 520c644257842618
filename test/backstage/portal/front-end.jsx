// A Backstage front end with the pages that a requester needs.
import { SignInPage } from '@backstage/core-components';
import { createApp } from '@backstage/frontend-defaults';
import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint } from '@backstage/plugin-app-react';
import catalog from '@backstage/plugin-catalog/alpha';
import catalogGraph from '@backstage/plugin-catalog-graph/alpha';
import kubernetes from '@backstage/plugin-kubernetes/alpha';
import scaffolder from '@backstage/plugin-scaffolder/alpha';
import techdocs from '@backstage/plugin-techdocs/alpha';
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

const app = createApp({ features: [catalog, catalogGraph, kubernetes, scaffolder, techdocs, signIn] });
createRoot(document.getElementById('root')).render(app.createRoot());
