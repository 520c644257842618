/** Authentication challenge of a server (RFC 9110, section 11.6.1). */
export interface Challenge {
  /** Lower case: `bearer`, `basic`. */
  readonly scheme: string;
  /** Names in lower case: `realm`, `service`, `scope`. */
  readonly parameters: ReadonlyMap<string, string>;
}

const token = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const quoted = /"((?:[^"\\]|\\.)*)"/y;
const blanks = /[ \t]*/y;
const commas = /[ \t,]*/y;
const token68 = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y;

/**
 * Parses `WWW-Authenticate`. A header may hold several challenges, and a quoted value may hold commas
 * (`scope="repository:a:pull,push"`). Text that does not follow the grammar ends the list.
 */
export function parseChallenges(header: string): Challenge[] {
  const challenges: Challenge[] = [];
  let position = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position;
    const match = pattern.exec(header);
    if (match) position = pattern.lastIndex;
    return match;
  };

  const takeParameter = (): [string, string] | undefined => {
    const start = position;
    const name = take(token)?.[0].toLowerCase();
    take(blanks);
    if (name !== undefined && header[position] === '=') {
      position += 1;
      take(blanks);
      const value = take(quoted)?.[1]?.replace(/\\(.)/g, '$1') ?? take(token)?.[0];
      if (value !== undefined) return [name, value];
    }
    position = start;
    return undefined;
  };

  for (;;) {
    take(commas);
    const scheme = take(token)?.[0].toLowerCase();
    if (scheme === undefined) return challenges;
    const parameters = new Map<string, string>();
    challenges.push({ scheme, parameters });
    take(blanks);
    if (take(token68)) continue;
    for (let parameter = takeParameter(); parameter; parameter = takeParameter()) {
      if (!parameters.has(parameter[0])) parameters.set(...parameter);
      take(commas);
    }
  }
}
