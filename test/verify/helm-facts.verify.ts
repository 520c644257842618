import { describe, expect, it } from 'vitest';
import type { Values } from '../../shared/helm/chart.ts';
import { mergeValues } from '../../shared/helm/merge-values.ts';
import { effectiveValues } from '../support/effective-values.ts';
import { asJson } from './support/generated-values.ts';
import { renderAll, showingChart } from './support/render.ts';
import type { HelmVersion } from './support/tools.ts';

/** Facts that the merge relies on: chart, layers from the bottom to the top, and the values of templates in Helm 4; also in Helm 3 if they differ. */
const facts: readonly [string, Values, readonly Values[], Values, Values?][] = [
  ['a null removes a default', { a: 1, b: 2 }, [{ a: null }], { b: 2 }],
  ['a null removes an object', { a: { x: 1 }, b: 2 }, [{ a: null }], { b: 2 }],
  ['a null that removes nothing stays', { b: 2 }, [{ a: null }], { a: null, b: 2 }],
  ['a null over a null goes at the top', { a: null, b: 2 }, [{ a: null }], { b: 2 }],
  ['a null over a null stays below the top', { m: { a: null } }, [{ m: { a: null } }], { m: { a: null } }],
  ['a nested null removes a default', { m: { a: 1, b: 2 } }, [{ m: { a: null } }], { m: { b: 2 } }],
  [
    'a nested null that removes nothing stays',
    { m: { b: 2 } },
    [{ m: { a: null } }],
    { m: { a: null, b: 2 } },
  ],
  ['the last key gone leaves an object', { m: { a: 1 } }, [{ m: { a: null } }], { m: {} }],
  ['a null in an object over a scalar stays', { m: 5 }, [{ m: { a: null } }], { m: { a: null } }],
  ['a null of what a layer made stays', { b: 1 }, [{ a: 1 }, { a: null }], { a: null, b: 1 }],
  [
    'an object over a null restores the defaults',
    { m: { a: 1 } },
    [{ m: null }, { m: { b: 2 } }],
    { m: { a: 1, b: 2 } },
  ],
  [
    'an object over a scalar restores the defaults',
    { m: { a: 1 } },
    [{ m: 5 }, { m: { b: 2 } }],
    { m: { a: 1, b: 2 } },
  ],
  ['a null over an object removes both', { m: { a: 1 } }, [{ m: { b: 2 } }, { m: null }], {}],
  ['a scalar replaces an object', { m: { a: 1 } }, [{ m: 5 }], { m: 5 }],
  ['an object replaces a scalar', { m: 5 }, [{ m: { a: 1 } }], { m: { a: 1 } }],
  ['an object replaces a list', { m: [1] }, [{ m: { a: 1 } }], { m: { a: 1 } }],
  ['a list replaces a list', { l: [1, 2, 3] }, [{ l: [9] }], { l: [9] }],
  ['an empty map changes nothing', { m: { a: 1 } }, [{ m: {} }], { m: { a: 1 } }],
  ['a list is never looked into', { l: [null, { a: null }] }, [], { l: [null, { a: null }] }],
  ["a chart's null goes", { a: null, b: 2 }, [], { b: 2 }, { a: null, b: 2 }],
  ["a chart's nested null goes", { m: { a: null, b: 2 } }, [], { m: { b: 2 } }, { m: { a: null, b: 2 } }],
  [
    "a chart's null beside a layer goes",
    { m: { a: null } },
    [{ m: { c: 3 } }],
    { m: { c: 3 } },
    { m: { a: null, c: 3 } },
  ],
];

const questions = facts.map(([, chart, layers]) => ({
  chart: showingChart(asJson(chart)),
  layers: layers.map(asJson),
}));

describe('Helm', () => {
  const seen = (version: HelmVersion): unknown[] => renderAll(version, questions).map(({ values }) => values);

  it('merges in version 4 as this program assumes', () => {
    expect(named(seen(4))).toEqual(named(facts.map(([, , , expected]) => expected)));
  });

  it("keeps the nulls of a chart's defaults in version 3, and is equal otherwise", () => {
    expect(named(seen(3))).toEqual(named(facts.map(([, , , expected, older]) => older ?? expected)));
  });

  it.each<[HelmVersion, Values]>([
    [4, { a: 3, b: 2 }],
    [3, { a: 1, b: 2 }],
  ])('reads a values file with several documents in version %i', (version, expected) => {
    const [answer] = renderAll(version, [{ chart: showingChart('b: 2'), layers: ['a: 1\n---\na: 3\n'] }]);
    expect(answer!.values).toEqual(expected);
  });

  it.each<[HelmVersion, boolean]>([
    [4, true],
    [3, false],
  ])('validates the values of the templates in version %i', (version, isAccepted) => {
    const schema = { properties: { a: { type: 'integer' } } };
    const [ofChart, ofLayer] = renderAll(version, [
      { chart: showingChart('a: null', schema), layers: [] },
      { chart: showingChart('b: 1', schema), layers: ['a: null'] },
    ]);
    expect(ofChart!.error === undefined).toBe(isAccepted);
    expect(ofLayer!.error).toContain("at '/a': got null, want integer");
  });
});

describe('effectiveValues() of mergeValues()', () => {
  it('returns the values that templates see in Helm 4', () => {
    const ours = facts.map(([, chart, layers]) => {
      const { values } = mergeValues(
        { values: chart },
        layers.map((layer) => ({ name: 'request', values: layer })),
      );
      return effectiveValues(values, chart);
    });
    expect(named(ours)).toEqual(named(facts.map(([, , , expected]) => expected)));
  });
});

function named(results: readonly unknown[]): [string, unknown][] {
  return facts.map(([name], index) => [name, results[index]]);
}
