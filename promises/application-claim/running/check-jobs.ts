import { type Problem, problem } from '../../../shared/errors.ts';
import type { Value, Values } from '../../../shared/helm/chart.ts';
import { isMap } from '../../../shared/helm/layers.ts';
import { valueAt } from '../../../shared/release/value-access.ts';
import { scalarText } from '../../../shared/scalar-text.ts';
import { furtherResourceProblems } from '../containers/check-resources.ts';
import { duplicateProblems } from '../containers/duplicates.ts';
import { isTimeZone, scheduleProblems } from './schedule.ts';

/** Maximum length of the name of a CronJob, whose Jobs get a suffix, and of a Job, which is a label of its pods. */
const longest = { CronJob: 52, Job: 63 } as const;

/** Reports jobs that Kubernetes would refuse. */
export function checkJobs(merged: Values, release: string): Problem[] {
  const jobs = valueAt(merged, 'jobs');
  if (!Array.isArray(jobs)) return [];
  return [
    ...duplicateProblems(merged, 'jobs', 'name'),
    ...jobs.flatMap((job, index) =>
      isMap(job)
        ? jobProblems(job, { merged, release }).map(({ path, message }) =>
            problem(`jobs[${index}].${path}`, message),
          )
        : [],
    ),
  ];
}

function jobProblems(
  job: Values,
  { merged, release }: { readonly merged: Values; readonly release: string },
): Problem[] {
  return [
    ...nameProblems(job, release),
    ...textProblems(job['schedule'], (schedule) =>
      scheduleProblems(schedule).map((message) => problem('schedule', message)),
    ),
    ...textProblems(job['timeZone'], (name) =>
      isTimeZone(name) ? [] : [problem('timeZone', `Unknown time zone "${name}"`)],
    ),
    ...duplicateProblems(job, 'env', 'name'),
    ...furtherResourceProblems(job, merged),
  ];
}

function textProblems(value: Value | undefined, check: (text: string) => Problem[]): Problem[] {
  return typeof value === 'string' ? check(value) : [];
}

function nameProblems(job: Values, release: string): Problem[] {
  const own = scalarText(job['name']);
  // Two dashes end the name of the release: without them, shop + web-x and shop-web + x would be the same object.
  if (own.includes('--')) return [problem('name', `Invalid name "${own}" of a job; use single dashes`)];
  const name = `${release}--${own}`;
  const kind = typeof job['schedule'] === 'string' ? 'CronJob' : 'Job';
  if (name.length <= longest[kind]) return [];
  const message = `The ${kind} "${name}" would have ${name.length} characters; use a shorter name, at most ${longest[kind]} in all`;
  return [problem('name', message)];
}
