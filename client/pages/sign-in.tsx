// How the person who runs the server signs in on this device, and out. The key is shown to the server once and kept
// nowhere; what is kept is the token that comes back.

import { type FormEvent, useId, useState, useSyncExternalStore } from 'react';

import { ApiError, request } from '../sdk/api.ts';
import { displayName, longestName } from '../sdk/profile.ts';
import { keyring, profiles } from './device.ts';
import './sign-in.css';

/** How long one stays signed in, in seconds: thirty days. */
const lifetime = 30 * 24 * 60 * 60;

/** Signs in with the admin key. Rejects with an Error whose message can be shown. */
async function signIn(key: string, name: string): Promise<void> {
  const body = { sub: 'admin', name, documents: { '*': 'admin' }, expiresIn: lifetime };
  try {
    const response = await request('/api/tokens', { method: 'POST', token: key, body });
    keyring.signIn(((await response.json()) as { token: string }).token);
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) throw new Error('This is not the key of this server.');
    throw error;
  }
}

/** Signs out on this device and goes home, where the way in is. */
export function leaveAccount(): void {
  keyring.signOut();
  window.location.assign('/');
}

/** The form; the page follows the keyring and shows what is behind it by itself. */
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
      setProblem(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  };
  return (
    <section className="sign-in" data-testid="sign-in">
      <h2>Sign in with the server’s admin key</h2>
      <p id={hint}>
        It is for whoever runs this server, which printed where the key is when it was first started. To a document that
        was shared with you, its link is all that you need.
      </p>
      <form onSubmit={submit}>
        <label>
          <span className="card-heading">Admin key</span>
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
          <span className="card-heading">Your name, as others see it</span>
          <input
            className="field"
            name="name"
            required
            autoComplete="nickname"
            maxLength={longestName}
            defaultValue={profiles.load().name}
          />
        </label>
        <button type="submit" className="button button-primary" disabled={busy}>
          Sign in
        </button>
      </form>
    </section>
  );
}

/** Signs out; nothing where nobody is signed in. */
export function SignOut() {
  const signedIn = useSyncExternalStore(keyring.subscribe, () => keyring.account !== null);
  if (!signedIn) return null;
  return (
    <button type="button" className="button button-quiet" onClick={leaveAccount}>
      Sign out
    </button>
  );
}
