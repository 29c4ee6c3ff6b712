// Parts of a page whose code the page can do without at first. The code is fetched when a part shows, and otherwise
// when the browser is idle, so that neither a lost network nor a later deployment takes the part away. A part that
// cannot be fetched never stops the page: its stand-in stays, and the next chance is taken.

import { type ComponentType, type ReactNode, useEffect, useSyncExternalStore } from 'react';

import { chances, whenIdle } from './load.ts';

export interface OnDemandProps {
  /** Shown until the code is there. It takes the same place, and nobody can focus it. Nothing by default. */
  standIn?: ReactNode;
}

/**
 * The component that `load` resolves to.
 *
 *     const Menu = onDemand(async () => (await import('./menu.tsx')).Menu);
 *     <Menu standIn={<span className="button" />} label="More" />
 */
export function onDemand<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  let part: ComponentType<Props> | null = null;
  let loading = false;
  const listeners = new Set<() => void>();
  const fetchPart = () => {
    if (loading || part !== null) return;
    loading = true;
    load()
      .then((loaded) => {
        part = loaded;
        for (const listener of listeners) listener();
      })
      .catch(() => {})
      .finally(() => {
        loading = false;
      });
  };
  whenIdle(fetchPart);
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return function OnDemand({ standIn = null, ...props }: Props & OnDemandProps): ReactNode {
    const Part = useSyncExternalStore(subscribe, () => part);
    useEffect(() => {
      fetchPart();
      for (const chance of chances) window.addEventListener(chance, fetchPart);
      return () => {
        for (const chance of chances) window.removeEventListener(chance, fetchPart);
      };
    }, []);
    return Part === null ? standIn : <Part {...(props as unknown as Props)} />;
  };
}
