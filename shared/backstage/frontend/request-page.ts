import { Content, ErrorPanel, InfoCard, Progress } from '@backstage/core-components';
import { createExternalRouteRef, useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { scaffolderApiRef } from '@backstage/plugin-scaffolder-react';
import { EmbeddableWorkflow, formFieldsApiRef } from '@backstage/plugin-scaffolder-react/alpha';
import { createElement, type ReactNode, useMemo } from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { type DeliveredRelease, printReleases } from '../print-releases.ts';
import { openForm, parseReference, type RequestReference, type StoredRequest } from './request-form.ts';
import { useBackend, useLoaded } from './use-loaded.ts';

/** Page of a task of the scaffolder. */
export const taskRoute = createExternalRouteRef({
  params: ['taskId'],
  defaultTarget: 'scaffolder.ongoingTask',
});

/** Template that deletes a request. */
const deleteTemplate = 'infraforge-delete';

/** Page that changes or deletes the request of the query: `?request=<kind>/<namespace>/<name>&action=delete`. */
export function RequestPage(): ReactNode {
  const [query] = useSearchParams();
  const request = parseReference(query.get('request'));
  if (request === undefined) {
    return createElement(ErrorPanel, { error: new Error('No request; open this page from the catalog') });
  }
  const key = Object.values(request).join('/');
  const Page = query.get('action') === 'delete' ? DeletePage : EditPage;
  return createElement(Page, { request, key });
}

/** Properties of a page about a request. React keeps the key. */
interface PageProps {
  readonly request: RequestReference;
  readonly key: string;
}

function EditPage({ request }: PageProps): ReactNode {
  const backend = useBackend();
  const catalog = useApi(catalogApiRef);
  const { value, error } = useLoaded(request.name, async () => {
    const stored = await backend<StoredRequest>(request);
    const template = await catalog.getEntityByRef(`template:default/${stored.template}`);
    return { template: stored.template, form: openForm(request, stored, template?.spec) };
  });
  const form = value?.form;
  const ReviewStateComponent = useMemo(
    () =>
      ({ formState }: { formState: Record<string, unknown> }): ReactNode => {
        const changes = form?.changesOf(formState) ?? [];
        return lines('Changes', changes.length === 0 ? ['Nothing differs from the request'] : changes);
      },
    [form],
  );
  if (error !== undefined) return createElement(ErrorPanel, { error, title: error.message });
  if (value === undefined) return createElement(Progress, {});
  return createElement(TemplateForm, {
    template: value.template,
    values: value.form.values,
    components: { ReviewStateComponent },
  });
}

function DeletePage({ request }: PageProps): ReactNode {
  const backend = useBackend();
  const { value, error } = useLoaded(request.name, () =>
    backend<{ releases: readonly DeliveredRelease[]; refusal?: string }>(request, '/deletion'),
  );
  if (error !== undefined) return createElement(ErrorPanel, { error, title: error.message });
  if (value === undefined) return createElement(Progress, {});
  const { kind, namespace, name } = request;
  const releases = printReleases(value.releases);
  const values = { kind, requestNamespace: namespace, requestName: name };
  const removed = lines('Releases that the deletion removes', releases.length === 0 ? ['None'] : releases);
  if (value.refusal !== undefined) {
    const reasons = lines('The request cannot be deleted', value.refusal.split('\n'));
    return createElement(Content, {}, removed, reasons);
  }
  // The form has a Content of its own.
  const form = createElement(TemplateForm, { template: deleteTemplate, values });
  return createElement('div', {}, createElement(Content, {}, removed), form);
}

interface TemplateFormProps {
  readonly template: string;
  readonly values: object;
  readonly components?: Parameters<typeof EmbeddableWorkflow>[0]['components'];
}

/** Form of a template that is filled in, without values in its address. */
function TemplateForm({ template, values, components = {} }: TemplateFormProps): ReactNode {
  const scaffolder = useApi(scaffolderApiRef);
  const formFields = useApi(formFieldsApiRef);
  const taskPage = useRouteRef(taskRoute);
  const navigate = useNavigate();
  const { value: extensions, error } = useLoaded(template, () => formFields.loadFormFields());
  if (error !== undefined) return createElement(ErrorPanel, { error });
  if (extensions === undefined) return createElement(Progress, {});
  return createElement(EmbeddableWorkflow, {
    namespace: 'default',
    templateName: template,
    initialState: values,
    extensions,
    components,
    onCreate: async (edited: object) => {
      const { taskId } = await scaffolder.scaffold({
        templateRef: `template:default/${template}`,
        values: edited,
      });
      navigate(taskPage?.({ taskId }) ?? `/create/tasks/${taskId}`);
    },
    onError: (failure: Error | undefined) =>
      createElement(ErrorPanel, { error: failure ?? new Error('The template cannot be read') }),
  });
}

function lines(title: string, texts: readonly string[]): ReactNode {
  const items = texts.map((text, index) => createElement('li', { key: index }, text));
  return createElement(InfoCard, { title }, createElement('ul', null, items));
}
