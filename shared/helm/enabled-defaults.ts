import { type Problem, problem } from '../errors.ts';
import type { Value, Values } from './chart.ts';
import { grantsPrivilege } from './dangerous-values.ts';
import { isMap, ownValue } from './layers.ts';
import { valuePath } from './value-path.ts';

type Steps = readonly (string | number)[];

/** Keys that turn a part of a chart on or off. */
const switches = ['enabled', 'create'] as const;

/**
 * Returns a problem for each privilege among the defaults of a chart that takes effect only because of a request, such as
 * an init container that runs as root and is disabled by default. The path is that of the value which enables it.
 *
 * @param request free values of the request
 * @param merged.fields values that its fields set
 * @param merged.effective values with the request
 * @param merged.below values without the request, whose privileges the platform team accepted with the chart
 */
export function enabledDefaultProblems(
  request: Values,
  { fields, effective, below }: Record<'fields' | 'effective' | 'below', Values>,
): Problem[] {
  const accepted = new Set(privilegesIn(below, []).map(valuePath));
  const isSet = (steps: Steps): boolean =>
    [request, fields].some((values) => findValue(values, steps) !== undefined);
  return privilegesIn(effective, [])
    .filter((steps) => !accepted.has(valuePath(steps)) && !isSet(steps))
    .map((steps) => {
      const message = `Would enable ${valuePath(steps)}, which only the platform team can enable`;
      return problem(valuePath(findSwitch(request, steps)), message);
    });
}

/** Returns the paths of the privileges in the enabled parts of the values. */
function privilegesIn(value: Value, steps: Steps): Steps[] {
  if (grantsPrivilege(String(steps.at(-1) ?? ''), value)) return isDisabled(value) ? [] : [steps];
  if (Array.isArray(value)) return value.flatMap((item, index) => privilegesIn(item, [...steps, index]));
  if (!isMap(value) || isDisabled(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => privilegesIn(inner, [...steps, key]));
}

function isDisabled(value: Value): boolean {
  return isMap(value) && switches.some((key) => ownValue(value, key) === false);
}

/** Returns the path of the value of a request that enables a default; empty if only a tag or another condition does. */
function findSwitch(request: Values, steps: Steps): Steps {
  for (let length = steps.length - 1; length >= 0; length -= 1) {
    const part = steps.slice(0, length);
    const found = switches.find((key) => findValue(request, [...part, key]) !== undefined);
    if (found !== undefined) return [...part, found];
  }
  return [];
}

function findValue(values: Values, steps: Steps): Value | undefined {
  return steps.reduce<Value | undefined>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)];
    return isMap(value) ? ownValue(value, String(step)) : undefined;
  }, values);
}
