import type { Upload } from 'tus-js-client';
import type { FileState } from '#lib/domain/states/file-state.ts';
import type { Dropped } from './dropped.ts';

export type UploadStatus = 'announcing' | 'waiting' | 'sending' | 'paused' | 'sent' | 'unmatched' | 'refused';

/** One file on its way. */
export class UploadItem {
	readonly name: string;
	readonly size: number;
	readonly section: string;
	/** The state asked for, where a person said one. */
	readonly state: FileState | undefined;
	status = $state<UploadStatus>('announcing');
	sent = $state(0);
	/** The server's sentence. */
	problem = $state<string>();
	/** Refused for what it is: trying again would be refused again. */
	isHopeless = $state(false);
	fileId = $state<string>();
	/** No picture could be found for it: the unmatched upload that it became. */
	unmatchedId = $state<string>();
	/** What its arrival asks was answered. */
	isSettled = $state(false);
	readonly source: File;
	/** The drop it came with. */
	drop: string;
	task: Upload | undefined;

	constructor({ file, section }: Dropped, drop: string, state?: FileState) {
		this.state = state;
		this.drop = drop;
		this.source = file;
		this.name = file.name;
		this.size = file.size;
		this.section = section;
	}

	get isOver() {
		return this.status === 'sent' || this.status === 'unmatched' || this.status === 'refused';
	}

	/** Begins anew, as a drop of its own. */
	restart(drop: string) {
		Object.assign(this, { status: 'announcing', problem: undefined, sent: 0, drop });
	}
}
