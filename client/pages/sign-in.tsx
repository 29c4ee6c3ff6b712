// The person who runs the server signs in on this device with the admin key, and out. The key goes to the server once
// and is stored nowhere. The device stores the token that comes back.

import { type FormEvent, useId, useState, useSyncExternalStore } from 'react';

import { ApiError, request } from '../sdk/api.ts';
import { longestPersonName } from '../../protocol/roles.ts';
import { displayName } from '../sdk/profile.ts';
import { texts } from '../texts/home-texts.ts';
import { problemText } from '../ui/problem-text.ts';
import { keyring, profiles } from './device.ts';
import { homePath, server } from './server.ts';
import './sign-in.css';

/** How long a person stays signed in: thirty days, in seconds. */
const lifetime = 30 * 24 * 60 * 60;

/** Signs in with the admin key. Rejects with an Error whose message can be shown. */
async function signIn(key: string, name: string): Promise<void> {
  const body = { sub: 'admin', name, documents: { '*': 'admin' }, expiresIn: lifetime };
  try {
    const response = await request(`${server}/api/tokens`, { method: 'POST', token: key, body });
    keyring.signIn(((await response.json()) as { token: string }).token);
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) throw new Error(texts.signIn.wrongKey);
    throw error;
  }
}

/** Signs out on this device and goes home, where the sign-in form is. */
export function leaveAccount(): void {
  keyring.signOut();
  window.location.assign(homePath);
}

/** The form. The page follows the key ring, and shows the documents once there is a token. */
export function SignIn() {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const hint = useId();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const name = displayName(fields.get('name'));
    setBusy(true);
    setProblem(null);
    try {
      profiles.save({ ...profiles.load(), name });
      await signIn(String(fields.get('key')).trim(), name);
    } catch (error) {
      setProblem(problemText(error));
    }
    setBusy(false);
  };
  return (
    <section className="sign-in" data-testid="sign-in">
      <h2>{texts.signIn.title}</h2>
      <p id={hint}>{texts.signIn.hint}</p>
      <form onSubmit={submit}>
        <label>
          <span className="card-heading">{texts.signIn.key}</span>
          <input
            className="field"
            name="key"
            type="password"
            required
            autoComplete="off"
            spellCheck={false}
            aria-describedby={hint}
            aria-invalid={problem !== null}
          />
        </label>
        {problem && (
          <p className="sign-in-problem" role="alert">
            {problem}
          </p>
        )}
        <label>
          <span className="card-heading">{texts.signIn.name}</span>
          <input
            className="field"
            name="name"
            required
            autoComplete="nickname"
            maxLength={longestPersonName}
            defaultValue={profiles.load().name}
          />
        </label>
        <button type="submit" className="button button-primary" disabled={busy}>
          {texts.signIn.signIn}
        </button>
      </form>
    </section>
  );
}

/** Shows nothing while nobody is signed in. */
export function SignOut() {
  const signedIn = useSyncExternalStore(keyring.subscribe, () => keyring.account !== null);
  if (!signedIn) return null;
  return (
    <button type="button" className="button button-quiet" onClick={leaveAccount}>
      {texts.signIn.signOut}
    </button>
  );
}
