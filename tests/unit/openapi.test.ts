import { Validator } from '@seriousme/openapi-schema-validator';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openApi } from '#lib/contract/api/document.ts';
import { api } from '#lib/contract/api/index.ts';
import { withTables } from '#lib/contract/api/tables.ts';

const written = JSON.stringify(openApi());

test('the document is valid OpenAPI 3.1, and one with a fault is not', async () => {
	expect(await new Validator().validate(JSON.parse(written))).toMatchObject({ valid: true });
	const faulty = JSON.parse(written.replaceAll('"description":"JSON",', ''));
	expect(await new Validator().validate(faulty)).toMatchObject({ valid: false });
});

test('everything that it refers to is in it', () => {
	const { components } = openApi();
	const referred = [...written.matchAll(/"#\/components\/(\w+)\/(\w+)"/g)].map(([, kind, name]) => ({
		kind,
		name
	}));
	const known = { schemas: components.schemas, responses: components.responses };
	expect(referred.length).toBeGreaterThan(100);
	expect(
		referred.filter(
			({ kind = '', name = '' }) => !Object.entries(known).some(([is, all]) => is === kind && name in all)
		)
	).toEqual([]);
});

test('every call is there once, and named once', () => {
	const calls = Object.values(api).flatMap((operations) => operations.map(({ call }) => call));
	expect(calls.filter((call, at) => calls.indexOf(call) !== at)).toEqual([]);
	const names = [...written.matchAll(/"operationId":"([^"]+)"/g)].map(([, name]) => name);
	expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

test('the fields of a patch are in it', () => {
	const { paths } = openApi();
	expect(JSON.stringify(paths['/api/v1/galleries/{gallery}']?.['patch'])).toContain('"graceSeconds"');
});

test('docs/api.md has the tables of the contract (npm run docs)', () => {
	const page = readFileSync('docs/api.md', 'utf8');
	expect(withTables(page)).toBe(page);
	expect(withTables(page.replace('| all that the member sees |', '| some |'))).toBe(page);
});
