// The people in the document: avatars in the bar, this person first. A press opens a card with the whole list, in
// which a person changes their own name and colour.

import { Popover } from '@base-ui/react/popover';
import { Check } from 'lucide-react';
import { type CSSProperties, type ReactNode, useSyncExternalStore } from 'react';

import { longestPersonName } from '../../../protocol/roles.ts';
import type { Profile } from '../../sdk/profile.ts';
import { palette } from '../../sdk/palette.ts';
import type { Person, Presence } from '../../sdk/presence.ts';
import { initials } from './initials.ts';
import './people.css';

/** How many avatars the bar shows; a number stands for the rest. */
const mostAvatars = 5;

export interface PeopleProps {
  presence: Presence;
  /** Called when the person has changed their name. */
  onNameChange: () => void;
  /** The part of the card below the people. */
  children: ReactNode;
}

export function People({ presence, onNameChange, children }: PeopleProps) {
  const people = useSyncExternalStore(presence.subscribe, () => presence.people);
  const shown = people.slice(0, mostAvatars);
  const more = people.length - shown.length;
  return (
    <Popover.Root>
      <Popover.Trigger className="people-button" aria-label={`People here: ${people.length}. Your name and colour`}>
        <ul className="people" data-testid="people">
          {people.map((person, i) => (
            <li
              key={person.pages[0]!.clientID}
              data-testid="person"
              data-name={person.name}
              data-self={person.self || undefined}
            >
              {i < mostAvatars ? <Avatar person={person} /> : <span className="visually-hidden">{person.name}</span>}
            </li>
          ))}
        </ul>
        {more > 0 && <span className="people-more">+{more}</span>}
        {people.length > 1 && <span className="people-count">{people.length}</span>}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner positionMethod="fixed" className="floating" align="end" sideOffset={8} collisionPadding={8}>
          <Popover.Popup className="card people-card">
            <ProfileForm presence={presence} onNameChange={onNameChange} />
            <PeopleList people={people} />
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
  if (self) return `${name} (you)`;
  return away ? `${name} (away)` : name;
}

function PeopleList({ people }: { people: readonly Person[] }) {
  const others = people.filter(({ self }) => !self);
  if (others.length === 0) return <p className="people-alone">Nobody else is here. Send the link to write together.</p>;
  return (
    <section>
      <h2 className="card-heading">Also here</h2>
      <ul className="people-list">
        {others.map((person) => (
          <li key={person.pages[0]!.clientID}>
            <Avatar person={person} />
            <span className="people-name">{person.name}</span>
            {person.away && <span className="people-away">away</span>}
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
        <span className="card-heading">Your name</span>
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
      <span className="card-heading">Your name</span>
      <input className="field" data-testid="own-name" readOnly value={name} aria-describedby="account-name" />
      <span className="people-note" id="account-name">
        Your account sets this name, so that others know that it is you.
      </span>
    </label>
  );
}

function Swatches({ color, onChoose }: { color: string; onChoose: (color: string) => void }) {
  return (
    <fieldset>
      <legend className="card-heading">Your colour</legend>
      <div className="swatches">
        {palette.map(({ name: label, value }) => (
          <label key={value} className="swatch" style={personStyle(value)} title={label}>
            <input
              type="radio"
              name="color"
              aria-label={label}
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
