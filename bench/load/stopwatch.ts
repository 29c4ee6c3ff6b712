// Takes the time of what is measured, and that of the load process itself.

import { percentile } from '../statistics.ts';
import type { Findings } from './messages.ts';

/**
 * Starts; what it gives ends it, and takes the milliseconds that each delivery took, the frames that arrived, and how
 * many deliveries there were besides whose time does not count.
 */
export function stopwatch(): (latencies: Float32Array, frames: number, besides?: number) => Findings {
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  return (latencies, frames, besides = 0) => {
    const passed = performance.now() - started;
    const { user, system } = process.cpuUsage(cpu);
    const sorted = latencies.toSorted();
    return {
      deliveries: sorted.length + besides,
      p50: percentile(sorted, 0.5),
      p99: percentile(sorted, 0.99),
      frames,
      seconds: passed / 1000,
      loadBusy: (user + system) / 1000 / passed,
    };
  };
}
