// Emoji by name: in English always, and in the language of the interface. The data comes when somebody first asks.

import { type Findable, ranked } from './ranking.ts';

export interface Emoji extends Findable {
  readonly character: string;
  /** The name in the person's language. */
  readonly name: string;
  /** What stands between the colons: `smile`. */
  readonly shortcodes: readonly string[];
}

/** What the data says of an emoji, as far as it is used here. */
interface CompactEmoji {
  readonly hexcode: string;
  readonly unicode: string;
  readonly label: string;
  readonly tags?: readonly string[];
  readonly group?: number;
}

const loaders: Readonly<Record<string, () => Promise<{ default: unknown }>>> = {
  en: () => import('emojibase-data/en/compact.json', { with: { type: 'json' } }),
  de: () => import('emojibase-data/de/compact.json', { with: { type: 'json' } }),
  zh: () => import('emojibase-data/zh/compact.json', { with: { type: 'json' } }),
};

/** Single regional letters and skin tones are parts of emoji, and have no group or this one. */
const componentGroup = 2;

/** How many are offered at once. */
const mostOffered = 8;

export async function loadEmoji(language: string): Promise<readonly Emoji[]> {
  const load = async (name: string) => (await loaders[name]!()).default as CompactEmoji[];
  const [english, own, codes] = await Promise.all([
    load('en'),
    load(Object.hasOwn(loaders, language) ? language : 'en'),
    import('emojibase-data/en/shortcodes/github.json', { with: { type: 'json' } }),
  ]);
  const shortcodes = codes.default as Readonly<Record<string, string | string[]>>;
  const names = new Map(own.map((emoji) => [emoji.hexcode, emoji]));
  const all = english.flatMap(({ hexcode, unicode, label, tags = [], group }) => {
    if (group === undefined || group === componentGroup) return [];
    const known = [shortcodes[hexcode] ?? []].flat();
    const translated = names.get(hexcode);
    const spoken = (code: string) => code.replaceAll('_', ' ');
    return {
      character: unicode,
      name: translated?.label ?? label,
      shortcodes: known,
      label: spoken(known[0] ?? label),
      keywords: [...known, ...known.map(spoken), label, ...tags, translated?.label, ...(translated?.tags ?? [])].join(
        ' ',
      ),
    };
  });
  return all.sort((a, b) => a.label.length - b.label.length); // of like ones, the shorter name is the likelier
}

/** The emoji of a name that is being typed; of `smile:`, only the one of exactly this name. */
export function emojiFor(all: readonly Emoji[], query: string): readonly Emoji[] {
  if (query.endsWith(':')) return all.filter(({ shortcodes }) => shortcodes.includes(query.slice(0, -1))).slice(0, 1);
  return ranked(all, query.replaceAll('_', ' ')).slice(0, mostOffered);
}
