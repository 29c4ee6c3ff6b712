// Where the server is, as the browser sees it. A proxy may serve it under a path, such as https://example.org/quire/.
// The build knows no path: the built files themselves tell it, since they come from the directory `assets` there.

const home = new URL(import.meta.env.DEV ? '/' : '..', import.meta.url);

/** The server's URL without a slash at its end, such as `https://example.org/quire`. */
export const server = home.href.slice(0, -1);

/** The path of the home page, such as `/quire/`. */
export const homePath = home.pathname;

/** The path of the page that examines the way to the server, such as `/quire/doctor`. */
export const doctorPage = `${homePath}doctor`;

/** Begins the names of what the pages of this server store in the browser: other paths of the site may be others'. */
export const scope = homePath === '/' ? '' : `${homePath}:`;
