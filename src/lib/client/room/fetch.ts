import * as v from 'valibot';
import { SeatFacts } from '#lib/contract/seat.ts';

type As = 'client' | 'studio';

/** People and selections of a gallery as they are now. */
export async function fetchSeatFacts(galleryId: string, as: As): Promise<SeatFacts> {
	const response = await fetchIn(galleryId, 'seat', as);
	return v.parse(SeatFacts, await response.json());
}

/** All books that may be read, as one Yjs update (v2). */
export async function fetchMarks(galleryId: string, as: As): Promise<Uint8Array> {
	const response = await fetchIn(galleryId, 'marks', as);
	return new Uint8Array(await response.arrayBuffer());
}

async function fetchIn(galleryId: string, what: string, as: As): Promise<Response> {
	const response = await fetch(`/g/${galleryId}/${what}${as === 'studio' ? '?as=studio' : ''}`);
	if (!response.ok) throw new Error(`${what}: ${response.status}`);
	return response;
}
