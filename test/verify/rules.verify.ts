import { describe, expect, it } from 'vitest';
import { definitions } from '../../promises/index.ts';
import { deriveCrd } from '../../shared/derive/derive-crd.ts';
import { printYaml } from '../../shared/yaml.ts';
import { requestOf } from '../support/configured.ts';
import { ruleTable } from '../support/rule-table.ts';
import { judge } from './support/validate.ts';

describe('the API server', () => {
  it('judges every request of the table as the pipeline does', () => {
    const crds = definitions.map((definition) => ({
      id: definition.name,
      definition: deriveCrd(definition),
    }));
    const requests = ruleTable.map(({ kind, what, spec }) => ({
      id: `${kind}: ${what}`,
      yaml: printYaml(requestOf(kind, spec)),
    }));
    const verdicts = judge([...crds, ...requests]).slice(crds.length);
    const accepted = verdicts.filter(({ ok }) => ok).map(({ id }) => id);
    expect(accepted).toEqual(
      ruleTable.filter(({ wrong }) => wrong === undefined).map(({ kind, what }) => `${kind}: ${what}`),
    );
  });
});
