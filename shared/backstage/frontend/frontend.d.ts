// The part of React and of Backstage's front end that this package uses. Its packages are not dependencies of this project:
// they belong to the front end that loads the package.
declare module 'react' {
  export interface ReactElement {
    readonly type: unknown;
  }
  export type ReactNode = ReactElement | string | number | null | undefined | readonly ReactNode[];
  export function createElement<Props>(
    type: string | ((props: Props) => ReactNode),
    props: Props | null,
    ...children: ReactNode[]
  ): ReactElement;
  export function useEffect(effect: () => undefined | (() => void), dependencies: readonly unknown[]): void;
  export function useMemo<Value>(compute: () => Value, dependencies: readonly unknown[]): Value;
  export function useState<Value>(initial: Value): [Value, (value: Value) => void];
}

declare module 'react-router-dom' {
  export function useNavigate(): (to: string) => void;
  export function useSearchParams(): [{ get(name: string): string | null }];
}

declare module '@backstage/frontend-plugin-api' {
  import type { ReactElement } from 'react';
  export interface ApiRef<Api> {
    readonly id: string;
    readonly T: Api;
  }
  export interface RouteRef<Parameters> {
    readonly T: Parameters;
  }
  export const discoveryApiRef: ApiRef<{ getBaseUrl(pluginId: string): Promise<string> }>;
  export const fetchApiRef: ApiRef<{ readonly fetch: typeof fetch }>;
  export const PageBlueprint: {
    make(options: {
      params: {
        path: string;
        title: string;
        routeRef: RouteRef<undefined>;
        loader(): Promise<ReactElement>;
      };
    }): object;
  };
  export function createExternalRouteRef<Name extends string>(options: {
    params: Name[];
    defaultTarget: string;
  }): RouteRef<Record<Name, string>>;
  export function createFrontendPlugin(options: object): object;
  export function createRouteRef(): RouteRef<undefined>;
  export function useApi<Api>(ref: ApiRef<Api>): Api;
  export function useRouteRef<Parameters>(
    ref: RouteRef<Parameters>,
  ): ((parameters?: Parameters) => string) | undefined;
}

declare module '@backstage/core-components' {
  import type { ReactNode } from 'react';
  export function Content(props: { children?: ReactNode }): ReactNode;
  export function ErrorPanel(props: { error: Error; title?: string }): ReactNode;
  export function InfoCard(props: { title: string; children?: ReactNode }): ReactNode;
  export function Progress(props: object): ReactNode;
}

declare module '@backstage/plugin-catalog-react' {
  import type { ApiRef } from '@backstage/frontend-plugin-api';
  export interface Entity {
    readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
    readonly spec?: unknown;
  }
  export const catalogApiRef: ApiRef<{ getEntityByRef(ref: string): Promise<Entity | undefined> }>;
  export function useEntity(): { readonly entity: Entity };
}

declare module '@backstage/plugin-catalog-react/alpha' {
  import type { Entity } from '@backstage/plugin-catalog-react';
  import type { ReactNode } from 'react';
  export const EntityContextMenuItemBlueprint: {
    make(options: {
      name: string;
      params: {
        icon: ReactNode;
        filter(entity: Entity): boolean;
        useProps(): { title: string; href: string; disabled: boolean };
      };
    }): object;
  };
  export const EntityIconLinkBlueprint: {
    make(options: {
      name: string;
      params: {
        filter(entity: Entity): boolean;
        useProps(): { label: string; icon: ReactNode; href: string; disabled: boolean };
      };
    }): object;
  };
}

declare module '@backstage/plugin-scaffolder-react' {
  import type { ApiRef } from '@backstage/frontend-plugin-api';
  export const scaffolderApiRef: ApiRef<{
    scaffold(options: { templateRef: string; values: object }): Promise<{ readonly taskId: string }>;
  }>;
}

declare module '@backstage/plugin-scaffolder-react/alpha' {
  import type { ApiRef } from '@backstage/frontend-plugin-api';
  import type { ReactNode } from 'react';
  export const formFieldsApiRef: ApiRef<{ loadFormFields(): Promise<object[]> }>;
  export function EmbeddableWorkflow(props: {
    namespace: string;
    templateName: string;
    initialState: object;
    extensions: readonly object[];
    components?: { ReviewStateComponent?(props: { formState: Record<string, unknown> }): ReactNode };
    onCreate(values: object): Promise<void>;
    onError(error: Error | undefined): ReactNode;
  }): ReactNode;
}
