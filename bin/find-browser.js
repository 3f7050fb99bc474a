// Where a Chromium stands: CHROMIUM_PATH, Playwright's download, or the system's. Null when there is none.
// The same engine without windows starts and draws in two thirds of the time, so tests prefer it; what is measured is
// measured in the whole browser.
import { existsSync } from 'node:fs';

const WITHOUT_WINDOWS = ['/usr/bin/chromium-headless-shell'];
const WHOLE = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/usr/bin/google-chrome-stable',
	'/opt/google/chrome/chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium'
];

export async function findBrowser({ whole = false } = {}) {
	const { chromium } = await import('@playwright/test');
	const candidates = [
		process.env.CHROMIUM_PATH,
		chromium.executablePath(),
		...(whole ? [] : WITHOUT_WINDOWS),
		...WHOLE
	];
	return candidates.find((path) => path && existsSync(path)) ?? null;
}

// Of two lists of features the last counts, so Playwright's own stands here again.
const PLAYWRIGHTS_OWN = [
	'AvoidUnnecessaryBeforeUnloadCheckSync',
	'DestroyProfileOnBrowserClose',
	'HttpsUpgrades',
	'HttpsFirstBalancedModeAutoEnable',
	'LensOverlay',
	'MediaRouter',
	'PaintHolding',
	'ThirdPartyStoragePartitioning',
	'AvoidCorsURLLoaderRestartOnRedirect',
	'OptimizationHints',
	'NetworkTimeServiceQuerying',
	'AimEnabled',
	'PreconnectToSearch'
];

// Beside each page the whole browser starts a process for the next one and two for its address bar: half of its work.
const FOR_NOBODY = [
	'SpareRendererForSitePerProcess',
	'WebUIOmniboxPopup',
	'WebUIOmniboxAimPopup',
	'WebUIOmniboxFullPopup'
];

export const browserFlags = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	`--disable-features=${[...PLAYWRIGHTS_OWN, ...FOR_NOBODY].join()}`
];
