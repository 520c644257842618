import { join } from 'node:path';
import { projectFolder } from '../../support/cases.ts';
import type { GitHost } from './git-host.ts';
import type { PlatformApi } from './start-api-server.ts';

/** Servers and credentials that the portal uses. */
export interface PortalOptions {
  /** Folder of the run. */
  readonly folder: string;
  readonly backendURL: string;
  readonly frontEndURL: string;
  readonly platform: PlatformApi;
  readonly gitHost: GitHost;
  /** Token with which a program calls the backend. */
  readonly token: string;
}

/** Returns the configuration of the portal, with the settings of shared/backstage/app-config.example.yaml. */
export function portalConfig(options: PortalOptions): object {
  const { folder, backendURL, frontEndURL, platform, gitHost, token } = options;
  const { host } = new URL(gitHost.url);
  return {
    app: { title: 'Acme portal', baseUrl: frontEndURL },
    organization: { name: 'Acme' },
    backend: {
      baseUrl: backendURL,
      listen: { host: '127.0.0.1', port: Number(new URL(backendURL).port) },
      cors: {
        origin: frontEndURL,
        credentials: true,
        methods: ['GET', 'HEAD', 'PATCH', 'POST', 'PUT', 'DELETE'],
      },
      database: { client: 'better-sqlite3', connection: ':memory:' },
      auth: { externalAccess: [{ type: 'static', options: { token, subject: 'tests' } }] },
    },
    auth: {
      environment: 'development',
      providers: {
        guest: { userEntityRef: 'user:default/guest', dangerouslyAllowOutsideDevelopment: true },
      },
    },
    permission: { enabled: true },
    integrations: { gitea: [{ host, baseUrl: gitHost.url }] },
    infraforge: {
      cluster: 'platform',
      promises: `${gitHost.url}/acme/infraforge/src/branch/main/promises`,
      stateStore: `${gitHost.url}/acme/state-store/src/branch/main/catalog`,
    },
    catalog: {
      rules: [{ allow: ['Component', 'API', 'Template', 'User', 'Group', 'Resource', 'System', 'Domain'] }],
      locations: [{ type: 'file', target: join(projectFolder, 'test/backstage/portal/organization.yaml') }],
    },
    kubernetes: {
      serviceLocatorMethod: { type: 'multiTenant' },
      clusterLocatorMethods: [
        {
          type: 'config',
          clusters: [
            {
              name: 'platform',
              url: platform.url,
              authProvider: 'serviceAccount',
              serviceAccountToken: platform.token,
              caData: platform.authority,
            },
          ],
        },
      ],
    },
    techdocs: {
      builder: 'local',
      generator: { runIn: 'local' },
      publisher: { type: 'local', local: { publishDirectory: join(folder, 'techdocs') } },
    },
  };
}
