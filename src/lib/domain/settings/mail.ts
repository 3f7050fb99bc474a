import { t } from '#lib/messages/index.ts';
import { readPastedAddress } from '../addresses/address.ts';
import { cleanDisplayName } from '../addresses/display-name.ts';
import { isDecodable, refused, withoutQuotes, type ReadSetting } from './kinds.ts';

/** `name` is '' where the mails shall carry the studio's. */
export type Sender = { name: string; address: string };

const NAMED = /^(?<name>[^<>]*)<(?<address>[^<>]*)>$/;

/** `hello@studio.test`, or `Studio Müller <hello@studio.test>` as mail programs write it. */
export const sender =
	(fallback: string): ReadSetting<Sender> =>
	(given) => {
		const named = NAMED.exec(given)?.groups;
		// one pair of brackets means one sender: commas belong to its name
		const read = readPastedAddress(named?.['address'] ?? (given || fallback));
		if (read.ok) return { name: cleanDisplayName(withoutQuotes(named?.['name'])), address: read.address };
		if (read.why === 'several') throw refused('sender-several');
		throw refused('sender', { why: t(`shared:address.${read.why}`) });
	};

/** '' where nothing was given. */
export const ownerAddress: ReadSetting<string> = (given) => {
	if (given === '') return '';
	const read = readPastedAddress(given);
	if (!read.ok) throw new Error(t(`shared:address.${read.why}`));
	return read.address;
};

/** May hold a password: no sentence about it repeats any of it. */
export const mailServer: ReadSetting<string> = (given) => {
	if (given === '') return '';
	if (!/^smtps?:\/\//i.test(given)) throw refused('smtp');
	const url = URL.parse(given);
	const isSplit = !url || url.pathname.length > 1 || url.hash !== '' || url.search.includes('@');
	if (given.includes('@') && (isSplit || !isDecodable(url.username + url.password)))
		throw refused('smtp-signs');
	if (isSplit || url.hostname === '') throw refused('smtp');
	return given;
};
