import { report, runProgram } from './program.ts';

// Entry of the container. The build replaces zod and the YAML parser by quick counterparts, which accept only ordinary
// requests and report no problems (shared/promise/quick-zod.ts, shared/yaml/quick-yaml.ts). For any other request, the run
// starts over in the complete program, which the build puts beside this one: nothing is written before the end of a run.
const completeProgram = './complete.mjs';

try {
  await runProgram(process.argv.slice(2));
} catch {
  report(JSON.stringify({ step: 'quick checks', outcome: 'not accepted' }));
  await import(completeProgram);
}
// Exits without tearing down the heap: see main.ts.
process.exit();
