import { isDecodable, refused, type ReadSetting } from './kinds.ts';

/** Whether a setting names a PostgreSQL server; anything else is the file in the data folder. */
export const isPostgres = (given: string): boolean => /^postgres(ql)?:\/\//i.test(given);

/** '' for the file in the data folder. May hold a password: no sentence about it repeats any of it. */
export const database: ReadSetting<string> = (given) => {
	if (given === '') return '';
	const url = URL.parse(given);
	if (!isPostgres(given)) throw refused('database');
	if (!url?.hostname && !url?.searchParams.get('host')) throw refused('database');
	if (url.pathname.length < 2 || !isDecodable(url.username + url.password + url.pathname))
		throw refused('database-parts');
	return given;
};
