import * as z from 'zod';

/** Returns the schema of a command or its arguments. They are never rendered as templates. */
export function commandLine() {
  return z.array(z.string().max(32_768)).max(100);
}
