import { thumbHashToAverageRGBA, thumbHashToDataURL } from 'thumbhash';

const pictures = new Map<string, string>();

const bytesOf = (hash: string) => Uint8Array.from(atob(hash), (letter) => letter.charCodeAt(0));

/** The picture's middle colour as CSS; nothing when the hash is unreadable. */
export function colourOf(hash: string | undefined): string | undefined {
	const bytes = hash ? readable(hash) : undefined;
	if (!bytes) return undefined;
	const { r, g, b, a } = thumbHashToAverageRGBA(bytes);
	const channel = (value: number) => Math.round(value * 255);
	return a < 0.9 ? undefined : `rgb(${channel(r)} ${channel(g)} ${channel(b)})`;
}

/** A blurred stand-in, made in the browser when a picture is not there yet; kept, since scrolling asks again. */
export function blurOf(hash: string | undefined): string | undefined {
	if (!hash) return undefined;
	const kept = pictures.get(hash);
	if (kept !== undefined) return kept || undefined;
	const bytes = readable(hash);
	const url = bytes ? thumbHashToDataURL(bytes) : '';
	pictures.set(hash, url);
	return url || undefined;
}

function readable(hash: string) {
	try {
		const bytes = bytesOf(hash);
		return bytes.length >= 5 ? bytes : undefined;
	} catch {
		return undefined;
	}
}
