import type { Moment } from './moment.ts';

export const STARS = [-1, 1, 2, 3, 4, 5] as const;

/** What a person wrote about a picture, in the program that they used before. */
export type Words = {
	title?: string | undefined;
	caption?: string | undefined;
	keywords?: string[] | undefined;
	creator?: string | undefined;
	copyright?: string | undefined;
	/** 1-5; -1: rejected. */
	stars?: (typeof STARS)[number] | undefined;
	label?: string | undefined;
};

/** What the readers found in one file, each under its own name; the chain below says which is believed. */
export type Fields = {
	exifOriginal?: Moment | undefined;
	xmpOriginal?: Moment | undefined;
	xmpCreated?: Moment | undefined;
	iptcCreated?: Moment | undefined;
	exifDigitized?: Moment | undefined;
	xmpDigitized?: Moment | undefined;
	/** A film's own clock: the wall's, with its zone. */
	filmed?: Moment | undefined;
	/** The head of a film: UTC by the book, the wall's with many cameras. */
	filmHead?: Moment | undefined;
	pngCreated?: Moment | undefined;
	exifModified?: Moment | undefined;
	make?: string | undefined;
	model?: string | undefined;
	serial?: string | undefined;
	rawFileName?: string | undefined;
	preservedFileName?: string | undefined;
	originalDocumentId?: string | undefined;
	words?: Words | undefined;
};

type MomentField = {
	[K in keyof Fields]-?: Exclude<Fields[K], undefined> extends Moment ? K : never;
}[keyof Fields];

/** Believed from top to bottom. 'file': an export writes it anew, so it orders pictures but tells none apart. */
const CHAIN: readonly (readonly [MomentField, 'shutter' | 'file'])[] = [
	['exifOriginal', 'shutter'],
	['xmpOriginal', 'shutter'],
	['xmpCreated', 'shutter'],
	['iptcCreated', 'shutter'],
	['filmed', 'file'],
	['exifDigitized', 'file'],
	['xmpDigitized', 'file'],
	['filmHead', 'file'],
	['pngCreated', 'file'],
	['exifModified', 'file']
];

export type Taken = {
	takenAt?: number;
	zoneMinutes?: number | undefined;
	timeOf?: 'shutter' | 'file';
};

const DAY_MS = 86_400_000;
const YEAR_MS = 366 * DAY_MS;

/**
 * The moment to go by. A clock that runs more than a year ahead is believed only where nothing else is known. A day alone
 * is told no time by the clock: the next one in the chain that names this day does, else it orders and compares nothing.
 */
export function takenOf(fields: Fields, nowMs?: number): Taken {
	const known = CHAIN.flatMap(([field, timeOf]) => {
		const moment = fields[field];
		return moment ? [{ ...moment, timeOf }] : [];
	});
	const latest = nowMs === undefined ? Infinity : nowMs + YEAR_MS;
	const first = known.find(({ at }) => at <= latest) ?? known[0];
	if (!first) return {};
	const finer = first.isDay && known.find(({ at, isDay }) => !isDay && dayOf(at) === dayOf(first.at));
	const { at, zoneMinutes, timeOf } = finer || { ...first, timeOf: first.isDay ? 'file' : first.timeOf };
	return { takenAt: at, zoneMinutes, timeOf };
}

const dayOf = (at: number) => Math.floor(at / DAY_MS);

/** Metadata may carry anything: markup is left as text, control and direction characters go. */
export function clean(text: string) {
	const tidy = text.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '').trim();
	return tidy.slice(0, 200) || undefined;
}
