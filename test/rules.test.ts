import { describe, expect, it } from 'vitest';
import { definitionOf } from '../pipelines/configure/definition-of.ts';
import { parseRequest } from '../shared/promise/parse-request.ts';
import { requestOf } from './support/configured.ts';
import { pathsOf, refusalOf } from './support/refusal.ts';
import { ruleTable } from './support/rule-table.ts';

describe('parseRequest()', () => {
  it.each(ruleTable)('judges in $kind $what', ({ kind, spec, wrong }) => {
    const object = requestOf(kind, spec);
    const parse = () => parseRequest(definitionOf(object), object);
    if (wrong === undefined) expect(parse().name).toBe('shop');
    else expect(pathsOf(refusalOf(parse))).toEqual([wrong]);
  });
});
