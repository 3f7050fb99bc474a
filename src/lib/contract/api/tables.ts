import type { JsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { openApi } from './document.ts';
import { api } from './index.ts';
import type { Operation } from './operation.ts';
import { isSchema, nameIn, referredTo } from './schemas.ts';

/** The page with the calls of each heading, and the shapes, as they are in the contract; what is written around stays. */
export function withTables(page: string): string {
	const calls = Object.entries(api).reduce(
		(text, [heading, operations]) => between(text, `calls: ${heading}`, 'calls', tableOf(operations)),
		page
	);
	return between(calls, 'shapes', 'shapes', shapes());
}

function between(text: string, what: string, end: string, lines: readonly string[]): string {
	const begin = `<!-- ${what} (made by npm run docs) -->`;
	const from = text.indexOf(begin);
	const to = text.indexOf(`<!-- end of ${end} -->`, from);
	if (from < 0 || to < 0) throw new Error(`docs/api.md has no place for ${what}`);
	return `${text.slice(0, from)}${[begin, '', ...lines, ''].join('\n')}\n${text.slice(to)}`;
}

function shapes(): string[] {
	return Object.entries(referredTo(openApi().paths)).map(
		([name, schema]) => `- \`${name}\`: \`${shapeOf(schema)}\``
	);
}

/** Names of fields, and what they can be where that is not free. */
function shapeOf(schema: JsonSchema): string {
	if (schema.$ref) return schema.$ref.split('/').at(-1) ?? '';
	const { properties, items, anyOf } = schema;
	if (properties) {
		const required = new Set(schema.required);
		const fields = Object.entries(properties).map(([name, one]) =>
			[name + (required.has(name) ? '' : '?'), typeof one === 'object' ? shapeOf(one) : '']
				.filter(Boolean)
				.join(': ')
		);
		return `{${fields.join(', ')}}`;
	}
	if (schema.enum) return schema.enum.join('|');
	if ('const' in schema) return String(schema.const);
	if (anyOf)
		return anyOf.map((one) => (typeof one === 'object' ? shapeOf(one) || String(one.type) : '')).join('|');
	if (typeof items === 'object' && !Array.isArray(items)) return `[${shapeOf(items)}]`;
	return '';
}

const tableOf = (operations: readonly Operation[]) => [
	'| call | does | answers | for |',
	'|---|---|---|---|',
	...operations.map((operation) => {
		const { call, does, who } = operation;
		return `| \`${call}\` | ${does} | ${answersOf(operation)} | ${who} |`;
	})
];

const answersOf = ({ gives }: Operation) =>
	Object.entries(gives)
		.map(([status, what]) => `${status} ${typeof what === 'string' ? what : wordsOf(what)}`)
		.join(' · ');

/** A view by its name, several of one as a list. */
function wordsOf(schema: v.GenericSchema): string {
	if ('item' in schema && isSchema(schema.item)) return `[${wordsOf(schema.item)}]`;
	if ('options' in schema && Array.isArray(schema.options))
		return schema.options.filter(isSchema).map(wordsOf).join(' or ');
	return nameIn(schema) ?? 'JSON';
}
