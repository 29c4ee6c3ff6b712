// The menu of anchored-menu.tsx, whose code home fetches once it is idle.

import { onDemand } from '../../ui/on-demand.tsx';
import type { AnchoredMenuProps } from './anchored-menu.tsx';

export const AnchoredMenu = onDemand<AnchoredMenuProps>(async () => (await import('./anchored-menu.tsx')).AnchoredMenu);
