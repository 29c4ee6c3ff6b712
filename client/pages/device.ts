// The things that this device keeps for every page: one key ring, one profile, one storage. Pages hand them to the SDK,
// which has none of its own.

import { Keyring } from '../device/keyring.ts';
import { profileStore } from '../device/profile.ts';
import { openStorage } from '../device/storage.ts';
import { scope } from './server.ts';

/** A person is the same, and likes the same looks, on all of a site. */
export const siteStorage = openStorage('localStorage');
export const storage = openStorage('localStorage', scope);
export const keyring = new Keyring(storage, openStorage('sessionStorage', scope));
export const profiles = profileStore(siteStorage);
