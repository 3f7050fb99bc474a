// Where a Chromium stands: CHROMIUM_PATH, Playwright's download, or the system's. Null when there is none.
import { existsSync } from 'node:fs';

const SYSTEM = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/usr/bin/google-chrome-stable',
	'/opt/google/chrome/chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium'
];

export async function findBrowser() {
	const { chromium } = await import('@playwright/test');
	const candidates = [process.env.CHROMIUM_PATH, chromium.executablePath(), ...SYSTEM];
	return candidates.find((path) => path && existsSync(path)) ?? null;
}

export const browserFlags = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync'
];
