import * as v from 'valibot';
import { endsKeeping } from '#lib/client/offline/kept-pages.ts';
import { ReleasedFile } from '#lib/contract/file.ts';
import type { GalleryState } from './gallery-state.svelte.ts';

/** Fetches the pictures that a client may see; `refused` is told the HTTP status where they may not any more. Throws where nobody answers. */
export async function fetchReleased(
	galleryId: string,
	state: GalleryState<ReleasedFile>,
	refused: (status: number) => void
) {
	const response = await fetch(`/g/${galleryId}/files`);
	if (endsKeeping(response.status)) refused(response.status);
	else if (!response.ok) throw new Error(`files: ${response.status}`);
	if (!response.ok) return;
	state.files = v.parse(v.array(ReleasedFile), await response.json());
	state.isWhole = true;
	state.room?.factsChanged();
}
