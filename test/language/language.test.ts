import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { pageViolations, sourceViolations, subjectViolation, textViolations } from './rules.ts';

const root = join(import.meta.dirname, '..', '..');

/** Files that quote what the rules forbid. */
const quoting = ['test/language/'];

const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && !/(^|\/)(node_modules|dist|expected)\//.test(file))
  .filter((file) => !quoting.some((area) => file.startsWith(area)));

const read = (file: string): string => readFileSync(join(root, file), 'utf8');

function violations(pattern: RegExp, check: (text: string) => string[]): string[] {
  return files
    .filter((file) => pattern.test(file))
    .flatMap((file) => check(read(file)).map((violation) => `${file}:${violation}`));
}

describe('plain English', () => {
  it('finds no violation in doc comments and user text', () => {
    expect(violations(/\.(ts|mjs)$/, sourceViolations)).toEqual([]);
  });

  it('finds no violation in pages, and no long sentence', () => {
    expect(violations(/\.md$/, pageViolations)).toEqual([]);
  });

  it('finds no violation in charts, schemas and scripts', () => {
    const text = /(values.*\.yaml|Chart\.yaml|schema\.json|promise\.yaml|\.tpl|\.sh|Makefile)$/;
    expect(violations(text, textViolations)).toEqual([]);
  });
});

/** The last commit before the convention. */
const before = 'e1fda21';

test('commit subjects follow "type(scope): imperative subject" in at most 72 characters', (context) => {
  const log = commitSubjects();
  if (log === undefined) return context.skip('the Git history is missing');
  expect(log.flatMap((subject) => subjectViolation(subject) ?? [])).toEqual([]);
});

/** Subjects of the commits since the convention; undefined in a shallow clone or outside of Git. */
function commitSubjects(): string[] | undefined {
  try {
    const log = execFileSync('git', ['log', '--no-merges', '--format=%s', `${before}..HEAD`], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return log.split('\n').filter((subject) => subject !== '');
  } catch {
    return undefined;
  }
}

describe('the rules', () => {
  it.each([
    ['/** What a request answers. */\nexport const a = 1;', '1: doc comment begins with "What"'],
    ["const a = 'Expected a text in quotes';", '1: "a text": write string'],
    [`const a = \`Not a \${b ? 'legal name here' : ''} of it\`;`, '1: "legal": write valid, allowed'],
    ["\nconst a = /'/;\nconst b = 'it stands there';", '3: "stands": write is'],
  ])('find the violation in %j', (source, violation) => {
    expect(sourceViolations(source)).toEqual([violation]);
  });

  it.each([
    "// what a comment says\nconst a = 'legal';",
    '/** Returns the length of a string. */\nexport const a = 1;',
    "const a = /stands '/;",
  ])('accept %j', (source) => {
    expect(sourceViolations(source)).toEqual([]);
  });

  it('count the words of sentences and of table cells', () => {
    const long = Array.from({ length: 30 }, () => 'word').join(' ');
    expect(pageViolations(`# Title\n\nShort sentence. ${long}.\n\n| a | ${long} |\n`)).toEqual([
      expect.stringContaining('3: '),
      expect.stringContaining('5: cell of 30 words'),
    ]);
  });

  it.each(['Fix things', 'feat: ends with a stop.', `docs: ${'x'.repeat(70)}`])(
    'refuse the subject %j',
    (subject) => {
      expect(subjectViolation(subject)).toBeDefined();
    },
  );
});
