/** Trouble with the machine; `code` as Node names it (ENOSPC …). */
export class MediaTrouble extends Error {
	readonly code: string;
	constructor(code: string, message: string) {
		super(message);
		this.code = code;
	}
}
