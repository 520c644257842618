import { services } from '../../../../promises/services.ts';
import { type ServiceTable, serviceTables } from '../../../../shared/derive/derive-services-page.ts';
import { UsageError } from '../../../../shared/errors.ts';
import { choicesHint, nearest } from '../../../../shared/nearest.ts';
import type { ServiceDefinition } from '../../../../shared/service/define-service.ts';
import { describeVersions } from '../../../../shared/service/engine-versions.ts';
import { findService, typeNames } from '../../../../shared/service/find-service.ts';
import { readCarriedLock } from '../../../configure/carried-charts.ts';
import type { Run } from '../../define-command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { printJson } from '../../print-json.ts';
import { printTable } from '../../print-table.ts';
import type { Terminal } from '../../terminal.ts';
import type { explain as command } from './command.ts';

/** Runs `infraforge explain`. */
export const run: Run<typeof command> = async ({ type, json }, { terminal, builtIn }) => {
  const tables = serviceTables(readCarriedLock(builtIn('charts')));
  const service = type === undefined ? undefined : serviceOf(type);
  if (json)
    for (const one of service ? [service] : services) terminal.print(printJson(toObject(one, tables)));
  else if (service) printSections(service, { tables, terminal });
  else for (const line of printTable(services.map(summaryOf))) terminal.print(line);
  return exitCodes.done;
};

function printSections(
  service: ServiceDefinition,
  { tables, terminal }: { readonly tables: readonly ServiceTable[]; readonly terminal: Terminal },
): void {
  for (const [index, { title, notes, ...table }] of tables.entries()) {
    if (index > 0) terminal.print('');
    terminal.print(terminal.paint('bold', title));
    for (const note of notes) terminal.print(`  ${withoutCode(note)}`);
    for (const line of printTable(rowsOf(service, table))) terminal.print(`  ${line}`);
  }
}

/** @throws UsageError for an unknown type */
function serviceOf(type: string): ServiceDefinition {
  const service = findService(services, type);
  if (service !== undefined) return service;
  const known = services.flatMap(typeNames);
  const hint = choicesHint(nearest(type, known), { label: 'supported', choices: known.join(', ') });
  throw new UsageError(`Unknown type "${type}"${hint}`);
}

function summaryOf({ type, engine, versions }: ServiceDefinition): string[] {
  return [type, `${engine} ${describeVersions(versions)}`];
}

function rowsOf(
  service: ServiceDefinition,
  { head, cells }: Pick<ServiceTable, 'head' | 'cells'>,
): string[][] {
  const texts = cells(service).map(withoutCode);
  return head.map((heading, index) => [heading, texts[index] ?? '']);
}

function toObject(service: ServiceDefinition, tables: readonly ServiceTable[]): object {
  const sections = tables.map((table) => [
    table.title.toLowerCase(),
    Object.fromEntries(rowsOf(service, table)),
  ]);
  return { type: service.type, ...Object.fromEntries(sections) };
}

function withoutCode(text: string): string {
  return text.replaceAll('`', '');
}
