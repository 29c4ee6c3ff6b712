// The people in a document now, as the bar of the document shows them, at the size of a row.

import type { CSSProperties } from 'react';

import { safeColor } from '../../sdk/palette.ts';
import { displayName } from '../../sdk/profile.ts';
import { texts } from '../../texts/home-texts.ts';
import { initials } from '../bar/initials.ts';
import type { DocumentPeople } from './use-presence.ts';
import '../bar/people.css';

/** How many avatars a row shows; a number stands for the rest. */
const mostAvatars = 3;

export function RowPeople({ people, more }: Pick<DocumentPeople, 'people' | 'more'>) {
  const { home } = texts;
  const named = people.map(({ name, ...person }) => ({ ...person, name: displayName(name) }));
  const rest = people.length - Math.min(people.length, mostAvatars) + more;
  const names = named.map(({ name, away }) => (away ? home.away(name) : name));
  const all = home.hereNow([...names, ...(more > 0 ? [home.andMore(more)] : [])].join(', '));
  return (
    <span className="row-people" data-testid="row-people" title={all}>
      <span className="visually-hidden">{all}</span>
      {named.slice(0, mostAvatars).map(({ name, color, away }, i) => (
        <span
          key={i}
          aria-hidden
          className="avatar"
          data-away={away || undefined}
          style={{ '--person': safeColor(color) } as CSSProperties}
        >
          {initials(name)}
        </span>
      ))}
      {rest > 0 && (
        <span aria-hidden className="people-more">
          +{rest}
        </span>
      )}
    </span>
  );
}
