import * as v from 'valibot';
import { callFor } from '#lib/client/api.ts';
import { Version } from '#lib/contract/version.ts';

/** All versions of the file last asked for: never another's, and of two answers the later one. */
export class FileVersions {
	list = $state.raw<readonly Version[]>([]);
	/** Whose they are; undefined while they are on their way. */
	of = $state<string>();
	#asked = 0;

	async fetch(fileId: string) {
		const asked = ++this.#asked;
		if (this.of !== fileId) {
			this.list = [];
			this.of = undefined;
		}
		const versions = await callFor(v.array(Version), 'GET', `/api/v1/files/${fileId}/versions`);
		if (asked !== this.#asked) return;
		this.list = versions;
		this.of = fileId;
	}

	pictureOf(n: number | undefined): string | undefined {
		const renditions = this.list.find(({ version }) => version === n)?.renditions ?? [];
		return renditions.toSorted((a, b) => b.width - a.width)[0]?.url;
	}
}
