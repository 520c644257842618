import * as z from 'zod';
import { asSet } from '../../shared/promise/collections.ts';
import { furtherSettings } from '../../shared/promise/further-settings.ts';
import { quotedValue } from '../../shared/promise/quoted-value.ts';
import { type Rule, withRules } from '../../shared/promise/rule.ts';
import { boundedText, objectName } from '../../shared/promise/vocabulary.ts';
import { defaultPodSecurity, podSecurityLevels, type Tenant } from '../../shared/release/platform.ts';
import { namespaceDefaults } from './namespace-defaults.ts';
import { serviceTypes } from './service-types.ts';
import { tenants } from './tenants.ts';

/** Returns the fields of a BootstrapClaim that limit requests. */
export function requestRules() {
  return {
    tenants: tenants().optional(),
    ...furtherSettings('rule', furtherRules()),
  };
}

function furtherRules() {
  return {
    allowedAnnotations: z
      .array(
        boundedText(317).regex(
          /^[A-Za-z0-9*]([-A-Za-z0-9._/*]*[A-Za-z0-9*])?$/,
          'Invalid pattern of annotations; use a key such as "eks.amazonaws.com/*"',
        ),
      )
      .max(100)
      .optional()
      .describe(
        'Keys of annotations that requests may set on pods, ingresses and Services, in addition to harmless ones',
      ),
    imageRegistries: z
      .array(imagePattern())
      .max(50)
      .optional()
      .describe('Patterns of the image repositories that requests may use. Defaults to all'),
    priorityClasses: asSet(z.array(objectName()).max(50), 'Duplicate priority class')
      .optional()
      .describe('Priority classes that applications of requests may use. Defaults to none'),
    serviceTypes: serviceTypes()
      .optional()
      .describe(
        'Types of Services that requests may have. ClusterIP is always allowed, with an address or headless. Defaults to no other type',
      ),
    podSecurity: z
      .enum(podSecurityLevels)
      .default(defaultPodSecurity)
      .describe(
        'Level of Pod Security that Kubernetes enforces in the namespaces of releases. It warns about and audits pods below restricted',
      ),
    credentials: z
      .strictObject({
        allowLiterals: z
          .boolean()
          .optional()
          .describe('Set to false to forbid allowLiterals in requests. Defaults to true'),
      })
      .optional()
      .describe('Rules about credentials in requests'),
    namespaceDefaults: namespaceDefaults()
      .optional()
      .describe(
        'Quota, limit range and network policy of every namespace whose exact name the BootstrapClaim contains',
      ),
  };
}

/** Returns the schema of a pattern of image repositories. */
function imagePattern(): z.ZodString {
  const pattern = boundedText(253).regex(
    /^[a-z0-9*]([-a-z0-9._:/*]*[a-z0-9*])?$/,
    'Invalid pattern of image repositories; use one such as "registry.example.com/*"',
  );
  return withRules(pattern, [
    {
      cel: "!self.matches('^[^/]+[*](/|$)')",
      message: 'The pattern would match other registries too; write "/" before "*"',
      check: (text) => !/^[^/]+[*](\/|$)/.test(text),
    },
    {
      cel: "!self.contains('://')",
      message: 'Images have no scheme; write the host without it, such as "registry.example.com/*"',
      problems: (text) => {
        const [, rest] = text.split('://');
        if (rest === undefined) return [];
        const fixed = rest.includes('/') ? rest : `${rest}/*`;
        return [
          { path: [], message: `Invalid pattern${quotedValue(text)}; write "${fixed}" without a scheme` },
        ];
      },
    },
  ]);
}

/** Rule that tenants use declared environments only. */
export const declaredEnvironments: Rule<{
  readonly gitOps: { readonly environments: readonly string[] };
  readonly tenants?: readonly Tenant[] | undefined;
}> = {
  message: 'A tenant names an environment that is not declared',
  problems: ({ gitOps: { environments: declared }, tenants: all = [] }) =>
    all.flatMap(({ environments = [] }, index) =>
      environments.flatMap((environment, at) => {
        if (declared.includes(environment)) return [];
        const message = `Unknown environment "${environment}"; declared: ${declared.join(', ')}`;
        return [{ path: ['tenants', index, 'environments', at], message }];
      }),
    ),
};
