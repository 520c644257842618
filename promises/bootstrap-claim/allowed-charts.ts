import * as z from 'zod';
import { isHelmRange } from '../../shared/helm/version-range.ts';
import { asSet, itemList } from '../../shared/promise/collections.ts';
import { invalid, quotedValue } from '../../shared/promise/quoted-value.ts';
import { celList, type Rule, withRules } from '../../shared/promise/rule.ts';
import { boundedText, chartName } from '../../shared/promise/vocabulary.ts';
import {
  clusterScopedKind,
  kindPattern,
  parseKind,
  reservedKind,
  workloadKinds,
} from '../../shared/release/object-kinds.ts';

/** Returns the schema of the charts that requests may name besides those built into the image. */
export function allowedCharts() {
  const chart = z.strictObject({
    name: chartName().describe('Name of the chart in the registry'),
    versions: asSet(z.array(versionOrRange()).min(1).max(50), 'Duplicate version')
      .optional()
      .describe(
        'Versions that requests may use: exact ones, and ranges of Helm such as "^2.4". Defaults to every version',
      ),
    productionValues: z
      .boolean()
      .default(false)
      .describe('Set to true to apply the values-production.yaml of the chart in production environments'),
    kinds: asSet(z.array(objectKind()).max(50), 'Duplicate kind')
      .default([...workloadKinds])
      .describe(
        'Kinds of the objects that the chart renders: `group/Kind`, or `Kind` in the core group. Argo CD applies no other kind',
      ),
  });
  return itemList(chart, { min: 0, max: 50 })
    .default([])
    .describe('Charts of the registry that requests may use besides those built into the image');
}

const suffix = '(-[0-9A-Za-z-]+([.][0-9A-Za-z-]+)*)?([+][0-9A-Za-z-]+([.][0-9A-Za-z-]+)*)?';
const part = '([0-9]{1,19}|[xX*])';
const comparison = `([=!<>~^]{1,2} *)?v?${part}([.]${part}){0,2}${suffix}`;

/** Returns a schema for a version or a range of versions. Every version is a range, too. */
function versionOrRange(): z.ZodString {
  const advice = 'use an exact version such as "2.4.1", or a range such as "^2.4", "2.x" or ">=2.4 <3"';
  const range = boundedText(128).regex(
    new RegExp(`^${comparison}(( *(,|[|][|]) *| +(- +)?)${comparison})*$`),
    invalid('version', advice),
  );
  return withRules(range, [
    { message: `Invalid range of versions; ${advice}`, check: (text) => isHelmRange(text) },
  ]);
}

function objectKind(): z.ZodString {
  const kind = boundedText(200).regex(
    kindPattern,
    invalid('kind', 'use Kind or group/Kind without a version, such as "apps/Deployment"'),
  );
  return withRules(kind, [
    refusedKinds(reservedKind, {
      what: 'Reserved kind',
      why: 'roles, network policies, quotas and the kinds of Argo CD, Kratix and InfraForge belong to the platform team',
    }),
    refusedKinds(clusterScopedKind, {
      what: 'Cluster-scoped kind',
      why: 'a release cannot have cluster-scoped objects',
    }),
    {
      cel: `!(self in ${celList(groupedKinds.map((known) => parseKind(known).kind))})`,
      message: 'The kind lacks its group; use group/Kind, such as "apps/Deployment"',
      problems: (text) => {
        const meant = groupedKinds.find((known) => parseKind(known).kind === text);
        return meant === undefined
          ? []
          : [{ path: [], message: `Kind${quotedValue(text)} lacks its group; did you mean "${meant}"?` }];
      },
    },
  ]);
}

const groupedKinds = workloadKinds.filter((kind) => kind.includes('/'));

/** Returns the rule that a pattern of kinds is not allowed. */
function refusedKinds(pattern: RegExp, { what, why }: { what: string; why: string }): Rule<string> {
  return {
    cel: `!self.matches('${pattern.source.replaceAll('\\/', '/')}')`,
    message: `${what}: ${why}`,
    problems: (text) =>
      pattern.test(text) ? [{ path: [], message: `${what}${quotedValue(text)}; ${why}` }] : [],
  };
}
