import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

export type Range = { clock: number; len: number };

/** Structs of one client id in order; `from` is the first clock that counts, perhaps inside the first struct. */
export type Run = { client: number; from: number; structs: (Y.Item | Y.GC)[] };

/** What an update says: structs and deletions by client id. */
export type Parts = { runs: Run[]; deletes: ReadonlyMap<number, readonly Range[]> };

type Encoder = Y.UpdateEncoderV1 | Y.UpdateEncoderV2;

export const encodeV1 = (parts: Parts) => write(new Y.UpdateEncoderV1(), parts);
export const encodeV2 = (parts: Parts) => write(new Y.UpdateEncoderV2(), parts);

/** Yjs' own layout (yjs src/utils/encoding.js, DeleteSet.js), for a choice of structs that it cannot make itself. */
function write(encoder: Encoder, { runs, deletes }: Parts): Uint8Array {
	encoding.writeVarUint(encoder.restEncoder, runs.length);
	// higher client ids first, as Yjs does
	for (const run of runs.toSorted((a, b) => b.client - a.client)) writeRun(encoder, run);
	encoding.writeVarUint(encoder.restEncoder, deletes.size);
	for (const [client, ranges] of [...deletes].sort(([a], [b]) => b - a)) {
		encoder.resetDsCurVal();
		encoding.writeVarUint(encoder.restEncoder, client);
		encoding.writeVarUint(encoder.restEncoder, ranges.length);
		for (const { clock, len } of ranges) {
			encoder.writeDsClock(clock);
			encoder.writeDsLen(len);
		}
	}
	return encoder.toUint8Array();
}

function writeRun(encoder: Encoder, { client, from, structs }: Run) {
	encoding.writeVarUint(encoder.restEncoder, structs.length);
	encoder.writeClient(client);
	encoding.writeVarUint(encoder.restEncoder, from);
	structs.forEach((struct, i) => struct.write(encoder, i === 0 ? from - struct.id.clock : 0));
}

/** All that these documents hold beyond a state vector; their client ids must not overlap. */
export function partsOf(docs: Iterable<Y.Doc>, known: ReadonlyMap<number, number> = new Map()): Parts {
	const runs: Run[] = [];
	const deletes = new Map<number, Range[]>();
	for (const { store } of docs) {
		for (const [client, structs] of store.clients) {
			const run = runBeyond(client, structs, known.get(client) ?? 0);
			if (run) runs.push(run);
		}
		for (const [client, ranges] of Y.createDeleteSetFromStructStore(store).clients)
			deletes.set(client, ranges);
	}
	return { runs, deletes };
}

function runBeyond(client: number, structs: (Y.Item | Y.GC)[], known: number): Run | undefined {
	const last = structs.at(-1);
	if (!last || last.id.clock + last.length <= known) return undefined;
	return {
		client,
		from: known,
		structs: known === 0 ? structs : structs.slice(Y.findIndexSS(structs, known))
	};
}

/** y-protocols' sync step 1 of several documents together. */
export function encodeStateVector(docs: Iterable<Y.Doc>): Uint8Array {
	const clocks = [...docs].flatMap(({ store }) =>
		[...store.clients.keys()].map((client) => [client, Y.getState(store, client)] as const)
	);
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, clocks.length);
	for (const [client, clock] of clocks) {
		encoding.writeVarUint(encoder, client);
		encoding.writeVarUint(encoder, clock);
	}
	return encoding.toUint8Array(encoder);
}
