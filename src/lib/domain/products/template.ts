import { splitName } from '#lib/domain/naming/extension.ts';
import type { Size } from './size.ts';

/** What a name may be made of: `{name}`, `{seq:3}` and so on. */
export const NAME_WORDS = [
	'name',
	'seq',
	'gallery',
	'client',
	'product',
	'date',
	'year',
	'month',
	'day',
	'width',
	'height'
] as const;
/** What captions and credits may be made of: nothing that tells one download from another. */
export const CREDIT_WORDS = ['name', 'gallery', 'studio', 'year'] as const;
type Word = (typeof NAME_WORDS)[number] | (typeof CREDIT_WORDS)[number];

const FIELD = /\{([a-z]+)(?::(\d{1,2}))?\}/g;

/** The fields of a template that are none of these; a brace that belongs to no field is one too. */
export function unknownFields(template: string, words: readonly string[]): string[] {
	const unknown = [...template.matchAll(FIELD)]
		.filter(([, word = '', width]) => !words.includes(word) || (width !== undefined && word !== 'seq'))
		.map(([field]) => field);
	return [...unknown, ...(template.replace(FIELD, '').match(/[{}]/g) ?? [])];
}

type Values = Partial<Record<Word, string | number>>;

/** The template with its fields filled in; a field without a value is empty. `{seq:3}` counts 001, 002. */
export const filled = (template: string, values: Values): string =>
	template.replace(FIELD, (_, word: string, width?: string) =>
		String(Object.entries(values).find(([key]) => key === word)?.[1] ?? '').padStart(Number(width ?? 0), '0')
	);

export type NameFacts = {
	/** The camera's name, or whatever the file is called. */
	name: string;
	/** From 1, in the order of the download. */
	seq: number;
	gallery: string;
	client: string;
	product: string;
	/** The clock on the wall when it was taken, in ms as if it were UTC; null where that is unknown. */
	takenAt: number | null;
	size: Size;
};

/** A product's name without its ending. What no system can store is made safe where all names are (zip-paths). */
export function productStem(template: string, facts: NameFacts): string {
	const { seq, gallery, client, product, takenAt, size } = facts;
	const taken = takenAt === null ? '' : new Date(takenAt).toISOString().slice(0, 10);
	const [year = '', month = '', day = ''] = taken.split('-');
	const { stem } = splitName(facts.name);
	const text = filled(template || '{name}', {
		...{ name: stem, seq, gallery, client, product, date: taken, year, month, day },
		...size
	});
	return text.replace(/[/\\]/g, '_').trim() || stem;
}
