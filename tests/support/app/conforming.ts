import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import * as v from 'valibot';
import { methodOf, pathOf, type Route } from './routes.ts';

const Schema = v.record(v.string(), v.unknown());
const Answer = v.object({
	content: v.optional(v.record(v.string(), v.object({ schema: v.optional(Schema) })))
});
const Operation = v.object({
	responses: v.record(v.string(), v.union([v.object({ $ref: v.string() }), Answer]))
});
const Document = v.object({
	openapi: v.string(),
	paths: v.record(v.string(), v.record(v.string(), Operation)),
	components: v.object({ schemas: v.record(v.string(), Schema), responses: v.record(v.string(), Answer) })
});

/** Where a parameter stands, whatever it is called. */
const shape = (path: string) => path.replace(/\?\/\w+$/, '').replaceAll(/\[\w+\]|\{\w+\}/g, '{}');

/**
 * Compares answers with an OpenAPI document: their status is in it, their kind, and their body has all that is promised and
 * nothing that is not. The answer says what is wrong; undefined: nothing.
 */
export function conforming(json: unknown) {
	const document = v.parse(Document, json);
	const places = new Map(
		Object.entries(document.paths).flatMap(([path, methods]) =>
			Object.entries(methods).map(([method, operation]) => [
				`${method.toUpperCase()} ${shape(path)}`,
				operation
			])
		)
	);
	const ajv = new Ajv2020({ strict: false, allErrors: true });
	formats.default(ajv);
	ajv.addSchema(closed({ components: document.components }), 'document');
	const compiled = new Map<string, ValidateFunction>();
	const operationOf = (route: Route) => places.get(`${methodOf(route)} ${shape(pathOf(route))}`);
	const answerOf = (route: Route, status: number) => {
		const found = operationOf(route)?.responses[status];
		if (!found || !('$ref' in found)) return found;
		return document.components.responses[found.$ref.split('/').at(-1) ?? ''];
	};
	const fits = (schema: Record<string, unknown>, body: unknown): string | undefined => {
		const text = JSON.stringify(closed(schema)).replaceAll('"#/components', '"document#/components');
		const validate = compiled.get(text) ?? ajv.compile(JSON.parse(text));
		compiled.set(text, validate);
		return validate(body) ? undefined : ajv.errorsText(validate.errors);
	};
	return {
		knows: (route: Route) => operationOf(route) !== undefined,
		paths: [...places.keys()],
		fault: (route: Route, status: number, type: string, text: string): string | undefined => {
			const answer = answerOf(route, status);
			if (!answer) return `${status} is not in the document`;
			const kind = type.split(';')[0] ?? '';
			const content = answer.content ?? {};
			if (methodOf(route) === 'HEAD') return undefined;
			if (!Object.keys(content).length) return text ? `a body of ${text.length} characters` : undefined;
			const found = content[kind] ?? content[kind.replace(/\/.*/, '/*')] ?? content['*/*'];
			if (!found) return `${kind} is not in the document`;
			return kind.endsWith('json') && found.schema ? fits(found.schema, JSON.parse(text)) : undefined;
		}
	};
}

/** Programs take fields that they do not know; here one that is not written down is a fault. */
function closed(value: unknown): Record<string, unknown> {
	return v.parse(Schema, closeAll(value));
}
function closeAll(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(closeAll);
	if (typeof value !== 'object' || value === null) return value;
	const inside = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, closeAll(one)]));
	const isObject =
		'properties' in inside && !('additionalProperties' in inside) && inside['type'] === 'object';
	return isObject ? { ...inside, additionalProperties: false } : inside;
}
