/** Line of a template with the conditions under which it is rendered. Actions are printed as `{{}}`. */
export interface TemplateLine {
  readonly text: string;
  /** True inside `if`, `with`, `range`, `define` or `block`. */
  readonly isConditional: boolean;
  /** Paths of `.Values` that must all be true for the line to be rendered: `hooks.enabled`. */
  readonly conditions: readonly string[];
}

/** Open block of a template. */
interface Block {
  readonly parent: Block | undefined;
  readonly conditions: readonly string[];
  /** True if `.Values` may mean something other than the values of the chart. */
  readonly hasOtherDot: boolean;
}

const action = /^-?\s*(?:(if|with|range|define|block|end)\b|(else)\b\s*(if|with)?\b)/;
const valuesPath = /^\$?\.Values(?:\.[A-Za-z_]\w*)+$/;

/**
 * Reads the lines of a template with their blocks, in linear time. It does not evaluate the template: a line inside a
 * block may or may not be rendered, and a condition is only known if it is a path of `.Values`.
 */
export function* templateLines(template: string): Generator<TemplateLine> {
  let block: Block | undefined;
  let line = { text: '', block };
  const [first = '', ...parts] = withoutComments(template).split('{{');
  for (const [index, part] of [`}}${first}`, ...parts].entries()) {
    const end = part.indexOf('}}');
    if (index > 0) {
      block = enter(block, part.slice(0, end === -1 ? part.length : end));
      line.text += '{{}}';
    }
    const [rest = '', ...lines] = end === -1 ? [] : part.slice(end + 2).split('\n');
    line.text += rest;
    for (const text of lines) {
      yield toLine(line);
      line = { text, block };
    }
  }
  yield toLine(line);
}

function toLine({ text, block }: { readonly text: string; readonly block: Block | undefined }): TemplateLine {
  return { text, isConditional: block !== undefined, conditions: block?.conditions ?? [] };
}

/** Maximum number of conditions of a line; further ones are ignored. */
const maxConditions = 20;

/** Returns the innermost block after an action. */
function enter(block: Block | undefined, text: string): Block | undefined {
  const [matched = '', opening, otherwise, second] = action.exec(text) ?? [];
  const keyword = opening ?? otherwise;
  if (keyword === undefined) return block;
  if (keyword === 'end') return block?.parent;
  const parent = keyword === 'else' ? block?.parent : block;
  const { conditions = [], hasOtherDot = false } = parent ?? {};
  const test = keyword === 'else' ? second : keyword;
  const isKnown = !hasOtherDot && (test === 'if' || test === 'with') && conditions.length < maxConditions;
  const own = isKnown ? pathsOf(text.slice(matched.length)) : [];
  return {
    parent,
    conditions: own.length === 0 ? conditions : [...conditions, ...own],
    hasOtherDot: hasOtherDot || (test !== undefined && test !== 'if'),
  };
}

/** Returns the paths of a condition that consists of them; none for any other one. */
function pathsOf(condition: string): string[] {
  if (condition.length > 1_000) return [];
  const words = condition.trim().split(/\s+/);
  if (words.at(-1) === '-') words.pop();
  const isAnd = words[0] === 'and';
  const paths = isAnd ? words.slice(1) : words;
  if (isAnd !== paths.length > 1 || !paths.every((path) => valuesPath.test(path))) return [];
  return paths.map((path) => path.replace(/^\$?\.Values\./, ''));
}

/** Removes the comments of the template language. */
function withoutComments(template: string): string {
  let [result, at] = ['', 0];
  for (const { index } of template.matchAll(/\{\{(?:- )?\/\*/g)) {
    if (index < at) continue;
    const end = template.indexOf('*/', index);
    if (end === -1) break;
    result += `${template.slice(at, index)}{{`;
    at = end + 2;
  }
  return result + template.slice(at);
}
