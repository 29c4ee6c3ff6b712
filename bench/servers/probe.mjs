// Loaded into each measured server before its own modules (node --import). It reports the processor time and memory of
// the process with all its threads; when the bench asks for memory, after a garbage collection. It ends the process
// when the bench is gone.

import { existsSync, readFileSync } from 'node:fs';

process.on('message', (message) => {
  if (message === 'memory') gc({ type: 'major', flavor: 'last-resort', execution: 'sync' });
  else if (message !== 'usage') return;
  const { userCPUTime, systemCPUTime } = process.resourceUsage(); // microseconds
  const { rss, heapUsed } = process.memoryUsage();
  process.send({ cpu: userCPUTime + systemCPUTime, memory: rss, heap: heapUsed, peakMemory: peakMemory() });
});
process.on('disconnect', () => process.exit());

/** In bytes. On Linux maxRSS includes the parent's peak, so VmHWM is read there. */
function peakMemory() {
  if (!existsSync('/proc/self/status')) return process.resourceUsage().maxRSS * 1024;
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
}
