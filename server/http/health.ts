// /healthz and /readyz, for an orchestrator or a load balancer: the process lives; the server can serve.

import { Hono } from 'hono';
import type { z } from 'zod';
import type * as api from '../../protocol/api.ts';
import type { Store } from '../store/store.ts';
import { problem } from './problem.ts';

const healthy: z.infer<typeof api.healthy> = 'ok\n';
const ready: z.infer<typeof api.ready> = 'ready\n';

/** `isDraining` tells whether the server is shutting down. */
export function healthRoutes(store: Store, isDraining: () => boolean): Hono {
  return new Hono()
    .get('/healthz', (context) => context.text(healthy))
    .get('/readyz', async (context) => {
      if (isDraining()) {
        return problem(context, 503, 'Not ready', 'The server is restarting. What it acknowledged is safe.');
      }
      try {
        await store.list(1);
      } catch {
        const detail = 'The document store does not answer. What the server acknowledged is safe; its log says more.';
        return problem(context, 503, 'Not ready', detail);
      }
      return context.text(ready);
    });
}
