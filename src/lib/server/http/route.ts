import type { RawHandler } from './raw.ts';

export type RawRoute = {
	method: string | string[];
	path: string;
	run: RawHandler;
	/** A body may take its time: it is as large as an original. */
	isPatient?: boolean;
};
export type Matched = { run: RawHandler; params: Record<string, string>; isPatient: boolean };

type Compiled = Omit<Matched, 'params'> & { methods: Set<string>; pattern: RegExp; names: string[] };

/** Finds the raw handler of a request: `/g/:gallery/files/:file/download`; `:rest*` takes the remainder. */
export function matcher(routes: RawRoute[]): (method: string, pathname: string) => Matched | null {
	const compiled = routes.map(compile);
	return (method, pathname) => {
		for (const route of compiled) {
			if (!route.methods.has(method)) continue;
			const found = route.pattern.exec(pathname);
			const params = found && decodeAll(route.names, found.slice(1));
			if (params) return { run: route.run, params, isPatient: route.isPatient };
		}
		return null;
	};
}

function compile({ method, path, run, isPatient = false }: RawRoute): Compiled {
	const names: string[] = [];
	const source = path.replace(/[.]/g, '\\.').replace(/:(\w+)(\*?)/g, (_, name: string, rest: string) => {
		names.push(name);
		return rest ? '(.+)' : '([^/]+)';
	});
	const methods = new Set([method].flat());
	if (methods.has('GET')) methods.add('HEAD');
	return { methods, pattern: new RegExp(`^${source}$`), names, run, isPatient };
}

/** Null when a part is not valid UTF-8 percent-encoding: such a path names nothing. */
function decodeAll(names: string[], values: (string | undefined)[]): Record<string, string> | null {
	try {
		return Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(values[i] ?? '')]));
	} catch {
		return null;
	}
}
