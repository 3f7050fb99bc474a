import type * as v from 'valibot';
import { Problem } from '../problem.ts';
import { api } from './index.ts';
import {
	isSocket,
	methodOf,
	namesParticipant,
	paramsIn,
	pathOf,
	refusalsOf,
	type Operation,
	type Plain,
	type Who
} from './operation.ts';
import { jsonSchema, referredTo } from './schemas.ts';

type Part = Record<string, unknown>;

/** Everything but the sockets (docs/realtime.md) and the studio's own pages, as OpenAPI 3.1. */
export function openApi() {
	const paths: Record<string, Record<string, Part>> = {};
	for (const [tag, operations] of Object.entries(api)) {
		const places = Map.groupBy(
			operations.filter((operation) => !isSocket(operation)),
			(operation) => `${methodOf(operation).toLowerCase()} ${pathOf(operation)}`
		);
		// the actions of a page are one operation
		for (const ofOne of places.values()) put(paths, tag, ofOne);
	}
	const responses = {
		Problem: { description: 'A refusal', content: PROBLEM },
		ActionProblem: { description: 'A refusal of an action', content: { ...PROBLEM, ...MEDIA.action } }
	};
	return {
		openapi: '3.1.1',
		info: {
			title: 'Proofsheet',
			version: '1',
			description: 'A self-hosted proofing studio. docs/api.md says the same in words.',
			license: { name: 'MIT', identifier: 'MIT' }
		},
		servers: [{ url: '/' }],
		tags: Object.keys(api).map((name) => ({ name })),
		paths,
		components: { responses, schemas: referredTo([paths, responses]), securitySchemes: SECURITY_SCHEMES }
	};
}

function put(paths: Record<string, Record<string, Part>>, tag: string, ofOne: readonly Operation[]) {
	const [first] = ofOne;
	if (!first) return;
	const path = pathOf(first);
	const method = methodOf(first).toLowerCase();
	paths[path] = { ...paths[path], [method]: presentOperation(tag, first, ofOne) };
}

function presentOperation(tag: string, first: Operation, ofOne: readonly Operation[]): Part {
	const parameters = parametersOf(first);
	return {
		operationId: [methodOf(first).toLowerCase(), ...(pathOf(first).match(/\w+/g) ?? [])].join('-'),
		tags: [tag],
		description: ofOne.map(({ call, does }) => wordsOf(call) + does).join('\n\n'),
		security: SECURITY[first.who],
		...(parameters.length > 0 ? { parameters } : {}),
		...(first.takes ? { requestBody: { required: !first.mayBeEmpty, content: bodyOf(first.takes) } } : {}),
		responses: Object.assign({}, ...ofOne.map(responsesOf))
	};
}

/** Of an action its name: what comes after the `?` of its address. */
const wordsOf = (call: string) => {
	const action = /\?\/\w+$/.exec(call)?.[0];
	return action ? `\`${action}\`: ` : '';
};

function parametersOf(operation: Operation): Part[] {
	const { query = {}, isOnce } = operation;
	const string = { type: 'string' };
	return [
		...paramsIn(pathOf(operation)).map((name) => ({ name, in: 'path', required: true, schema: string })),
		...Object.entries(query).map(([name, schema]) => ({
			name,
			in: 'query',
			required: schema.type !== 'optional',
			schema: jsonSchema(schema)
		})),
		...(namesParticipant(operation)
			? [{ name: 'X-Participant', in: 'header', required: true, schema: string }]
			: []),
		...(isOnce ? [{ name: 'Idempotency-Key', in: 'header', required: true, schema: string }] : [])
	];
}

function bodyOf(takes: NonNullable<Operation['takes']>): Part {
	if (takes === 'bytes') return { 'application/octet-stream': {} };
	if (takes === 'form') return { 'application/x-www-form-urlencoded': { schema: { type: 'object' } } };
	return { 'application/json': { schema: jsonSchema(takes) } };
}

function responsesOf(operation: Operation): Record<string, Part> {
	const name = Object.values(operation.gives).includes('action') ? 'ActionProblem' : 'Problem';
	const refusals = refusalsOf(operation).map((status) => [
		status,
		{ $ref: `#/components/responses/${name}` }
	]);
	const given = Object.entries(operation.gives).map(([status, what]) => [status, answerOf(what)]);
	return Object.fromEntries([...refusals, ...given]);
}

function answerOf(what: v.GenericSchema | Plain): Part {
	if (typeof what !== 'string')
		return { description: 'JSON', content: { 'application/json': { schema: jsonSchema(what) } } };
	const content = MEDIA[what];
	return { description: what, ...(content ? { content } : {}) };
}

const STRING = { schema: { type: 'string' } };
const PAGE = { 'text/html': STRING };
const MEDIA: Partial<Record<Plain, Part>> = {
	page: PAGE,
	action: { ...PAGE, 'application/json': {} },
	text: { 'text/*': STRING },
	bytes: { '*/*': {} }
};

const PROBLEM = {
	'application/problem+json': { schema: jsonSchema(Problem) },
	/** To a browser that navigates. */
	...PAGE
};

const SECURITY_SCHEMES = {
	token: { type: 'http', scheme: 'bearer', description: '`bin/proofsheet token create`' },
	member: { type: 'apiKey', in: 'cookie', name: 'adm', description: 'A member’s session' },
	client: { type: 'apiKey', in: 'cookie', name: 'sid', description: 'A client’s session in the gallery' }
};

const SECURITY: Record<Who, Part[]> = {
	member: [{ token: [] }, { member: [] }],
	client: [{ client: [] }],
	link: [],
	anybody: []
};
