// The package for a Backstage backend: `backend.add(import('infraforge-backstage'))`.
import { coreServices, createBackendFeatureLoader, createBackendModule } from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { createTemplateAction, scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { FolderEntityProvider } from './entity-provider.ts';
import { requestAction } from './request-action.ts';
import type { Kind } from './send-request.ts';

/** Kinds of the Promises; the build defines it. */
declare const requestKinds: readonly Kind[];

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

const actionModule = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'infraforge',
  register({ registerInit }) {
    registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
      },
      async init({ actions, auth, config, discovery }) {
        const proxy = {
          baseUrl: () => discovery.getBaseUrl('kubernetes'),
          token: async () => {
            const onBehalfOf = await auth.getOwnServiceCredentials();
            return (await auth.getPluginRequestToken({ onBehalfOf, targetPluginId: 'kubernetes' })).token;
          },
          cluster: config.getOptionalString('infraforge.cluster') ?? 'platform',
          fetch,
        };
        actions.addActions(createTemplateAction(requestAction({ proxy, kinds: requestKinds, sleep })));
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
const promiseFiles = /\/generated\/backstage\/(template|catalog-info)\.yaml$/;

/** Features of the package: the scaffolder action, and the entities of Promises and of a state store. */
export default createBackendFeatureLoader({
  *loader() {
    yield actionModule;
    yield catalogModule;
  },
});
