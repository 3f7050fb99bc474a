import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

// What comes over the wire is parsed: no cast gives it a type, and no `any` of JSON goes on as something.

/** Both ends of it. */
const WIRE = [
	'src/lib/client',
	'src/lib/components',
	'src/lib/contract',
	'src/lib/realtime',
	'src/lib/server/demo',
	'src/lib/server/jobs',
	'src/lib/server/realtime',
	'src/routes'
];

/** Not of the wire, each with its reason. */
const REASONS: Record<string, string> = {
	'arrows as readonly string[]': 'a list of literals is asked for a string',
	'selection.rule as string': 'a field that is typed by hand',
	"(selection.limit?.kind ?? '') as string": 'likewise',
	'defaultState as string': 'likewise',
	'deliveryRule as string': 'likewise',
	'orderBy as string': 'likewise',
	'payload as never': 'parsed by the schema of its kind in the line before',
	'payload.output as never': 'likewise',
	'WithCookie as unknown as typeof globalThis.WebSocket': 'a class, for a library that wants the browser’s'
};

type Found = { casts: string[]; unparsed: string[] };

/** Casts, and JSON that is neither parsed nor `unknown`. */
function found(source: string): Found {
	const file = ts.createSourceFile('one.ts', source, ts.ScriptTarget.Latest, true);
	const casts: string[] = [];
	const unparsed: string[] = [];
	const visit = (node: ts.Node) => {
		if (ts.isAsExpression(node) && node.type.getText() !== 'const' && !ts.isAsExpression(node.parent))
			casts.push(node.getText());
		if (ts.isCallExpression(node) && isJson(node) && !isParsed(node)) unparsed.push(node.parent.getText());
		ts.forEachChild(node, visit);
	};
	visit(file);
	return { casts, unparsed };
}

const isJson = ({ expression }: ts.CallExpression) =>
	/^JSON\.parse$|^(?!Response\.).*\.json$/.test(expression.getText());

function isParsed(node: ts.Node): boolean {
	const { parent } = node;
	if (ts.isCallExpression(parent)) return /\b(parse|safeParse)$/.test(parent.expression.getText());
	if (ts.isVariableDeclaration(parent)) return parent.type?.getText() === 'unknown';
	if (ts.isArrowFunction(parent) || ts.isReturnStatement(parent)) return returnsUnknown(parent);
	return (ts.isAwaitExpression(parent) || ts.isConditionalExpression(parent)) && isParsed(parent);
}

function returnsUnknown(node: ts.Node): boolean {
	const around = ts.findAncestor(node, ts.isFunctionLike);
	return /\bunknown\b/.test(around?.type?.getText() ?? '');
}

const scriptsOf = (path: string) => {
	const text = readFileSync(path, 'utf8');
	if (!path.endsWith('.svelte')) return text;
	return [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, script]) => script).join('\n');
};

describe('the wire', () => {
	const all = WIRE.flatMap((root) =>
		readdirSync(root, { recursive: true, encoding: 'utf8' })
			.filter((path) => /\.(ts|svelte)$/.test(path) && !path.includes('.test.'))
			.map((path) => ({ path: `${root}/${path}`, ...found(scriptsOf(`${root}/${path}`)) }))
	);

	test('has no cast without a reason, and no reason without a cast', () => {
		const casts = all.flatMap(({ path, casts }) => casts.map((cast) => ({ path, cast })));
		expect(casts.filter(({ cast }) => !(cast in REASONS))).toEqual([]);
		expect(Object.keys(REASONS).filter((reason) => !casts.some(({ cast }) => cast === reason))).toEqual([]);
	});

	test('has no JSON that is used unparsed', () => {
		expect(
			all.filter(({ unparsed }) => unparsed.length > 0).map(({ path, unparsed }) => ({ path, unparsed }))
		).toEqual([]);
	});

	test.each([
		['const a = answer as T', { casts: 1, unparsed: 0 }],
		['const a = [1] as const', { casts: 0, unparsed: 0 }],
		['const a: T[] = await response.json()', { casts: 0, unparsed: 1 }],
		['this.files = await response.json()', { casts: 0, unparsed: 1 }],
		['const a: unknown = await response.json()', { casts: 0, unparsed: 0 }],
		['v.parse(S, await request.json())', { casts: 0, unparsed: 0 }],
		['Response.json(found)', { casts: 0, unparsed: 0 }]
	])('a cast is seen: %s', (source, { casts, unparsed }) => {
		const seen = found(source);
		expect([seen.casts.length, seen.unparsed.length]).toEqual([casts, unparsed]);
	});
});
