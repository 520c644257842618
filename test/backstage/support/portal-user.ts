import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntil } from '../../e2e/cluster/wait-until.ts';

/** Entity of the catalog: the fields that the tests read. */
export interface Entity {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly [field: string]: unknown;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly relations?: readonly { readonly type: string; readonly targetRef: string }[];
}

/** End of a task. */
export interface TaskEnd {
  readonly status: 'completed' | 'failed';
  /** Message of the action, or of the error. */
  readonly message: string;
}

/** User of Backstage's API. */
export class PortalUser {
  readonly #url: string;
  readonly #token: string;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** Signs in as the guest. */
  static async signIn({ backendURL }: { readonly backendURL: string }): Promise<PortalUser> {
    const response = await fetch(`${backendURL}/api/auth/guest/refresh`, {
      method: 'POST',
      headers: { 'x-requested-with': 'XMLHttpRequest' },
    });
    const { backstageIdentity } = (await response.json()) as { backstageIdentity: { token: string } };
    return new PortalUser(backendURL, backstageIdentity.token);
  }

  /** Returns an entity; undefined if the catalog does not have it. */
  async find(kind: string, name: string, namespace = 'default'): Promise<Entity | undefined> {
    const { status, body } = await this.#call(`/api/catalog/entities/by-name/${kind}/${namespace}/${name}`);
    return status === 404 ? undefined : (body as Entity);
  }

  /** Waits until the catalog has an entity for which a condition holds, and returns it. */
  async waitForEntity(
    [kind, name, namespace]: readonly [kind: string, name: string, namespace?: string],
    holds: (entity: Entity) => boolean = () => true,
  ): Promise<Entity> {
    return waitUntil({
      what: `the catalog has ${kind} ${name}`,
      within: 30,
      probe: async () => {
        const found = await this.find(kind, name, namespace);
        return found !== undefined && holds(found) ? found : undefined;
      },
    });
  }

  /** Runs a template without any effect. Returns the HTTP status, and the log or the errors. */
  async dryRun(
    template: string,
    values: object,
  ): Promise<{ readonly status: number; readonly text: string }> {
    const entity = await this.waitForEntity(['template', template]);
    const { status, body } = await this.#call('/api/scaffolder/v2/dry-run', {
      template: entity,
      values,
      directoryContents: [],
    });
    return { status, text: JSON.stringify(body) };
  }

  /** Runs a template, and returns its end. @throws Error if Backstage refuses the values */
  async run(template: string, values: object): Promise<TaskEnd> {
    const templateRef = `template:default/${template}`;
    const { body } = await this.#call('/api/scaffolder/v2/tasks', { templateRef, values });
    const { id } = body as { id?: string };
    if (id === undefined) throw new Error(JSON.stringify(body));
    return waitUntil({ what: `task ${id} ends`, within: 90, probe: () => this.#endOf(id) });
  }

  async #endOf(id: string): Promise<TaskEnd | undefined> {
    const { body } = await this.#call(`/api/scaffolder/v2/tasks/${id}/events`);
    const events = body as { type: string; body: TaskEvent }[];
    const completion = events.find(({ type }) => type === 'completion')?.body;
    if (completion === undefined) return undefined;
    const { output, error } = completion;
    if (error) return { status: 'failed', message: error.message };
    return { status: 'completed', message: output?.text?.map(({ content }) => content).join('\n') ?? '' };
  }

  async #call(path: string, body?: object): Promise<{ readonly status: number; readonly body: unknown }> {
    const response = await fetch(`${this.#url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  }
}

/** Makes the entity provider read Git now instead of at its next minute. */
export async function readGitAgain({
  backendURL,
  token,
}: {
  readonly backendURL: string;
  readonly token: string;
}): Promise<void> {
  const path = '/api/catalog/.backstage/scheduler/v1/tasks/infraforge-entities/trigger';
  await waitUntil({
    what: 'the provider reads Git',
    within: 30,
    probe: async () => {
      const headers = { authorization: `Bearer ${token}` };
      const { ok, status } = await fetch(`${backendURL}${path}`, { method: 'POST', headers });
      if (!ok) throw new Error(`${path} answers ${status}`);
      return true;
    },
  });
}

/** Waits until a file of the state store matches, or is removed: the commit comes after the answer to a request. */
export async function stateStoreHas(
  { stateStore }: { readonly stateStore: string },
  path: string,
  pattern: RegExp | 'removed' = /./,
): Promise<void> {
  const file = join(stateStore, path);
  await waitUntil({
    what: `${path} matches ${pattern}`,
    within: 30,
    probe: () =>
      (pattern === 'removed' ? !existsSync(file) : pattern.test(readFileSync(file, 'utf8'))) || undefined,
  });
}

interface TaskEvent {
  readonly output?: { readonly text?: readonly { readonly content: string }[] };
  readonly error?: { readonly message: string };
}
