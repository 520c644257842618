import { report, runProgram } from './program.ts';

// Entry of the container. The build bundles the program with quick checks (shared/promise/quick-zod.ts), which accept
// valid requests and find no problem. Nothing is written before the end of a run, so that whatever a quick run does
// not accept begins again in the complete program, which the build puts beside this one.
const completeProgram = './complete.mjs';

try {
  await runProgram(process.argv.slice(2));
} catch {
  report(JSON.stringify({ step: 'quick checks', outcome: 'not accepted' }));
  await import(completeProgram);
}
// Exits without tearing down the heap: see main.ts.
process.exit();
