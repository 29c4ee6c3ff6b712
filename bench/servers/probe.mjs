// Loaded into each measured server before anything else of it (node --import), and the same for all of them: tells the
// bench what the process has used, all its threads counted, and ends it when the bench is gone.

process.on('message', (message) => {
  if (message !== 'usage') return;
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  // Microseconds of processor time, and bytes.
  process.send({ cpu: userCPUTime + systemCPUTime, memory: process.memoryUsage.rss(), peakMemory: maxRSS * 1024 });
});
process.on('disconnect', () => process.exit());
