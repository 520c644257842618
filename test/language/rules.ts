import { markdownProse, type Prose, proseOf } from './extract.ts';

/** Words and phrases that are not plain English of the field, with what to write instead. */
const everywhere: readonly (readonly [RegExp, string])[] = [
  [/\bstands?\b(?! for\b|-in\b)/i, 'is'],
  [/\b(told|said of)\b/i, 'reported'],
  [/\bmend(s|ed)?\b/i, 'fix'],
  [/\banew\b/i, 'again'],
  [/\bway out\b/i, 'fix'],
  [/\b(il)?legal\b/i, 'valid, allowed'],
  [/\bdear(est|er)?\b/i, 'slow, expensive'],
  [/\bwhere absent\b/i, 'defaults to'],
  [/\bin its (place|stead)\b/i, 'instead'],
  [/\bthat there (is|are)\b/i, 'rewrite the sentence'],
  [/\b(is|are) there\b(?! (a|an|any|no)\b)/i, 'exists'],
  [/\bof (ours|zod's)\b/i, 'our …'],
  [/\b(somebody|nobody|anybody|whoever)\b/i, 'name the role: requester, platform team, operator'],
  [/\bfor life\b/i, 'cannot be changed'],
  [/\bby way of\b/i, 'through'],
  [/\bat the most\b|\bat most of\b/i, 'at most'],
  [/\bmakes no sense\b/i, 'is invalid'],
  [/\bforeign (chart|schema)s?\b/i, 'third-party …'],
  [/\bmain job\b/i, 'pipeline'],
  [/\bbelongs? into\b/i, 'belongs in'],
  [/\bcannot change so\b/i, 'cannot be changed this way'],
  [/\basked for twice\b/i, 'duplicate'],
  [/\ba letter first\b/i, 'starting with a letter'],
];

/** Words for types and verdicts that users know by other names. */
const inUserText: readonly (readonly [RegExp, string])[] = [
  [/\b(a|the|this) (text|texts)\b/i, 'string'],
  [/\b(a|the|this) (map|maps)\b/i, 'object'],
  [/\bserved\b(?!:)/i, 'supported'],
  [/\b(take|takes|taken) (\w+ )?away\b/i, 'remove'],
  [/\bsaid\b/i, 'set, reported'],
  [/\bdid you mean '/, 'double quotes: did you mean "x"?'],
];

const firstWords = /^(What|Where|Whether|Who|Whose|How|Which|When|Why)\b/;

/** Returns the violations of the language rules in a TypeScript file, as `line: phrase: advice`. */
export function sourceViolations(source: string): string[] {
  const { docComments, strings } = proseOf(source);
  return [
    ...docComments
      .filter(({ text }) => firstWords.test(text))
      .map(({ line, text }) => `${line}: doc comment begins with "${firstWords.exec(text)?.[0]}"`),
    ...docComments.flatMap((prose) => phrases(prose, everywhere)),
    ...strings.flatMap((prose) => phrases(prose, [...everywhere, ...inUserText])),
  ];
}

/** Returns the violations of the language rules in a Markdown page, sentence and cell lengths included. */
export function pageViolations(page: string): string[] {
  const { sentences, cells } = markdownProse(page);
  return [
    ...[...sentences, ...cells].flatMap((prose) => phrases(prose, [...everywhere, ...inUserText])),
    ...sentences.filter(isLongerThan(28)).map(({ line, text }) => `${line}: ${words(text)} words: "${text}"`),
    ...cells
      .filter(isLongerThan(22))
      .map(({ line, text }) => `${line}: cell of ${words(text)} words: "${text}"`),
  ];
}

/** Returns the violations in text without structure, such as descriptions and comments of YAML and JSON. */
export function textViolations(text: string): string[] {
  return text
    .split('\n')
    .flatMap((line, index) => phrases({ line: index + 1, text: line }, [...everywhere, ...inUserText]));
}

const commitSubject =
  /^(feat|fix|docs|test|refactor|perf|build|ci|chore)(\([a-z0-9,-]+\))?!?: [a-z0-9"`A-Z].*[^.]$/;

/** Returns what is wrong with the subject of a commit, or undefined. */
export function subjectViolation(subject: string): string | undefined {
  if (subject.length > 72) return `${subject.length} characters, at most 72: "${subject}"`;
  return commitSubject.test(subject) ? undefined : `expected "type(scope): imperative subject": "${subject}"`;
}

function phrases({ line, text }: Prose, banned: readonly (readonly [RegExp, string])[]): string[] {
  const plain = text.replace(/`[^`]*`/g, '');
  return banned.flatMap(([pattern, advice]) => {
    const found = pattern.exec(plain)?.[0];
    return found === undefined ? [] : [`${line}: "${found}": write ${advice}`];
  });
}

const isLongerThan =
  (limit: number) =>
  ({ text }: Prose): boolean =>
    words(text) > limit;

/** Returns the number of words; a code span counts as one. */
function words(text: string): number {
  return text
    .replace(/`[^`]*`/g, 'code')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .split(/\s+/)
    .filter((word) => /[A-Za-z0-9]/.test(word)).length;
}
