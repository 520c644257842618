import { describe, expect, it } from 'vitest';
import { mergeValues } from '../../shared/helm/merge-values.ts';
import { printValues } from '../../shared/helm/print-values.ts';
import { parseChartYaml } from '../../shared/yaml.ts';

const baits = [
  '{{ .Values.secret }}',
  '{{- tpl .Values.x . -}}',
  '{{ lookup "v1" "Secret" "" "" }}',
  '{{ getHostByName "attacker.example" }}',
  '$(cat /etc/passwd)',
  "'; DROP",
  '"}}{{"',
  '{{/*\n*/}}\nkind: Secret\n---\napiVersion: v1\n',
  '# request',
  'x # platform',
  '- a\n- b',
];

describe('attack A17: strings that look like code', () => {
  it.each(baits)('A17 %j reaches values.yaml unchanged as a value, a key and a list item', (bait) => {
    const values = { env: { [bait]: bait }, args: [bait, { [bait]: [bait] }] };
    const layers = [{ name: 'request', values }] as const;
    const { values: merged } = mergeValues({ values: { env: { A: '1' } } }, layers);
    const printed = printValues({ chart: { values: { env: { A: '1' } } }, layers, merged });
    expect(parseChartYaml(printed, 'values.yaml')).toEqual({
      env: { A: '1', [bait]: bait },
      args: values.args,
    });
  });
});
