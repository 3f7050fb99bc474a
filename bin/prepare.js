// Everything a fresh machine needs, in plain JavaScript for any Node >= 20; does nothing the second time.
//   node bin/prepare.js [build] [browser] [load]
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const wanted = new Set(process.argv.slice(2));
const windows = process.platform === 'win32';
const bin = join(root, 'node_modules', '.bin');

install();
if (wanted.has('build')) build();
if (wanted.has('browser')) await browser();
if (wanted.has('load')) loadGenerator();

function install() {
	const stamp = join(root, 'node_modules', '.proofsheet-install');
	const lock = digest([join(root, 'package-lock.json')]);
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
	if (
		existsSync(join(bin, windows ? 'node.cmd' : 'node')) &&
		existsSync(join(root, 'node_modules', '.package-lock.json'))
	) {
		const newer = statSync(join(root, 'node_modules', '.package-lock.json')).mtimeMs;
		if (newer >= statSync(join(root, 'package-lock.json')).mtimeMs) return void writeFileSync(stamp, lock);
	}
	say('Installing what the project needs (once)…');
	run(windows ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { shell: windows });
	writeFileSync(stamp, lock);
}

function build() {
	const stamp = join(root, 'build', '.proofsheet-build');
	const sources = ['src', 'static', 'vite.config.ts', 'package-lock.json', 'tsconfig.json'].map((name) =>
		join(root, name)
	);
	const now = digest(sources.flatMap(files));
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
	say('Building…');
	run(join(bin, windows ? 'vite.cmd' : 'vite'), ['build', '--logLevel', 'warn'], { shell: windows });
	mkdirSync(dirname(stamp), { recursive: true });
	writeFileSync(stamp, now);
}

/** A browser for the tests: Playwright's own, one on the system, or whatever can be installed. */
async function browser() {
	if (await findBrowser()) return;
	say('Looking for a browser to install…');
	attempt(join(bin, windows ? 'playwright.cmd' : 'playwright'), ['install', 'chromium']);
	if (await findBrowser()) return;
	if (process.platform === 'linux' && process.getuid?.() === 0) {
		attempt('apt-get', ['update', '-qq']);
		attempt('apt-get', ['install', '-y', '-qq', 'chromium-headless-shell']);
		// older systems have only the whole browser
		if (!(await findBrowser())) attempt('apt-get', ['install', '-y', '-qq', 'chromium']);
	}
	if (!(await findBrowser()))
		say(
			'No browser could be found or installed: install Chromium (Debian: apt-get install chromium) and run this again.'
		);
}

/** What `npm run bench` makes its load with; a generator in JavaScript would be slower than what it measures. */
function loadGenerator() {
	if (isHere('wrk')) return;
	say('Looking for wrk, the load generator of the measurements…');
	const installs = [
		['apt-get', 'update', '-qq'],
		['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'wrk'],
		['apk', 'add', '--quiet', 'wrk'],
		['brew', 'install', '--quiet', 'wrk']
	];
	for (const [command, ...args] of installs) if (!isHere('wrk') && isHere(command)) attempt(command, args);
	if (!isHere('wrk'))
		say(
			'wrk could not be installed: install it (Debian: apt-get install wrk), or the lines of previews and gallery data are left out.'
		);
}

/** Whether the system finds a command of this name. */
function isHere(command) {
	return (process.env.PATH ?? '')
		.split(delimiter)
		.some((folder) => folder && existsSync(join(folder, command)));
}

async function findBrowser() {
	const { findBrowser: find } = await import('./find-browser.js');
	return find();
}

function attempt(command, args) {
	try {
		execFileSync(command, args, { cwd: root, stdio: 'ignore', timeout: 240_000 });
	} catch {
		// the next way is tried; what is missing in the end is said by the caller
	}
}

function run(command, args, options = {}) {
	const path = [bin, process.env.PATH].join(delimiter);
	execFileSync(command, args, {
		cwd: root,
		stdio: ['ignore', 2, 2],
		env: { ...process.env, PATH: path },
		...options
	});
}

function files(path) {
	if (!statSync(path).isDirectory()) return [path];
	return readdirSync(path)
		.sort()
		.flatMap((name) => files(join(path, name)));
}

function digest(paths) {
	const hash = createHash('sha256');
	for (const path of paths.filter(existsSync))
		hash.update(resolve(path).slice(root.length)).update(readFileSync(path));
	return hash.digest('hex');
}

function say(line) {
	process.stderr.write(`${line}\n`);
}
