import type { DeleteHook, RenderedKind, TemplateObjects } from '../helm/chart.ts';
import { type TemplateLine, templateLines } from './template-lines.ts';

/** Key of a hook of Helm or Argo CD. Weight and deletion policy have longer keys. */
const hookKey = /(?:helm\.sh|argocd\.argoproj\.io)\/hook["']?[ \t]*:(.*)/;
const phases = [
  ['post-delete', /post-delete|PostDelete/],
  ['pre-delete', /pre-delete|PreDelete/],
] as const;

/** Maximum number of hooks, and of kinds, of a template. */
const maxObjects = 1_000;

/**
 * Finds the delete hooks and the kinds of a template. The search may report objects that are never rendered, but it misses
 * no hook under its usual key, because Argo CD cannot finish a deletion whose hook needs values that are already removed.
 *
 * @param path path of the template in its chart
 */
export function readTemplate(path: string, template: string): TemplateObjects {
  const deleteHooks: DeleteHook[] = [];
  const kinds: RenderedKind[] = [];
  if (/(?:^|\/)NOTES\.txt$/.test(path)) return { deleteHooks, kinds };
  const isPartial = /(?:^|\/)_[^/]*$/.test(path);
  const addKind = kindReader((kind, conditions) => kinds.push({ kind, path, conditions }));
  for (const line of templateLines(template)) {
    if (line.text.trimStart().startsWith('#')) continue;
    const { conditions } = line;
    if (deleteHooks.length < maxObjects)
      deleteHooks.push(...hooksOf(line, isPartial).map((hook) => ({ ...hook, path, conditions })));
    if (!isPartial && kinds.length < maxObjects) addKind(line);
  }
  return { deleteHooks, kinds };
}

/** Returns a function that reads one line after another, and reports each kind below its apiVersion. */
function kindReader(
  report: (kind: string, conditions: readonly string[]) => void,
): (line: TemplateLine) => void {
  let group: string | undefined;
  return ({ text, conditions }) => {
    if (text.startsWith('---')) group = undefined;
    const [, key, value = ''] = heading.exec(text) ?? [];
    if (key === 'apiVersion') group = value.slice(0, value.lastIndexOf('/') + 1);
    else if (key === 'kind' && group !== undefined) report(`${group}${value}`, conditions);
  };
}

const heading = /^(apiVersion|kind):[ \t]*["']?([A-Za-z0-9.-]+(?:\/[A-Za-z0-9]+)?)["']?[ \t]*(?:#.*)?\r?$/;

/** Returns the delete hooks of a line. A computed or quoted value may be any hook. */
function hooksOf(
  { text, isConditional }: TemplateLine,
  isPartial: boolean,
): Pick<DeleteHook, 'phase' | 'isCertain'>[] {
  const [before, value] = splitAtHook(text);
  if (value === undefined || /(?:^|\s)#/.test(before)) return [];
  const found = phases.filter(([, pattern]) => pattern.test(value)).map(([phase]) => phase);
  const isComputed = /\{\{|\\/.test(value) || /^\s*(?:[|>&*!].*)?$/.test(value);
  if (found.length === 0) return isComputed ? [{ phase: 'post-delete', isCertain: false }] : [];
  return found.map((phase) => ({ phase, isCertain: !isConditional && !isComputed && !isPartial }));
}

function splitAtHook(text: string): [string, string | undefined] {
  const match = hookKey.exec(text);
  return match ? [text.slice(0, match.index), match[1]!.replace(/\s#.*$/, '')] : [text, undefined];
}
