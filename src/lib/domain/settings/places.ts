import { refused, type ReadSetting } from './kinds.ts';

/** An address to listen on: of this machine, without a port. */
export const listenAddress =
	(fallback: string): ReadSetting<string> =>
	(given) => {
		const host = /^\[([0-9a-f:.]+)\]$/i.exec(given)?.[1] ?? given;
		if (/^[^:[\]]*:\d+$|^\[.*\]:\d+$/.test(given)) throw refused('host-port', { given });
		if (!/^(?:[a-z0-9_][a-z0-9_.-]*|[0-9a-f:.]*:[0-9a-f:.]+(?:%\w+)?)?$/i.test(host))
			throw refused('host', { given });
		return host || fallback;
	};

/** Scheme, host and port: what a browser calls an origin. */
export const origin =
	(fallback: string): ReadSetting<string> =>
	(given) => {
		const isNamed = /^https?:\/\//i.test(given);
		if (given !== '' && !isNamed) throw refused('origin-scheme', { given: withScheme(given) });
		const url = URL.parse(given || fallback);
		if (!url || url.hostname.includes(',')) throw refused('origin');
		const isBare = url.pathname === '/' && !url.search && !url.hash && !url.username && !url.password;
		if (!isBare) throw refused('origin-path', { origin: url.origin });
		return url.origin;
	};

/** What was most likely meant, for the sentence; another scheme is put aside. */
function withScheme(given: string): string {
	const rest = given.replace(/^[a-z]+:\/\/+/i, '').replace(/\/.*$/, '');
	return `${/^localhost|^[\d.]+(:|$)/.test(rest) ? 'http' : 'https'}://${rest}`;
}

/** Address of a store; some have a path. */
export const endpoint: ReadSetting<string> = (given) => {
	if (given === '') return '';
	const url = /^https?:\/\//i.test(given) ? URL.parse(given) : null;
	if (!url || url.search || url.hash) throw refused('endpoint');
	if (url.username || url.password) throw refused('endpoint-keys');
	return given;
};

export const region =
	(fallback: string): ReadSetting<string> =>
	(given) => {
		if (!/^[a-z0-9_-]*$/i.test(given)) throw refused('region');
		return given || fallback;
	};

export type Bucket = { bucket: string; prefix: string };

const BUCKET = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([\w./-]*))?$/i;

/** Bucket and prefix of `s3://bucket/prefix`; the prefix ends with a slash, or is empty. Null for all else. */
export function readBucket(storage: string): Bucket | null {
	const [, bucket, path = ''] = BUCKET.exec(storage) ?? [];
	const prefix = path.replace(/^\/+|\/+$/g, '');
	if (bucket === undefined || bucket !== bucket.toLowerCase()) return null;
	if (prefix.split('/').some((part) => part === '.' || part === '..')) return null;
	return { bucket, prefix: prefix && `${prefix}/` };
}

export const storage: ReadSetting<string> = (given) => {
	if (given === '' || given.toLowerCase() === 'disk') return 'disk';
	if (/^https?:\/\//i.test(given)) throw refused('storage-address');
	if (!readBucket(given)) throw refused('storage', { given });
	return given;
};
