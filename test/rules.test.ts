import { describe, expect, it } from 'vitest';
import { findDefinition } from '../pipelines/configure/find-definition.ts';
import { parseRequest } from '../shared/promise/parse-request.ts';
import { requestOf } from './support/configured.ts';
import { pathsOf, refusalOf } from './support/refusal.ts';
import { ruleTable } from './support/rule-table.ts';

describe('parseRequest()', () => {
  it.each(ruleTable)('accepts or refuses $what in $kind', ({ kind, spec, wrong }) => {
    const object = requestOf(kind, spec);
    const parse = () => parseRequest(findDefinition(object), object);
    if (wrong === undefined) expect(parse().name).toBe('shop');
    else expect(pathsOf(refusalOf(parse))).toEqual([wrong]);
  });
});
