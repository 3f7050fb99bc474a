import {
	toJsonSchema,
	toJsonSchemaDefs,
	type ConversionConfig,
	type JsonSchema
} from '@valibot/to-json-schema';
import * as v from 'valibot';
import * as access from '../access.ts';
import * as camera from '../camera.ts';
import * as comment from '../comment.ts';
import * as delivery from '../delivery.ts';
import * as download from '../download.ts';
import * as file from '../file.ts';
import * as gallery from '../gallery.ts';
import * as health from '../health.ts';
import * as invitation from '../invitation.ts';
import * as order from '../order.ts';
import * as problem from '../problem.ts';
import * as seat from '../seat.ts';
import * as selection from '../selection.ts';
import * as unmatched from '../unmatched.ts';
import * as upload from '../upload.ts';
import * as version from '../version.ts';

const modules = [
	...[access, camera, comment, delivery, download, file, gallery, health, invitation],
	...[order, problem, seat, selection, unmatched, upload, version]
];

/** The views by name; what they share is referred to by it. */
const named = Object.fromEntries(
	modules.flatMap((module) =>
		Object.entries<unknown>(module).flatMap(([name, value]) => (isSchema(value) ? [[name, value]] : []))
	)
);

export function isSchema(value: unknown): value is v.GenericSchema {
	return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'schema';
}

const nameOf = new Map(Object.entries(named).map(([name, schema]) => [schema, name]));

const PREFIX = '#/components/schemas/';

/** What the document calls it. */
export const nameIn = (schema: v.GenericSchema): string | undefined => nameOf.get(schema);

/** Conditions that JSON Schema has no word for are left to the server's answer. */
const CONVERSION = {
	target: 'draft-2020-12',
	typeMode: 'input',
	errorMode: 'ignore',
	overrideRef: ({ referenceId }) => PREFIX + referenceId
} satisfies ConversionConfig;

/** As JSON Schema of what is sent; what has a name is referred to by it. */
export function jsonSchema(schema: v.GenericSchema): JsonSchema {
	return withoutFrame(toJsonSchema(patched(schema) ?? schema, { ...CONVERSION, definitions: named }));
}

const withoutFrame = ({ $schema: _, $defs: __, ...schema }: JsonSchema): JsonSchema => schema;

/** `patchOf`: anything that is no array, of which the fields are known. */
function patched(schema: v.GenericSchema): v.GenericSchema | undefined {
	if (!('pipe' in schema) || !Array.isArray(schema.pipe)) return undefined;
	const [first, ...rest]: unknown[] = schema.pipe;
	return isSchema(first) && first.type === 'unknown' ? rest.findLast(isSchema) : undefined;
}

/** Those that the rest of a document refers to, and those that they refer to. */
export function referredTo(rest: unknown): Record<string, JsonSchema> {
	const all = toJsonSchemaDefs(named, CONVERSION);
	const found = new Map<string, JsonSchema>();
	const seek = (text: string) => {
		for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
			const schema = all[name];
			if (found.has(name) || !schema) continue;
			found.set(name, withoutFrame(schema));
			seek(JSON.stringify(schema));
		}
	};
	seek(JSON.stringify(rest));
	return Object.fromEntries([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
