import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ABILITIES } from '#lib/domain/access/roles.ts';

// Who may import whom (docs/decisions/0003-zones.md). The first zone whose pattern fits a path is its zone.
const root = resolve('src');
const FEATURE =
	'languages|galleries|files|uploads|access|invitations|marks|orders|deliveries|downloads|studio|selections|outbox|operations|demo|renditions|products';
const zones: [name: string, pattern: RegExp, may: string[]][] = [
	[
		'entry',
		/^(server|worker|decoder|command|demo|raw-routes|preload-routes|supervise|exit-on-startup-error)\.ts$/,
		['*']
	],
	['env', /^env\.ts$/, ['domain', 'messages']],
	['domain', /^lib\/domain\//, ['domain', 'messages']],
	['messages', /^lib\/messages\//, ['messages']],
	['wire', /^lib\/(realtime|contract)\//, ['domain', 'wire']],
	['client', /^lib\/client\//, ['domain', 'wire', 'client', 'messages']],
	['service worker', /^service-worker\//, ['client']],
	['components', /^lib\/components\//, ['domain', 'wire', 'client', 'components', 'messages']],
	['context', /^lib\/server\/(context|create-context|jobs\/registry|events\/registry)\.ts$/, ['*']],
	['events', /^lib\/server\/events\//, ['domain', 'db', 'events']],
	['keys', /^lib\/server\/storage\/keys\.ts$/, ['domain']],
	['db', /^lib\/server\/db\//, ['domain', 'wire', 'messages', 'db']],
	[
		'machine:realtime',
		/^lib\/server\/realtime\//,
		[
			'domain',
			'wire',
			'context',
			'db',
			'machine:auth',
			'machine:realtime',
			'feature:marks',
			'feature:access',
			'messages'
		]
	],
	[
		'machine:http',
		/^lib\/server\/http\//,
		['domain', 'wire', 'context', 'db', 'env', 'machine:auth', 'machine:http', 'messages']
	],
	...['media', 'storage', 'mail', 'jobs', 'auth'].map((name): [string, RegExp, string[]] => [
		`machine:${name}`,
		new RegExp(`^lib/server/${name}/`),
		[
			'domain',
			'messages',
			'context',
			'db',
			'keys',
			'env',
			...(name === 'jobs' ? ['wire'] : []),
			`machine:${name}`
		]
	]),
	...FEATURE.split('|').map((name): [string, RegExp, string[]] => [
		`feature:${name}`,
		new RegExp(`^lib/server/${name}/`),
		[
			'domain',
			'wire',
			'context',
			'db',
			'env',
			'events',
			'keys',
			'messages',
			'machine:auth',
			'machine:http',
			'machine:jobs',
			'machine:media',
			'machine:storage',
			'machine:mail',
			'feature:*'
		]
	]),
	[
		'routes',
		/^(routes\/|hooks|app\.d|params)/,
		[
			'domain',
			'wire',
			'client',
			'components',
			'messages',
			'context',
			'db',
			'machine:http',
			'machine:auth',
			'feature:*'
		]
	]
];

const zoneOf = (path: string) => zones.find(([, pattern]) => pattern.test(path));
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
	(path) => /\.(ts|svelte)$/.test(path) && !path.includes('.test.') && !path.endsWith('.d.ts')
);

function importsOf(path: string): string[] {
	const source = readFileSync(join(root, path), 'utf8');
	const found = [...source.matchAll(/(?:from|import\()\s*['"]([^'"]+)['"]/g)].map(([, spec]) => spec ?? '');
	return found.flatMap((spec) => {
		if (spec.startsWith('#lib/')) return [`lib/${spec.slice(5)}`];
		if (spec.startsWith('#src/')) return [spec.slice(5)];
		if (spec.startsWith('.')) return [relative(root, resolve(root, dirname(path), spec))];
		return [];
	});
}

const allowed = (may: string[], zone: string) =>
	may.some(
		(each) => each === '*' || each === zone || (each.endsWith('*') && zone.startsWith(each.slice(0, -1)))
	);

test('every file stands in a zone', () => {
	expect(files.filter((path) => !zoneOf(path))).toEqual([]);
});

test('nobody imports what its zone may not', () => {
	const wrong = files.flatMap((path) => {
		const [name, , may] = zoneOf(path) ?? ['none', /x/, []];
		return importsOf(path)
			.filter((target) => !target.startsWith('..') && !target.includes('$types'))
			.filter((target) => {
				const zone = zoneOf(target)?.[0];
				return zone !== undefined && zone !== name && !allowed(may, zone);
			})
			.map((target) => `${path} → ${target}`);
	});
	expect(wrong).toEqual([]);
});

/** What wires features together may reach into them, and is itself reached by none. */
const isWiring = (path: string) => zoneOf(path)?.[0] === 'context' || zoneOf(path)?.[0] === 'entry';
const featureOf = (path: string) => /^lib\/server\/([^/]+)\//.exec(path)?.[1];
const isFeature = (name: string | undefined) => name !== undefined && FEATURE.split('|').includes(name);

test('no files import each other in a cycle, types counted', () => {
	expect(cycles(files, importsOf)).toEqual([]);
});

test('features stand above one another: none imports, by whatever way, what imports it', () => {
	const below = new Map<string, Set<string>>();
	for (const path of files) {
		const from = featureOf(path);
		if (from === undefined || !isFeature(from) || isWiring(path)) continue;
		const known = below.get(from) ?? new Set();
		for (const target of importsOf(path)) {
			const to = featureOf(target);
			if (to !== undefined && to !== from && isFeature(to)) known.add(to);
		}
		below.set(from, known);
	}
	expect(cycles([...below.keys()], (name) => [...(below.get(name) ?? [])])).toEqual([]);
});

test('a feature is imported by its index.ts', () => {
	const deep = files
		.filter((path) => isFeature(featureOf(path)) && !isWiring(path))
		.flatMap((path) =>
			importsOf(path)
				.filter((target) => isFeature(featureOf(target)) && featureOf(target) !== featureOf(path))
				.filter((target) => !target.endsWith('/index.ts'))
				.map((target) => `${path} → ${target}`)
		);
	expect(deep).toEqual([]);
});

test.each([
	['two in a cycle', { a: ['b'], b: ['a'] }, [['a', 'b']]],
	['a longer one, seen from outside', { z: ['a'], a: ['b'], b: ['c'], c: ['a'] }, [['a', 'b', 'c']]],
	['none', { a: ['b', 'c'], b: ['c'], c: [] }, []]
])('cycles are found: %s', (_name, graph: Record<string, string[]>, found) => {
	expect(cycles(Object.keys(graph), (node) => graph[node] ?? [])).toEqual(found);
});

/** Groups in which everybody reaches everybody else (Tarjan), each sorted. */
function cycles(nodes: readonly string[], next: (node: string) => readonly string[]): string[][] {
	const known = new Set(nodes);
	const index = new Map<string, number>();
	const low = new Map<string, number>();
	const stack: string[] = [];
	const found: string[][] = [];
	const lower = (node: string, to: number) => low.set(node, Math.min(low.get(node) ?? to, to));
	const visit = (node: string) => {
		index.set(node, index.size);
		low.set(node, index.get(node) ?? 0);
		stack.push(node);
		for (const one of next(node)) {
			if (!known.has(one)) continue;
			if (!index.has(one)) {
				visit(one);
				lower(node, low.get(one) ?? 0);
			} else if (stack.includes(one)) lower(node, index.get(one) ?? 0);
		}
		if (low.get(node) !== index.get(node)) return;
		const group = stack.splice(stack.indexOf(node));
		if (group.length > 1) found.push(group.sort());
	};
	for (const node of nodes) if (!index.has(node)) visit(node);
	return found;
}

test('no file is called after nothing in particular', () => {
	expect(files.filter((path) => /\b(utils|helpers|services|common|types)\//.test(path))).toEqual([]);
});

test('nobody writes SQL by hand outside server/db', () => {
	const writes = /import \{[^}]*\bsql\b[^}]*\} from 'drizzle-orm'/;
	const outside = files.filter((path) => !path.startsWith('lib/server/db/'));
	expect(outside.filter((path) => writes.test(readFileSync(join(root, path), 'utf8')))).toEqual([]);
});

test('every ability is asked where something is done, and none that is not in the table', () => {
	const asked = files
		.filter((path) => path.startsWith('lib/server/') || path === 'lib/domain/access/rights.ts')
		.flatMap((path) => [
			...readFileSync(join(root, path), 'utf8').matchAll(
				/(?:requireAbility\(actor, |memberCan\([\w.]+, )'([a-z-]+)'\)/g
			)
		])
		.map(([, ability]) => ability ?? '');
	expect([...new Set(asked)].toSorted()).toEqual([...ABILITIES].toSorted());
});
