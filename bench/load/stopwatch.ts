// Measures the time of a run, and the share in which the load process was busy.

import { percentile } from '../statistics.ts';
import type { Findings } from './messages.ts';

/**
 * Starts the watch. The result stops it; it takes the milliseconds of each delivery, the number of frames, and the
 * number of further deliveries whose times do not count.
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
