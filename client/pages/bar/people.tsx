// The people in the document: avatars in the bar, one's own last. A press on somebody's avatar follows them. One's own
// opens a card with the whole list, in which a person changes their own name and colour.

import { Popover } from '@base-ui/react/popover';
import { Check } from 'lucide-react';
import { type CSSProperties, type ReactNode, useSyncExternalStore } from 'react';

import { longestPersonName } from '../../../protocol/roles.ts';
import type { Profile } from '../../sdk/profile.ts';
import { palette } from '../../sdk/palette.ts';
import type { Person, Presence } from '../../sdk/presence.ts';
import { texts } from '../../texts/texts.ts';
import { initials } from './initials.ts';
import './people.css';

/** How many avatars of others the bar shows; a number stands for the rest. */
const mostAvatars = 4;

interface Follow {
  /** The id of the person who is followed. */
  following: string | null;
  /** Follows a person, or nobody. */
  onFollow: (id: string | null) => void;
}

export interface PeopleProps extends Follow {
  presence: Presence;
  /** Called when the person has changed their name. */
  onNameChange: () => void;
  /** The part of the card below the people. */
  children: ReactNode;
}

export function People({ presence, following, onFollow, onNameChange, children }: PeopleProps) {
  const people = useSyncExternalStore(presence.subscribe, () => presence.people);
  const others = people.filter(({ self }) => !self);
  const more = Math.max(0, others.length - mostAvatars);
  return (
    <Popover.Root>
      <ul className="people" data-testid="people">
        {others.map((person, i) => (
          <li key={person.pages[0]!.clientID} data-testid="person" data-name={person.name}>
            {i < mostAvatars ? (
              <FollowButton person={person} following={following} onFollow={onFollow} />
            ) : (
              <span className="visually-hidden">{person.name}</span>
            )}
          </li>
        ))}
        {people
          .filter(({ self }) => self)
          .map((person) => (
            <li key="self" data-testid="person" data-name={person.name} data-self>
              <Popover.Trigger className="people-button">
                <span className="visually-hidden">{texts.people.button(people.length)}</span>
                <Avatar person={person} />
                {more > 0 && <span className="people-more">+{more}</span>}
                {people.length > 1 && <span className="people-count">{people.length}</span>}
              </Popover.Trigger>
            </li>
          ))}
      </ul>
      <Popover.Portal>
        <Popover.Positioner positionMethod="fixed" className="floating" align="end" sideOffset={8} collisionPadding={8}>
          <Popover.Popup className="card people-card">
            <ProfileForm presence={presence} onNameChange={onNameChange} />
            <PeopleList people={others} following={following} onFollow={onFollow} />
            {children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function personStyle(color: string): CSSProperties {
  return { '--person': color } as CSSProperties;
}

function Avatar({ person }: { person: Person }) {
  return (
    <span
      className="avatar"
      style={personStyle(person.color)}
      data-away={person.away || undefined}
      title={describe(person)}
    >
      {initials(person.name)}
    </span>
  );
}

function describe({ name, self, away }: Person): string {
  if (self) return texts.people.you(name);
  return away ? texts.people.isAway(name) : name;
}

/** An avatar that goes to its person's caret and follows it; a second press stays. */
function FollowButton({ person, following, onFollow }: Follow & { person: Person }) {
  const isFollowed = following === person.id;
  return (
    <button
      type="button"
      className="follow-button"
      aria-pressed={isFollowed}
      onClick={() => onFollow(isFollowed ? null : person.id)}
    >
      <span className="visually-hidden">{texts.company.follow(person.name)}</span>
      <Avatar person={person} />
    </button>
  );
}

function PeopleList({ people, following, onFollow }: Follow & { people: readonly Person[] }) {
  if (people.length === 0) return <p className="people-alone">{texts.people.alone}</p>;
  return (
    <section>
      <h2 className="card-heading">{texts.people.alsoHere}</h2>
      <ul className="people-list">
        {people.map((person) => (
          <li key={person.pages[0]!.clientID}>
            <Avatar person={person} />
            <span className="people-name">{person.name}</span>
            {person.away && <span className="people-away">{texts.people.away}</span>}
            <Popover.Close
              className="button button-quiet"
              aria-label={texts.company.follow(person.name)}
              onClick={() => onFollow(following === person.id ? null : person.id)}
            >
              {following === person.id ? texts.company.stop : texts.company.followShort}
            </Popover.Close>
          </li>
        ))}
      </ul>
    </section>
  );
}

/**
 * The person's own name and colour. A change holds at once, so there is nothing to save or to cancel. The form shows
 * what comes from an account, and does not change that.
 */
function ProfileForm({ presence, onNameChange }: Pick<PeopleProps, 'presence' | 'onNameChange'>) {
  const profile = useSyncExternalStore(presence.subscribe, () => presence.profile);
  const user = useSyncExternalStore(presence.subscribe, () => presence.user);
  const account = user === null || user.guest ? null : user;
  const color = account?.color ?? profile.color;
  const change = (part: Partial<Profile>) => presence.setProfile({ ...profile, ...part });
  if (account !== null) {
    return (
      <div className="profile">
        <AccountName name={account.name} />
        {account.color === null && <Swatches color={color} onChoose={(color) => change({ color })} />}
      </div>
    );
  }
  return (
    <form className="profile" onSubmit={(event) => event.preventDefault()}>
      <label>
        <span className="card-heading">{texts.people.yourName}</span>
        <input
          className="field"
          data-testid="own-name"
          autoComplete="nickname"
          maxLength={longestPersonName}
          defaultValue={profile.name}
          onInput={({ currentTarget: { value } }) => {
            if (value.trim() === '') return;
            change({ name: value });
            onNameChange();
          }}
          onBlur={({ currentTarget }) => {
            currentTarget.value = profile.name;
          }}
        />
      </label>
      <Swatches color={color} onChoose={(color) => change({ color })} />
    </form>
  );
}

function AccountName({ name }: { name: string }) {
  return (
    <label>
      <span className="card-heading">{texts.people.yourName}</span>
      <input className="field" data-testid="own-name" readOnly value={name} aria-describedby="account-name" />
      <span className="people-note" id="account-name">
        {texts.people.accountName}
      </span>
    </label>
  );
}

function Swatches({ color, onChoose }: { color: string; onChoose: (color: string) => void }) {
  return (
    <fieldset>
      <legend className="card-heading">{texts.people.yourColour}</legend>
      <div className="swatches">
        {palette.map(({ name, value }) => (
          <label key={value} className="swatch" style={personStyle(value)} title={texts.people.colours[name]}>
            <input
              type="radio"
              name="color"
              aria-label={texts.people.colours[name]}
              value={value}
              checked={color === value}
              onChange={() => onChoose(value)}
            />
            {color === value && <Check aria-hidden size={14} strokeWidth={3} />}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
