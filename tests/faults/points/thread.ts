import { parentPort, workerData } from 'node:worker_threads';
import { randomFrom } from '../random.ts';
import { runPoints } from './run.ts';

// The points on a thread of their own: the kills beside them need the clients of theirs on time.

export type Asked = { times: number; seed: number; lateAt: number };

const { times, seed, lateAt }: Asked = workerData;
const result = await runPoints(
	times,
	(walk) => randomFrom(seed + walk),
	() => Date.now() > lateAt
);
parentPort?.postMessage(result);
