import { definitions } from '../../../../promises/index.ts';
import { services } from '../../../../promises/services.ts';
import { type ServiceTable, serviceTables } from '../../../../shared/derive/derive-services-page.ts';
import { UsageError } from '../../../../shared/errors.ts';
import type { PromiseDefinition } from '../../../../shared/promise/define-promise.ts';
import type { ServiceDefinition } from '../../../../shared/service/define-service.ts';
import { describeVersions } from '../../../../shared/service/engine-versions.ts';
import { typeNames } from '../../../../shared/service/find-service.ts';
import { readCarriedLock } from '../../../configure/carried-charts.ts';
import type { Run } from '../../define-command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { printJson } from '../../print-json.ts';
import { tableLines } from '../../table.ts';
import type { Terminal } from '../../terminal.ts';
import type { explain as command } from './command.ts';
import { fieldsBelow, findField, findSubject, type Subject, specFields } from './find-subject.ts';
import { fieldObject, showField, showFields, showKind, withoutCode } from './show-subject.ts';

interface Output {
  readonly json: boolean;
  readonly terminal: Terminal;
  readonly tables: readonly ServiceTable[];
}

/** Runs `infraforge explain`. */
export const run: Run<typeof command> = async ({ name, json }, { terminal, builtIn }) => {
  const output = { json, terminal, tables: serviceTables(readCarriedLock(builtIn('charts'))) };
  const [subject = '', ...steps] = name?.split('.') ?? [];
  const path = steps[0] === 'spec' ? steps.slice(1) : steps;
  if (name === undefined) explainAll(output);
  else if (path.length === 0) explainSubject(findSubject(subject), output);
  else explainField(findSubject(subject), { ...output, path: path.join('.') });
  return exitCodes.done;
};

function explainAll({ json, terminal, tables }: Output): void {
  const others = definitions.filter(({ service }) => service === undefined);
  if (json) {
    for (const definition of others) terminal.print(printJson(kindObject(definition)));
    for (const service of services) terminal.print(printJson(serviceObject(service, tables)));
    return;
  }
  const kinds = definitions.map(({ kind, shortNames, summary }) => [kind, shortNames.join(', '), summary]);
  const types = services.map((service) => [
    typeNames(service).join(', '),
    `${service.engine} ${describeVersions(service.versions)}`,
  ]);
  showSection({ title: 'Kinds of requests, with their short names', rows: kinds, terminal });
  terminal.print('');
  showSection({
    title:
      'Types of services in applicationclaims.spec.components and platformapplicationclaims.spec.services',
    rows: types,
    terminal,
  });
  terminal.print(
    '\n"infraforge explain <name>" explains one of them, "infraforge explain <name>.<field>" a field.',
  );
}

function explainSubject({ definition, service }: Subject, { json, terminal, tables }: Output): void {
  if (json && service !== undefined) terminal.print(printJson(serviceObject(service, tables)));
  else if (json && definition !== undefined) terminal.print(printJson(kindObject(definition)));
  else {
    if (definition !== undefined) showKind(definition, terminal);
    if (service !== undefined) showService(service, { tables, terminal });
    if (definition !== undefined) showFields(specFields(definition), { title: 'Fields of spec', terminal });
  }
}

function explainField(
  { definition, service }: Subject,
  { json, terminal, path }: Output & { path: string },
): void {
  if (definition === undefined)
    throw new UsageError(
      `The service "${service?.type}" has no kind of its own; explain platformapplicationclaim.services.${path}`,
    );
  const found = findField(definition, path);
  if (!json) {
    showField(definition.kind, found, terminal);
    return;
  }
  const below = fieldsBelow(found.field).map(fieldObject);
  const { name: _, ...facts } = fieldObject(found.field) as { name: string };
  terminal.print(printJson({ kind: definition.kind, field: found.path, ...facts, fields: below }));
}

function showService(
  service: ServiceDefinition,
  { tables, terminal }: Pick<Output, 'tables' | 'terminal'>,
): void {
  for (const { title, notes, ...table } of tables) {
    terminal.print('');
    showSection({ title, notes, rows: rowsOf(service, table), terminal });
  }
}

function showSection({
  title,
  notes = [],
  rows,
  terminal,
}: {
  readonly title: string;
  readonly notes?: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly terminal: Terminal;
}): void {
  terminal.print(terminal.paint('bold', title));
  for (const note of notes) terminal.print(`  ${withoutCode(note)}`);
  for (const line of tableLines(rows)) terminal.print(`  ${line}`);
}

function rowsOf(
  service: ServiceDefinition,
  { head, cells }: Pick<ServiceTable, 'head' | 'cells'>,
): string[][] {
  const texts = cells(service).map(withoutCode);
  return head.map((heading, index) => [heading, texts[index] ?? '']);
}

function kindObject(definition: PromiseDefinition): object {
  const { kind, plural, shortNames, summary } = definition;
  return { kind, plural, shortNames, summary, fields: specFields(definition).map(fieldObject) };
}

function serviceObject(service: ServiceDefinition, tables: readonly ServiceTable[]): object {
  const sections = tables.map((table) => [
    table.title.toLowerCase(),
    Object.fromEntries(rowsOf(service, table)),
  ]);
  return { type: service.type, kind: service.kind, ...Object.fromEntries(sections) };
}
