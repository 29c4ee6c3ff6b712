// The carets of other people, whose code comes once the text shows.

import { effect } from '@lexical/extension';
import { defineExtension, safeCast } from 'lexical';
import type { Awareness } from 'y-protocols/awareness';

import type { Presence } from '../sdk/presence.ts';
import { whenLoaded } from '../ui/load.ts';
import { CollaborationExtension } from './binding/binding.ts';

export interface RemoteCursorsConfig {
  awareness: Awareness | null;
  presence: Presence | null;
}

/** Shows the carets and selections of other people. */
export const RemoteCursorsExtension = defineExtension({
  name: 'quire/cursors',
  dependencies: [CollaborationExtension],
  config: safeCast<RemoteCursorsConfig>({ awareness: null, presence: null }),
  register(editor, { awareness, presence }, state) {
    if (awareness === null || presence === null) return () => {};
    const { text } = state.getDependency(CollaborationExtension).output;
    return effect(() => {
      const [root, bound] = [editor.getRootElement(), text.value];
      if (bound === null || root === null) return;
      return whenLoaded(
        () => import('./remote-cursors.ts'),
        ({ RemoteCursors }) => new RemoteCursors(editor, root, bound, awareness, presence).start(),
      );
    });
  },
});
