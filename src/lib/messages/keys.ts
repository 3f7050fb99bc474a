import type { Sentences } from './sentences.ts';

/** Names a sentence of the catalogue, as `namespace:key`. */
export type Key = keyof Sentences;
/** A sentence that needs no values. */
export type PlainKey = { [K in Key]: [Sentences[K]] extends [never] ? K : never }[Key];
/** The end of every key that begins so: `KeyIn<'console:setting.'>` is 'wrong', 'whole' … */
export type KeyIn<Start extends string> = Key extends infer K
	? K extends `${Start}${infer End}`
		? End
		: never
	: never;

/** What a sentence needs, by name; of several that may be meant, what any of them needs. */
export type Values<K extends Key> = {
	[Name in Sentences[K]]: Name extends 'count' ? number : string | number;
};
/** The arguments after a key: none where its sentence needs nothing. */
export type ValuesOf<K extends Key> = [Sentences[K]] extends [never] ? [] : [values: Values<K>];

/** A sentence in one language, or at compile time an error: no such key, a value missing, or one too many. */
export type Translate = <K extends Key>(key: K, ...values: ValuesOf<K>) => string;
