import * as v from 'valibot';
import type { DetailedError } from 'tus-js-client';
import { Problem } from '#lib/contract/problem.ts';

export const ENDPOINT = '/api/v1/uploads';
// while the server is away: for about a day, at ever longer waits
export const RETRY_MS = [0, 500, 1000, 2000, 5000, ...Array.from({ length: 3000 }, () => 10_000)];

/** The server would not take an upload. */
class Unwelcome extends Error {
	readonly status: number;
	constructor(status: number, sentence: string) {
		super(sentence);
		this.status = status;
	}
}

export function statusOf(error: Error | DetailedError): number {
	if (error instanceof Unwelcome) return error.status;
	return 'originalResponse' in error ? (error.originalResponse?.getStatus() ?? 0) : 0;
}

/** Trouble that ends by itself; a 409 is one while bytes are sent (another offset), not when an upload is made. */
export function isPassing(error: Error | DetailedError): boolean {
	const status = statusOf(error);
	const isCreating = 'originalRequest' in error && error.originalRequest?.getMethod() === 'POST';
	return mayPass(status) || (status === 409 && !isCreating);
}

const mayPass = (status: number) =>
	status === 0 || status === 423 || status === 429 || (status >= 500 && status !== 507);

/** Asks the server for a place for these bytes; what it refuses it refuses here, before any are sent. */
export async function createUpload(size: number, metadata: Record<string, string>): Promise<string> {
	for (let attempt = 0; ; attempt++) {
		const response = await fetch(ENDPOINT, {
			method: 'POST',
			headers: {
				'tus-resumable': '1.0.0',
				'upload-length': String(size),
				'upload-metadata': encoded(metadata)
			}
		}).catch(() => null);
		const location = response?.headers.get('location');
		if (response?.ok && location) return new URL(location, window.location.href).href;
		if (response && !mayPass(response.status))
			throw new Unwelcome(response.status, detailOf(await response.text()) ?? response.statusText);
		await new Promise((resolve) => setTimeout(resolve, RETRY_MS[Math.min(attempt + 1, RETRY_MS.length - 1)]));
	}
}

const encoded = (metadata: Record<string, string>) =>
	Object.entries(metadata)
		.map(([key, word]) => `${key} ${base64(word)}`)
		.join(',');

const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

export function sentenceOf(error: Error | DetailedError): string {
	const body = 'originalResponse' in error ? error.originalResponse?.getBody() : undefined;
	return detailOf(body) ?? error.message;
}

/** The sentence of a problem (RFC 9457); undefined: it is none. */
function detailOf(body: string | undefined): string | undefined {
	try {
		return v.parse(v.pick(Problem, ['detail']), JSON.parse(body ?? '')).detail;
	} catch {
		return undefined;
	}
}
