import { withoutUnseen } from '../pasted.ts';
import { splitName } from './extension.ts';

/**
 * Same key, same name to a person: case, Unicode form and joiners do not count; no locale's rules. Kept in the
 * database: a change here needs a migration like `names_in_one_form`.
 */
export function nameKey(name: string): string {
	// a capital sigma has two small forms, by what stands behind it
	return spelling(name).toLowerCase().replaceAll('ς', 'σ').normalize('NFC');
}

export function stemKey(name: string): string {
	return nameKey(splitName(name).stem);
}

/** Same key, one file on some disk: beyond `nameKey`, systems fold ß to ss, ligatures to their letters. */
export const diskKey = (name: string): string => nameKey(nameKey(name).toUpperCase());

/** The same letters in the same case, however they are encoded and joined. */
export const isSameSpelling = (a: string, b: string): boolean => spelling(a) === spelling(b);

const spelling = (name: string): string => withoutUnseen(name).normalize('NFC');
