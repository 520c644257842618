// The package for a Backstage backend: `backend.add(import('infraforge-backstage'))`.
import {
  coreServices,
  createBackendFeatureLoader,
  createBackendModule,
  createBackendPlugin,
  type ServiceRef,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { createTemplateAction, scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import type { ActionOptions } from './action-run.ts';
import { deleteAction } from './delete-action.ts';
import { editAction } from './edit-action.ts';
import { FolderEntityProvider } from './entity-provider.ts';
import { requestAction } from './request-action.ts';
import type { Kind } from './request-path.ts';
import { requestRoute } from './request-route.ts';

/** Kinds of the Promises; the build defines it. */
declare const requestKinds: readonly Kind[];

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Services of Backstage for access to the cluster. */
const clusterServices = {
  auth: coreServices.auth,
  config: coreServices.rootConfig,
  discovery: coreServices.discovery,
  userInfo: coreServices.userInfo,
};

type Services<Refs> = {
  [Name in keyof Refs]: Refs[Name] extends ServiceRef<infer Service> ? Service : never;
};

function optionsOf({ auth, config, discovery, userInfo }: Services<typeof clusterServices>): ActionOptions {
  const proxy = {
    baseUrl: () => discovery.getBaseUrl('kubernetes'),
    token: async () => {
      const onBehalfOf = await auth.getOwnServiceCredentials();
      return (await auth.getPluginRequestToken({ onBehalfOf, targetPluginId: 'kubernetes' })).token;
    },
    cluster: config.getOptionalString('infraforge.cluster') ?? 'platform',
    fetch,
  };
  return {
    proxy,
    kinds: requestKinds,
    sleep,
    identify: async (credentials) =>
      auth.isPrincipal(credentials, 'user') ? userInfo.getUserInfo(credentials) : undefined,
    administrators: config.getOptionalStringArray('infraforge.administrators') ?? [],
  };
}

const actionModule = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'infraforge',
  register({ registerInit }) {
    registerInit({
      deps: { actions: scaffolderActionsExtensionPoint, ...clusterServices },
      async init({ actions, ...services }) {
        const options = optionsOf(services);
        for (const action of [requestAction, editAction, deleteAction]) {
          actions.addActions(createTemplateAction(action(options)));
        }
      },
    });
  },
});

const requestPlugin = createBackendPlugin({
  pluginId: 'infraforge',
  register({ registerInit }) {
    registerInit({
      deps: { httpAuth: coreServices.httpAuth, httpRouter: coreServices.httpRouter, ...clusterServices },
      async init({ httpAuth, httpRouter, ...services }) {
        const credentialsOf = (request: never): Promise<object> =>
          httpAuth.credentials(request, { allow: ['user'] });
        httpRouter.use(requestRoute({ ...optionsOf(services), credentialsOf }));
      },
    });
  },
});

const catalogModule = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'infraforge',
  register({ registerInit }) {
    registerInit({
      deps: {
        catalog: catalogProcessingExtensionPoint,
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        reader: coreServices.urlReader,
        scheduler: coreServices.scheduler,
      },
      async init({ catalog, config, logger, reader, scheduler }) {
        const promises = config.getOptionalString('infraforge.promises');
        const stateStore = config.getOptionalString('infraforge.stateStore');
        const folders = [
          ...(promises === undefined ? [] : [{ url: promises, files: promiseFiles }]),
          ...(stateStore === undefined ? [] : [{ url: stateStore, files: /\.yaml$/ }]),
        ];
        if (folders.length === 0) return;
        const provider = new FolderEntityProvider({ folders, logger, reader });
        catalog.addEntityProvider(provider);
        await scheduler.scheduleTask({
          id: 'infraforge-entities',
          frequency: { seconds: 60 },
          timeout: { seconds: 60 },
          fn: () => provider.refresh(),
        });
      },
    });
  },
});

/** Matches the files of Promises for the catalog (`make generate`). */
const promiseFiles = /(^|\/)(generated\/backstage\/((edit-)?template|catalog-info)|delete-template)\.yaml$/;

/** Features of the package: the scaffolder actions, the route of the forms, and the entities of Promises and requests. */
export default createBackendFeatureLoader({
  *loader() {
    yield actionModule;
    yield requestPlugin;
    yield catalogModule;
  },
});
