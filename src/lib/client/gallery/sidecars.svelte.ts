import { chosen, withoutRoot, type Dropped } from '#lib/client/uploads/dropped.ts';
import type { NamedFile } from '#lib/domain/naming/copy-names.ts';
import { nameKey } from '#lib/domain/naming/keys.ts';
import { splitName } from '#lib/domain/naming/extension.ts';
import { sidecarName, sidecarOwners } from '#lib/domain/sidecars/names.ts';
import { mergeInto, newPacket, type Merged } from '#lib/domain/sidecars/packet.ts';
import { isSilent, ratedBy, togetherSaid, type Rated, type Said } from '#lib/domain/sidecars/rating.ts';

export type SaidOf = NamedFile & { id: string; said: Said };
/** Of one dropped sidecar; `unclear` and `nobody` as in domain/sidecars/names, `large`: no settings of a picture. */
export type Outcome = Merged | 'unclear' | 'nobody' | 'large';
type Sidecar = { path: string; outcome: Outcome; text: string; owners: readonly SaidOf[] };

/** Masks that a catalogue painted make some megabytes at the most. */
const MOST_BYTES = 32 << 20;

/** The studio's own sidecars with what the clients said, or new ones. They never leave this device. */
export class Sidecars {
	/** What is in and has no label of its own gets one. */
	labelsChosen = $state(true);
	/** Pictures whose own sidecar was not given get a new one. */
	makesNew = $state(false);
	busy = $state(false);
	#given = $state.raw<readonly Dropped[]>([]);
	#merged = $state.raw<readonly Sidecar[]>([]);
	readonly #files: () => readonly SaidOf[];

	constructor(files: () => readonly SaidOf[]) {
		this.#files = files;
	}

	readonly given = $derived(this.#given.length);
	readonly outcomes = $derived(Map.groupBy(this.#merged, ({ outcome }) => outcome));
	/** Of pictures that something was said of, by name. */
	readonly #fresh = $derived.by(() => {
		const owned = new Set(this.#merged.flatMap(({ owners }) => owners.map(({ id }) => id)));
		const frames = Map.groupBy(this.#files(), pathOf).values();
		return [...frames].flatMap((frame) => {
			const rated = this.#ratedBy(frame);
			const [first] = frame;
			if (!first || isSilent(rated) || frame.some(({ id }) => owned.has(id))) return [];
			return [{ path: shownPath(first), text: newPacket(rated) }];
		});
	});
	/** Pictures that something was said of, and no sidecar was given for. */
	readonly without = $derived(this.#fresh.length);
	readonly #parts = $derived([
		...(this.outcomes.get('changed') ?? []),
		...(this.given === 0 || this.makesNew ? this.#fresh : [])
	]);
	readonly count = $derived(this.#parts.length);

	fromInput = (files: FileList | null) => this.take(chosen(files));

	/** Sidecars of a drop; whatever else lies in it is left alone. */
	async take(files: Dropped[]) {
		const known = new Map(this.#given.map((one) => [`${one.section}/${one.file.name}`, one]));
		for (const one of files.filter(({ file }) => isXmp(file.name)))
			known.set(`${one.section}/${one.file.name}`, one);
		this.#given = [...known.values()];
		await this.merge();
	}

	/** Anew from the given files, as what was said may have changed. */
	async merge() {
		this.busy = true;
		try {
			const ownersOf = sidecarOwners(this.#files());
			const sections = withoutRoot([...this.#given]);
			const merged: Sidecar[] = [];
			for (const [i, { file, section }] of this.#given.entries()) {
				const path = section ? `${section}/${file.name}` : file.name;
				const owners = ownersOf(file.name, sections[i]?.section);
				merged.push({ path, ...(await this.#merge(file, owners)) });
			}
			this.#merged = merged;
		} finally {
			this.busy = false;
		}
	}

	async #merge(
		file: File,
		owners: ReturnType<ReturnType<typeof sidecarOwners<SaidOf>>>
	): Promise<Omit<Sidecar, 'path'>> {
		if (owners === 'nobody' || owners === 'unclear') return { outcome: owners, text: '', owners: [] };
		if (file.size > MOST_BYTES) return { outcome: 'large', text: '', owners };
		const xml = new DOMParser().parseFromString(await file.text(), 'application/xml');
		const outcome = mergeInto(xml, this.#ratedBy(owners));
		return { outcome, text: new XMLSerializer().serializeToString(xml), owners };
	}

	#ratedBy = (frame: readonly SaidOf[]): Rated =>
		ratedBy(togetherSaid(frame.map(({ said }) => said)), this.labelsChosen ? 'green' : null);

	/** What is handed back: the sidecars that were changed, in the folders they came in, and the new ones. */
	async zip(): Promise<Blob> {
		const { zipSync, strToU8 } = await import('fflate');
		const parts = this.#parts.map(({ path, text }) => [path, strToU8(text)] as const);
		return new Blob([new Uint8Array(zipSync(Object.fromEntries(parts)))], { type: 'application/zip' });
	}
}

const isXmp = (name: string) => splitName(name).extension.toLowerCase() === '.xmp' && !name.startsWith('.');
const shownPath = (file: NamedFile) =>
	file.section ? `${file.section}/${sidecarName(file)}` : sidecarName(file);
const pathOf = (file: NamedFile) => nameKey(shownPath(file));
