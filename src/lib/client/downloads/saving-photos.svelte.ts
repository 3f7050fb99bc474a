import * as v from 'valibot';

export const Shared = v.object({ name: v.string(), bytes: v.number(), url: v.string() });
export type Shared = v.InferOutput<typeof Shared>;

/** What one press on the share sheet carries: phones hold these files in memory. */
const atOnce = { files: 20, bytes: 100 * 1024 * 1024 };
/** Content types by ending: photo apps take these, and a share sheet asks by type and name. */
const photoTypes: Readonly<Record<string, string>> = {
	jpg: 'image/jpeg',
	jpeg: 'image/jpeg',
	jpe: 'image/jpeg',
	png: 'image/png',
	webp: 'image/webp',
	avif: 'image/avif',
	gif: 'image/gif',
	heic: 'image/heic',
	heif: 'image/heif',
	tif: 'image/tiff',
	tiff: 'image/tiff'
};

export const photoTypeOf = (name: string): string | undefined =>
	photoTypes[name.slice(name.lastIndexOf('.') + 1).toLowerCase()];

/** In the page's order; a file larger than the limit travels alone. */
export function parcelsOf<File extends { bytes: number }>(files: readonly File[], limit = atOnce): File[][] {
	const parcels: File[][] = [];
	let bytes = 0;
	for (const file of files) {
		const last = parcels.at(-1);
		if (!last || last.length === limit.files || bytes + file.bytes > limit.bytes) {
			parcels.push([file]);
			bytes = file.bytes;
		} else {
			last.push(file);
			bytes += file.bytes;
		}
	}
	return parcels;
}

type Device = {
	fetch: (url: string) => Promise<Response>;
	canShare?: (data: { files: File[] }) => boolean;
	share?: (data: { files: File[] }) => Promise<void>;
};

/**
 * "Save to Photos": the files themselves, never their previews, go through the device's share sheet.
 * A sheet opens only shortly after a press, and fetching may take longer: then `ready` asks for one more press.
 */
export class SavingPhotos {
	state = $state<'idle' | 'fetching' | 'ready' | 'done'>('idle');
	/** 0 to 1, of the parcel under way. */
	progress = $state(0);
	fault = $state<'fetch' | 'share'>();
	saved = $state(0);
	#at = $state(0);
	#held: File[] = [];
	readonly #parcels: Shared[][];
	readonly #device: Device;
	readonly isOffered: boolean;
	readonly count: number;
	/** Files that no photo app takes: they stay with the plain download. */
	readonly rest: number;

	constructor(files: readonly Shared[], device: Device) {
		const taken = files.filter(({ name }) => takes(device, name));
		this.#device = device;
		this.#parcels = parcelsOf(taken);
		this.count = taken.length;
		this.rest = files.length - taken.length;
		this.isOffered = taken.length > 0;
	}

	/** How many the next press saves. */
	get next(): number {
		return this.#parcels[this.#at]?.length ?? 0;
	}

	async press() {
		const parcel = this.#parcels[this.#at];
		if (!parcel || this.state === 'fetching') return;
		this.fault = undefined;
		if (!this.#held.length && !(await this.#fetch(parcel))) return;
		await this.#share();
	}

	async #fetch(parcel: readonly Shared[]): Promise<boolean> {
		this.state = 'fetching';
		this.progress = 0;
		const whole = parcel.reduce((sum, { bytes }) => sum + bytes, 0) || 1;
		let got = 0;
		const files: File[] = [];
		try {
			for (const each of parcel) {
				files.push(
					await this.#file(each, (bytes) => {
						got += bytes;
						this.progress = Math.min(1, got / whole);
					})
				);
			}
		} catch {
			// offline, taken back, cut short: nothing half goes to the photos, the page says so
			[this.state, this.fault] = ['idle', 'fetch'];
			return false;
		}
		this.#held = files;
		return true;
	}

	async #file({ name, url, bytes }: Shared, on: (bytes: number) => void): Promise<File> {
		const answer = await this.#device.fetch(url);
		if (!answer.ok || !answer.body) throw new Error(`${answer.status} for ${name}`);
		const parts: Uint8Array<ArrayBuffer>[] = [];
		const reader = answer.body.getReader();
		for (let read = await reader.read(); !read.done; read = await reader.read()) {
			parts.push(new Uint8Array(read.value));
			on(read.value.byteLength);
		}
		const file = new File(parts, name, { type: photoTypeOf(name) ?? '' });
		if (file.size !== bytes) throw new Error(`${name} was cut short`);
		return file;
	}

	async #share() {
		try {
			await this.#device.share?.({ files: this.#held });
		} catch (reason) {
			this.state = 'ready';
			const kind = reason instanceof DOMException ? reason.name : '';
			// closed by the person, or the press was too long ago: the files are held for the next press
			if (kind !== 'AbortError' && kind !== 'NotAllowedError') this.fault = 'share';
			return;
		}
		this.saved += this.#held.length;
		this.#held = [];
		this.#at++;
		this.state = this.#at < this.#parcels.length ? 'idle' : 'done';
	}
}

/** Asked with an empty file of that name and type: no byte has to be fetched to know. */
function takes({ canShare, share }: Device, name: string): boolean {
	const type = photoTypeOf(name);
	if (!type || !share || !canShare) return false;
	return canShare({ files: [new File([''], name, { type })] });
}
