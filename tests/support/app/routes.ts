import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rawRoutes } from '#src/raw-routes.ts';

/** `POST /g/[gallery]/orders`; a named action of a page is `POST /o/[order]?/items`. */
export type Route = string;

/** Asks the built router itself: endpoints with their methods, pages with their actions. */
const ASK_KIT = `
const { manifest } = await import(process.argv[1]);
const routes = [];
for (const { id, endpoint, page } of manifest.routes) {
	const path = id.replace(/\\/\\([^)]+\\)/g, '') || '/';
	if (endpoint) for (const method of Object.keys(await endpoint())) routes.push(method + ' ' + path);
	if (!page) continue;
	routes.push('GET ' + path);
	const { server } = await manifest.nodes[page.leaf]();
	for (const name of Object.keys(server?.actions ?? {}))
		routes.push('POST ' + path + (name === 'default' ? '' : '?/' + name));
}
console.log(JSON.stringify(routes));`;

function kitRoutes(): Route[] {
	const manifest = pathToFileURL(resolve('build/server/manifest.js')).href;
	const asked = execFileSync(process.execPath, ['--input-type=module', '-e', ASK_KIT, manifest]);
	const routes: unknown = JSON.parse(asked.toString());
	if (!Array.isArray(routes)) throw new Error('The built router did not answer');
	return routes.map(String);
}

const bracketed = (path: string) => path.replace(/:(\w+)/g, '[$1]');

/** Sockets have no router: these are the two paths that `realtime/attach.ts` lets in. */
export const SOCKETS: Route[] = ['SOCKET /sync/[gallery]', 'SOCKET /socket.io/'];

/** Every way in: the framework's routes, the handlers in front of it, the sockets. Static assets are public. */
export function allRoutes(): Route[] {
	const raw = rawRoutes.flatMap(({ method, path }) =>
		[method].flat().map((each) => `${each} ${bracketed(path)}`)
	);
	return [...new Set([...kitRoutes(), ...raw, ...SOCKETS])].sort();
}

export const methodOf = (route: Route) => route.slice(0, route.indexOf(' '));
export const pathOf = (route: Route) => route.slice(route.indexOf(' ') + 1);
export const paramsOf = (route: Route) => [...route.matchAll(/\[(\w+)\]/g)].map(([, name]) => name ?? '');
export const isReading = (route: Route) => ['GET', 'HEAD', 'OPTIONS'].includes(methodOf(route));
