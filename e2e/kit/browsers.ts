// Where Chromium and Firefox are on this machine and how they are started: the one place that knows.
// Playwright's own are taken when they are installed, since they were made for it; otherwise Debian's.
import { existsSync } from 'node:fs';
import {
  chromium,
  firefox,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type LaunchOptions,
} from '@playwright/test';

export const browserNames = ['chromium', 'firefox'] as const;
export type BrowserName = (typeof browserNames)[number];

/** A browser that was found. */
export interface FoundBrowser {
  name: BrowserName;
  executable: string;
  whose: "Playwright's" | "Debian's";
}

const types = { chromium, firefox };
const debians = { chromium: '/usr/bin/chromium', firefox: '/usr/bin/firefox-esr' };

/**
 * The features that Chromium is started without. Chromium heeds only the last `--disable-features`, so the first lines
 * repeat Playwright's own. The last line saves the suggestions under the address bar, a page that Chromium loads into
 * every new window: a third of the work of opening a document.
 */
const disabledFeatures = [
  ...[
    'AvoidUnnecessaryBeforeUnloadCheckSync',
    'DestroyProfileOnBrowserClose',
    'DialMediaRouteProvider',
    'GlobalMediaControls',
  ],
  ...['HttpsUpgrades', 'LensOverlay', 'MediaRouter', 'PaintHolding', 'ThirdPartyStoragePartitioning', 'Translate'],
  ...['BlockOriginHeaderModificationOnRedirect', 'AvoidCorsURLLoaderRestartOnRedirect', 'OptimizationHints'],
  ...['NetworkTimeServiceQuerying', 'AimEnabled'],
  ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup'],
];

/** Root has no sandbox, and a test needs neither a graphics card nor anything that calls home. */
const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--disable-features=${disabledFeatures.join(',')}`,
];

/** The browser of that name on this machine, undefined when there is none. */
export function findBrowser(name: BrowserName): FoundBrowser | undefined {
  const own = types[name].executablePath();
  if (existsSync(own)) return { name, executable: own, whose: "Playwright's" };
  if (existsSync(debians[name])) return { name, executable: debians[name], whose: "Debian's" };
  return undefined;
}

/** A started browser, with the options that its contexts must be made with. */
export interface StartedBrowser {
  browser: Browser;
  contextOptions: BrowserContextOptions;
}

/** Starts the browser of that name; throws a sentence when there is none. */
export async function startBrowser(name: BrowserName): Promise<StartedBrowser> {
  const { launchOptions, contextOptions } = optionsOf(name);
  return { browser: await types[name].launch(launchOptions), contextOptions };
}

/**
 * Starts the browser of that name on the profile in `directory`, which is made when there is none yet. What pages store
 * (databases, service workers, local storage) is there again when it is opened the next time. Closing the context ends
 * the browser.
 */
export async function openProfile(
  name: BrowserName,
  directory: string,
  downloadsPath: string,
): Promise<BrowserContext> {
  const { launchOptions, contextOptions } = optionsOf(name);
  return types[name].launchPersistentContext(directory, { ...launchOptions, ...contextOptions, downloadsPath });
}

/** Whether Playwright hears of files that a page saves; from an ordinary Firefox it does not, but they are saved. */
export function tellsOfDownloads(name: BrowserName): boolean {
  return name === 'chromium' || findBrowser(name)?.whose === "Playwright's";
}

function optionsOf(name: BrowserName): { launchOptions: LaunchOptions; contextOptions: BrowserContextOptions } {
  const found = findBrowser(name);
  if (!found) throw new Error(`There is no ${name} on this machine: run "node scripts/setup.mjs --browsers".`);
  const { executable: executablePath, whose } = found;
  if (name === 'chromium') return { launchOptions: { executablePath, args: chromiumArguments }, contextOptions: {} };
  if (whose === "Playwright's") return { launchOptions: {}, contextOptions: {} };
  // An ordinary Firefox is driven over WebDriver BiDi, where these four cannot be emulated.
  const contextOptions = { colorScheme: null, reducedMotion: null, forcedColors: null, contrast: null };
  // The list of downloads that it opens after each of them would take the focus from the page.
  const firefoxUserPrefs = { 'browser.download.alwaysOpenPanel': false };
  return { launchOptions: { channel: 'moz-firefox', executablePath, firefoxUserPrefs }, contextOptions };
}
