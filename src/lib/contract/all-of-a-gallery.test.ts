import * as v from 'valibot';
import { expect, it } from 'vitest';
import { MOST_FILES } from '#lib/domain/files/most.ts';
import { PlaceOrder, SendFiles } from '#lib/domain/orders/inputs.ts';
import { Decisions, DescribeFiles, MatchNames, SetStates } from './file-inputs.ts';
import { AfterDrop, ArchiveWanted } from './order-inputs.ts';

const idOf = (n: number) => n.toString(36).padStart(26, '0');
const ids = Array.from({ length: 20_000 }, (_, n) => idOf(n));

const whole: [string, v.GenericSchema, (fileIds: string[]) => unknown][] = [
	['states', SetStates, (fileIds) => ({ fileIds, state: 'PROOF' })],
	['words', DescribeFiles, (fileIds) => ({ fileIds, title: 'A title' })],
	['a drop', AfterDrop, (fileIds) => ({ fileIds })],
	['names', MatchNames, (fileIds) => ({ names: fileIds })],
	['decisions', Decisions, (fileIds) => ({ decisions: fileIds.map((id) => ({ id, add: true })) })],
	['an order', PlaceOrder, (fileIds) => ({ fileIds, viewHash: 'seen' })],
	['a delivery', SendFiles, (fileIds) => ({ fileIds, to: [] })],
	['an archive', ArchiveWanted, (fileIds) => ({ fileIds })]
];

it.each(whole)('%s: more than all files of a large gallery are refused', (_what, schema, of) => {
	expect(v.is(schema, of([...ids, idOf(MOST_FILES)]))).toBe(false);
});

it.each(whole)('%s: all files of a large gallery are taken in one', (_what, schema, of) => {
	expect(v.is(schema, of(ids))).toBe(true);
	// the body's limit is 2 MB
	expect(JSON.stringify(of(ids)).length).toBeLessThan(1_900_000);
});
