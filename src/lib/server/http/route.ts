import { match, type MatchFunction } from 'path-to-regexp';
import type { RawHandler } from './raw.ts';

export type RawRoute = {
	method: string | string[];
	path: string;
	run: RawHandler;
	/** A body may take its time: it is as large as an original. */
	isPatient?: boolean;
};
export type Matched = { run: RawHandler; params: Record<string, string>; isPatient: boolean };

/** Finds the raw handler of a request: `/g/:gallery/files/:file/download`. */
export function matcher(routes: RawRoute[]): (method: string, pathname: string) => Matched | null {
	const compiled = routes.map(compile);
	return (method, pathname) => {
		for (const { methods, paramsOf, run, isPatient } of compiled) {
			const params = methods.has(method) && paramsOf(pathname);
			if (params) return { run, params, isPatient };
		}
		return null;
	};
}

function compile({ method, path, run, isPatient = false }: RawRoute) {
	const methods = new Set([method].flat());
	if (methods.has('GET')) methods.add('HEAD');
	const find = match<Record<string, string>>(path, { sensitive: true, trailing: false });
	return { methods, run, isPatient, paramsOf: (pathname: string) => decoded(find, pathname) };
}

/** Null when a part is not valid UTF-8 percent-encoding: such a path names nothing. */
function decoded(find: MatchFunction<Record<string, string>>, pathname: string) {
	try {
		const found = find(pathname);
		return found ? found.params : null;
	} catch {
		return null;
	}
}
