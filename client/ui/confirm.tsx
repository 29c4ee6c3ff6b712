// The question of confirm-dialog.tsx, whose code a page fetches once a button that asks it is there.

import type { ConfirmProps } from './confirm-dialog.tsx';
import { onDemand } from './on-demand.tsx';

export const Confirm = onDemand<ConfirmProps>(async () => (await import('./confirm-dialog.tsx')).ConfirmDialog);
