import type { Value, Values } from '../../../shared/helm/chart.ts';
import { isMap } from '../../../shared/helm/layers.ts';
import type { ReadValue } from '../../../shared/promise/field-mapping.ts';
import { canonicalQuantity, parseQuantity } from '../../../shared/release/quantity.ts';
import { scalarText } from '../../../shared/scalar-text.ts';
import type { Application } from '../application.ts';

/** Converts jobs to values. The resources of a job are completed, so that the chart has nothing to compute. */
export function jobValues(
  jobs: Application['jobs'],
  { read }: { readonly read: ReadValue },
): object[] | undefined {
  return jobs?.map(({ resources, ...job }) =>
    resources === undefined ? job : { ...job, resources: completed(resources, read('resources')) },
  );
}

const parts = ['requests', 'limits'] as const;

type Given = NonNullable<NonNullable<Application['jobs']>[number]['resources']>;

/** Adds the application's amounts for which the job has none. An amount never contradicts the job's other half. */
function completed(given: Given, defaults: Value | undefined): Values {
  return Object.fromEntries(
    parts.map((part) => {
      const own: Readonly<Record<string, string | number | undefined>> = given[part] ?? {};
      const other: Readonly<Record<string, string | number | undefined>> =
        given[part === 'requests' ? 'limits' : 'requests'] ?? {};
      const inherited = isMap(defaults) && isMap(defaults[part]) ? defaults[part] : {};
      const names = new Set([...Object.keys(inherited), ...Object.keys(own)]);
      const amounts = [...names].flatMap((name) => {
        const amount = own[name] ?? adjusted(scalarText(inherited[name]), { part, fixed: other[name] });
        return amount === '' ? [] : [[name, canonicalQuantity(String(amount))]];
      });
      return [part, Object.fromEntries(amounts) as Values];
    }),
  );
}

/** Returns an amount of the application, or the job's other half if the limit would be below the request. */
function adjusted(
  amount: string,
  { part, fixed }: { readonly part: (typeof parts)[number]; readonly fixed: string | number | undefined },
): string | number {
  const [own, other] = [parseQuantity(amount), parseQuantity(fixed ?? '')];
  if (fixed === undefined || own === undefined || other === undefined) return amount;
  return (part === 'limits' ? own < other : own > other) ? fixed : amount;
}
