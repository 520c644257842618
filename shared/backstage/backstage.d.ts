// The part of Backstage's API that this package uses. Its packages are not dependencies of this project: they belong to the
// backend that loads the package.
declare module '@backstage/backend-plugin-api' {
  export interface ServiceRef<Service> {
    readonly service: Service;
  }
  interface ExtensionPoint<Point> {
    readonly point: Point;
  }
  type Resolved<Deps> = {
    [Name in keyof Deps]: Deps[Name] extends ServiceRef<infer Service>
      ? Service
      : Deps[Name] extends ExtensionPoint<infer Point>
        ? Point
        : never;
  };
  interface ModuleRegistration {
    registerInit<Deps>(options: { deps: Deps; init(deps: Resolved<Deps>): Promise<void> }): void;
  }
  interface BackendFeature {
    readonly $$type: '@backstage/BackendFeature';
  }
  export const coreServices: {
    readonly auth: ServiceRef<{
      isPrincipal(credentials: object, type: 'user'): boolean;
      getOwnServiceCredentials(): Promise<object>;
      getPluginRequestToken(options: {
        onBehalfOf: object;
        targetPluginId: string;
      }): Promise<{ readonly token: string }>;
    }>;
    readonly discovery: ServiceRef<{ getBaseUrl(pluginId: string): Promise<string> }>;
    readonly httpAuth: ServiceRef<{
      credentials(request: never, options: { allow: readonly 'user'[] }): Promise<object>;
    }>;
    readonly httpRouter: ServiceRef<{ use(handler: object): void }>;
    readonly logger: ServiceRef<{ warn(message: string): void }>;
    readonly rootConfig: ServiceRef<{
      getOptionalString(key: string): string | undefined;
      getOptionalStringArray(key: string): string[] | undefined;
    }>;
    readonly scheduler: ServiceRef<{
      scheduleTask(task: {
        id: string;
        frequency: { seconds: number };
        timeout: { seconds: number };
        fn(): Promise<void>;
      }): Promise<void>;
    }>;
    readonly userInfo: ServiceRef<{
      getUserInfo(credentials: object): Promise<{
        readonly userEntityRef: string;
        readonly ownershipEntityRefs: readonly string[];
      }>;
    }>;
    readonly urlReader: ServiceRef<{
      readTree(
        url: string,
        options: { etag?: string; filter(path: string): boolean },
      ): Promise<{
        readonly etag: string;
        files(): Promise<{ readonly path: string; content(): Promise<Buffer> }[]>;
      }>;
    }>;
  };
  export function createBackendPlugin(options: {
    pluginId: string;
    register(registration: ModuleRegistration): void;
  }): BackendFeature;
  export function createBackendModule(options: {
    pluginId: string;
    moduleId: string;
    register(registration: ModuleRegistration): void;
  }): BackendFeature;
  export function createBackendFeatureLoader(options: { loader(): Iterable<BackendFeature> }): BackendFeature;
}

declare module '@backstage/plugin-catalog-node' {
  import type { ExtensionPoint } from '@backstage/backend-plugin-api';
  export const catalogProcessingExtensionPoint: ExtensionPoint<{ addEntityProvider(provider: object): void }>;
}

declare module '@backstage/plugin-scaffolder-node' {
  import type { ExtensionPoint } from '@backstage/backend-plugin-api';
  export function createTemplateAction(action: object): object;
  export const scaffolderActionsExtensionPoint: ExtensionPoint<{ addActions(action: object): void }>;
}
