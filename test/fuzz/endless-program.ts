import { startWatchdog } from './watchdog.ts';

// A run that does not end, for watchdog.test.ts.
const watchdog = startWatchdog(0.2);
watchdog.label('make fuzz TARGET=endless');
watchdog.beat();
for (;;);
