// How this device has arranged home, for the page: other tabs of the device change it, too.

import { useCallback, useEffect, useState } from 'react';

import { type Arrangement, readArrangement, storeArrangement } from '../../device/arrangement.ts';
import { storage } from '../device.ts';

/** `arrange` changes what is stored by now, which another tab may have changed. */
export function useArrangement() {
  const [arrangement, setArrangement] = useState(() => readArrangement(storage));
  useEffect(() => {
    const follow = () => setArrangement(readArrangement(storage));
    window.addEventListener('storage', follow);
    return () => window.removeEventListener('storage', follow);
  }, []);
  const arrange = useCallback((change: (arrangement: Arrangement) => Arrangement) => {
    const changed = change(readArrangement(storage));
    storeArrangement(storage, changed);
    setArrangement(changed);
  }, []);
  return { arrangement, arrange };
}
