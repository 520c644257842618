import { report, runProgram } from './program.ts';

// Entry of the container. The build replaces zod and the YAML parser here by quick counterparts, which accept ordinary
// requests and find no problem (shared/promise/quick-zod.ts, shared/yaml/quick-yaml.ts). Nothing is written before the
// end of a run, so that a run with anything else begins again in the complete program, which the build puts beside this.
const completeProgram = './complete.mjs';

try {
  await runProgram(process.argv.slice(2));
} catch {
  report(JSON.stringify({ step: 'quick checks', outcome: 'not accepted' }));
  await import(completeProgram);
}
// Exits without tearing down the heap: see main.ts.
process.exit();
