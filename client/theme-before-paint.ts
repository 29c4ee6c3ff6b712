// Gives the page the theme that the person chose on this device. The page loads this script before anything is painted,
// so that nobody who chose dark sees white first. It imports nothing: a script that blocks the page has to be small.
// device/appearance.ts stores the choice and tells this script of another one.

{
  const apply = (choice: unknown): void => {
    const theme = choice === 'light' || choice === 'dark' ? choice : 'system';
    document.documentElement.dataset['theme'] = theme; // styles/tokens.css
    for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')) {
      const own = meta.dataset['theme'];
      meta.media = theme === 'system' ? `(prefers-color-scheme: ${own})` : theme === own ? 'all' : 'not all';
    }
  };
  const stored = (): string | null => {
    try {
      return localStorage.getItem('quire.theme');
    } catch {
      return null; // the browser allows no storage
    }
  };
  apply(stored());
  addEventListener('quire:theme', (event) => apply((event as CustomEvent).detail));
  addEventListener('storage', ({ key }) => key === 'quire.theme' && apply(stored())); // another page of this device
}
