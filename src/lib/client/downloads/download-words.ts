import type { FileState } from '#lib/domain/states/file-state.ts';
import { sizeInWords } from '#lib/domain/sizes.ts';
import { t } from '#lib/messages/index.ts';

type Known = {
	/** What the person may take; `bytes` is missing where it is not known. */
	takeable: readonly { state: FileState; bytes?: number }[];
	/** All pictures of the gallery; undefined while they are still being fetched. */
	of: number | undefined;
	/** The client reads the word "Final" in this gallery: the studio can rename states and hide them. */
	saysFinal: boolean;
};

/** The gallery's download button: by number and size where it takes fewer than all. */
export function downloadWords({ takeable, of, saysFinal }: Known): string {
	if (of === undefined || takeable.length >= of) return t('client:page.downloadAll');
	const finals = saysFinal && takeable.every(({ state }) => state === 'FINAL');
	const bytes = takeable.reduce((sum, file) => sum + (file.bytes ?? Number.NaN), 0);
	const words = t(`client:page.${finals ? 'downloadFinals' : 'downloadSome'}`, { count: takeable.length });
	return Number.isNaN(bytes) ? words : t('client:page.sized', { words, size: sizeInWords(bytes) });
}
