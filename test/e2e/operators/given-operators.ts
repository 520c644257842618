import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseRequestYaml } from '../../../shared/yaml.ts';

/** File of a sub-folder that says how its operator starts. */
const description = 'operator.yaml';

/** Operator, or another program for scenarios, in a sub-folder of `OPERATORS`. */
export interface GivenOperator {
  readonly name: string;
  /** Version that its images have, for a scenario that requests it. */
  readonly version?: string;
  /** Namespace of its manifest. Without one, it has images only. */
  readonly namespace?: string;
  /** Path of its manifest. */
  readonly manifest: string;
  /** Paths of its image archives. */
  readonly images: readonly string[];
}

/** Returns an operator that `OPERATORS` gives. @throws Error if it does not */
export function givenOperator(name: string): GivenOperator {
  const found = findOperator(name);
  if (found === undefined) throw new Error(`Start the operator ${name}: ${missing([name])}`);
  return found;
}

/** Returns a message with the operators that `OPERATORS` lacks for a scenario; undefined if it has all. */
export function missingOperators(names: readonly string[]): string | undefined {
  const lacking = names.filter((name) => findOperator(name) === undefined);
  return lacking.length === 0 ? undefined : missing(lacking);
}

function missing(names: readonly string[]): string {
  const { OPERATORS: folder } = process.env;
  const files = names.map((name) => `${name}/${description}`).join(', ');
  return folder ? `OPERATORS=${folder} has no ${files}` : `needs OPERATORS=folder with ${files}`;
}

function findOperator(name: string): GivenOperator | undefined {
  const { OPERATORS } = process.env;
  if (!OPERATORS) return undefined;
  const folder = resolve(OPERATORS, name);
  const file = join(folder, description);
  if (!existsSync(file)) return undefined;
  const images = join(folder, 'images');
  return {
    ...(parseRequestYaml(readFileSync(file, 'utf8')) as Pick<GivenOperator, 'version' | 'namespace'>),
    name,
    manifest: join(folder, 'manifest.yaml'),
    images: existsSync(images) ? readdirSync(images).map((archive) => join(images, archive)) : [],
  };
}
