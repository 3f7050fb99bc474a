import { splitName } from './extension.ts';

/** Same key, same name to a person: case and Unicode form do not count; no locale's rules. */
export function nameKey(name: string): string {
	return name.normalize('NFC').toLowerCase().normalize('NFC');
}

export function stemKey(name: string): string {
	return nameKey(splitName(name).stem);
}
