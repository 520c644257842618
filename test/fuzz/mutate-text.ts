import fc from 'fast-check';

/** Change of a text at one place. */
export interface TextMutation {
  readonly kind: (typeof kinds)[number];
  /** Number of the character or line, modulo their number. */
  readonly at: number;
  readonly length: number;
  readonly token: string;
}

const kinds = [
  'insert',
  'insert in line',
  'delete',
  'truncate',
  'duplicate',
  'swap',
  'indent',
  'replace',
] as const;

const yamlTokens = [
  ...['&a ', '*a', '<<: *a', '!!str ', '!!binary ', '? ', ': ', '- ', '---\n', '...\n', '%YAML 1.1\n', '#'],
  ...[
    '{',
    '}',
    '[',
    ']',
    ',',
    '"',
    "'",
    '|\n',
    '>-\n',
    '\n',
    '\t',
    '\r',
    ' ',
    '  ',
    '\\',
    '\\u0000',
    '\ufeff',
  ],
  ...['null', '~', 'yes', '0x1F', '0o17', '1e999', '.inf', '.nan', '-0', '1_000', '12345678901234567890'],
  ...['\u0000', '\u0007', '\u0085', '\u2028', '\u202e', '\ud800', '\udc00', '\ud83d\ude00', 'é'],
  ...['__proto__: {polluted: 1}\n', 'constructor: 1\n', 'toString: 1\n', '{a: {toString: 1}}'],
  ...['['.repeat(200), '{a: '.repeat(200), '- '.repeat(200), '&a [*a, *a]', 'a'.repeat(3_000)],
];

/** Returns changes of a text in YAML or JSON. */
export function textMutation(): fc.Arbitrary<TextMutation> {
  return fc.record({
    kind: fc.constantFrom(...kinds),
    at: fc.nat(),
    length: fc.integer({ min: 1, max: 40 }),
    token: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...yamlTokens) },
      { weight: 1, arbitrary: fc.string({ maxLength: 5, unit: 'binary' }) },
    ),
  });
}

/** Returns a text with changes. */
export function mutateText(text: string, mutations: readonly TextMutation[]): string {
  return mutations.reduce(changed, text);
}

function changed(text: string, { kind, at, length, token }: TextMutation): string {
  const position = at % (text.length + 1);
  switch (kind) {
    case 'insert':
      return text.slice(0, position) + token + text.slice(position);
    case 'replace':
      return text.slice(0, position) + token + text.slice(position + length);
    case 'delete':
      return text.slice(0, position) + text.slice(position + length);
    case 'truncate':
      return text.slice(0, position);
    default:
      return changedLines(text, { kind, at, length, token });
  }
}

function changedLines(text: string, { kind, at, length, token }: TextMutation): string {
  const lines = text.split('\n');
  const line = at % lines.length;
  const other = (at + length) % lines.length;
  const content = lines[line]!;
  switch (kind) {
    case 'duplicate':
      lines.splice(line, 0, ...lines.slice(line, line + length));
      break;
    case 'swap':
      [lines[line], lines[other]] = [lines[other]!, content];
      break;
    case 'indent':
      lines[line] = length % 2 === 0 ? content.replace(/^ {1,2}/, '') : `  ${content}`;
      break;
    default:
      // behind the key, where a value begins
      lines[line] = content.replace(/^([^:]*: ?)?/, (key) => key + token);
  }
  return lines.join('\n');
}
