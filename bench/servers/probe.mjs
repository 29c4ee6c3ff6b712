// Loaded into each measured server before anything else of it (node --import), and the same for all of them: tells the
// bench what the process has used, all its threads counted, after a collection of what is garbage where the bench wants
// to know what is really in use; and ends it when the bench is gone.

import { existsSync, readFileSync } from 'node:fs';

process.on('message', (message) => {
  if (message === 'memory') gc({ type: 'major', flavor: 'last-resort', execution: 'sync' });
  else if (message !== 'usage') return;
  const { userCPUTime, systemCPUTime } = process.resourceUsage(); // microseconds
  const { rss, heapUsed } = process.memoryUsage();
  process.send({ cpu: userCPUTime + systemCPUTime, memory: rss, heap: heapUsed, peakMemory: peakMemory() });
});
process.on('disconnect', () => process.exit());

/** In bytes. Linux counts what the parent had in maxRSS, so there it is not asked. */
function peakMemory() {
  if (!existsSync('/proc/self/status')) return process.resourceUsage().maxRSS * 1024;
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
}
