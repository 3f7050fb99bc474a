import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allRoutes, pathOf, type Route } from '#tests/support/app/routes.ts';
import { conforming } from '#tests/support/app/conforming.ts';
import { openApi } from '#lib/contract/api/document.ts';
import type { Row } from './row.ts';
import { TABLE } from './table.ts';

// What programs rely on is there, and what is there is written down (docs/api.md).

/** The public surface as it was promised: none of these is renamed or taken away without a decision record. */
const PROMISED: Record<string, string[]> = {
	'/api/v1/galleries': ['GET', 'POST'],
	'/api/v1/galleries/{id}': ['GET', 'PATCH', 'DELETE'],
	'/api/v1/galleries/{id}/files': ['GET'],
	'/api/v1/galleries/{id}/files/{name}': ['PUT'],
	'/api/v1/files/{id}/original': ['PUT', 'GET'],
	'/api/v1/files/{id}': ['GET', 'PATCH', 'DELETE'],
	'/api/v1/files/{id}/versions': ['GET'],
	'/api/v1/files/{id}/restore': ['POST'],
	'/api/v1/files/{id}/accept': ['POST'],
	'/api/v1/files/{id}/refuse': ['POST'],
	'/api/v1/galleries/{id}/unmatched': ['GET'],
	'/api/v1/unmatched/{id}': ['POST'],
	'/api/v1/galleries/{id}/comments': ['GET'],
	'/api/v1/galleries/{id}/access': ['GET', 'PUT'],
	'/api/v1/galleries/{id}/access/explain': ['GET'],
	'/api/v1/galleries/{id}/invitations': ['POST'],
	'/api/v1/galleries/{id}/deliveries': ['POST'],
	'/api/v1/galleries/{id}/selections': ['GET'],
	'/api/v1/selections/{id}': ['GET'],
	'/api/v1/selections/{id}/names': ['GET'],
	'/api/v1/orders': ['GET'],
	'/api/v1/orders/{id}': ['GET'],
	'/api/v1/orders/{id}/start': ['POST'],
	'/api/v1/orders/{id}/recalculate': ['POST'],
	'/api/v1/orders/{id}/deliver': ['POST'],
	'/api/v1/orders/{id}/hold': ['POST'],
	'/api/v1/orders/{id}/send-now': ['POST'],
	'/api/v1/orders/{id}/items/{id}/withdraw': ['POST'],
	'/api/v1/deliveries/{id}/recall': ['POST'],
	'/api/v1/galleries/{id}/downloads': ['GET'],
	'/api/v1/uploads': ['POST', 'OPTIONS'],
	'/api/v1/uploads/{id}': ['HEAD', 'PATCH', 'DELETE', 'GET'],
	'/healthz': ['GET'],
	'/readyz': ['GET'],
	'/i/{token}': ['GET', 'POST'],
	'/g/{id}': ['GET'],
	'/o/{id}': ['GET'],
	'/d/{token}': ['GET'],
	'/studio': ['GET'],
	'/g/{id}/seat': ['POST'],
	'/g/{id}/files': ['GET'],
	'/g/{id}/marks': ['GET'],
	'/g/{id}/order-draft': ['POST'],
	'/g/{id}/orders': ['POST'],
	'/o/{id}.json': ['GET'],
	'/o/{id}/items': ['POST'],
	'/o/{id}/changes': ['POST'],
	'/g/{id}/selections/{id}/lock': ['POST'],
	'/g/{id}/archives': ['POST'],
	'/g/{id}/files/{id}/download': ['GET'],
	'/d/{token}/manifest.json': ['GET'],
	'/d/{token}/files/{id}': ['GET'],
	'/d/{token}/archive.zip': ['GET'],
	'/sync/{id}': ['SOCKET'],
	'/socket.io/': ['SOCKET']
};

/** Parameters have other names in the router than on the page; their places are the same. */
const shape = (route: Route) => route.replaceAll(/\[\w+\]|\{\w+\}/g, '{}');
const promised = Object.entries(PROMISED).flatMap(([path, methods]) =>
	methods.map((method) => shape(`${method} ${path}`))
);
const routes = new Map(allRoutes().map((route) => [shape(route), route]));
const rowsOf = (shaped: Route): Row[] => TABLE.filter(({ route }) => shape(route) === shaped);

/** Calls of docs/api.md with whom they are for. */
const page = readFileSync('docs/api.md', 'utf8').matchAll(/^\| `([A-Z]+ \S+)` \| .+ \| (\w+) \|$/gm);
const written = [...page].map(([, route = '', who = '']) => ({ route: shape(route), who }));

test('what was promised is there, and lets somebody in', () => {
	expect(promised.filter((route) => !routes.has(route))).toEqual([]);
	const isClosed = (route: Route) =>
		!rowsOf(route).some(({ is }) => is.split(' ').some((status) => +status < 400));
	const closed = promised.filter((route) => !route.startsWith('SOCKET') && isClosed(route));
	// the scene has no worker, and that is what it says
	expect(closed).toEqual(['GET /readyz']);
});

test('every way in but the studio’s own pages is written down, once, and nothing else', () => {
	const isStudioPage = (route: Route) => pathOf(route).startsWith('/studio');
	const named = written.map(({ route }) => route);
	expect(named.filter((route, i) => named.indexOf(route) !== i)).toEqual([]);
	expect(named.filter((route) => !routes.has(route))).toEqual([]);
	const silent = [...routes.keys()].filter((route) => !named.includes(route));
	expect(silent.filter((route) => !isStudioPage(route))).toEqual([]);
	expect(promised.filter((route) => silent.includes(route))).toEqual([shape('GET /studio')]);
});

test('every way in but the studio’s own pages and the sockets is in the OpenAPI document, and nothing else', () => {
	const document = conforming(JSON.parse(JSON.stringify(openApi())));
	const calls = [...routes.values()].filter((route) => !route.startsWith('SOCKET'));
	const isStudioPage = (route: Route) => pathOf(route).startsWith('/studio');
	expect(calls.filter((route) => !document.knows(route)).filter((route) => !isStudioPage(route))).toEqual([]);
	const known = new Set([...routes.keys()].map((route) => route.replace(/\?\/\w+$/, '')));
	expect(document.paths.filter((path) => !known.has(path))).toEqual([]);
});

test('nobody without a session or a link is let in but where it is written', () => {
	const open = TABLE.filter(({ is }) => /^2/.test(is)).map(({ route }) => shape(route));
	const allowed = new Set(
		written.filter(({ who }) => who === 'anybody' || who === 'link').map((one) => one.route)
	);
	expect(open.filter((route) => !allowed.has(route))).toEqual([]);
	// and members’ and clients’ calls answer 401, 403, 404, 409 or 410 to nobody: they refuse, they do not lead away
	const closed = written.filter(({ who }) => who === 'member' || who === 'client');
	const letIn = closed.filter(({ route }) => rowsOf(route).some(({ is }) => Number(is.slice(0, 3)) < 400));
	expect(letIn.map(({ route }) => route)).toEqual([]);
});
