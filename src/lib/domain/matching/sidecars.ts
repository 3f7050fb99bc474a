import { splitName } from '#lib/domain/naming/extension.ts';

const SIDECARS = new Set(
	'.xmp .cos .cop .cot .cof .coa .comask .dop .pp3 .thm .on1 .nksc .acr .vrd .dr4 .arp .spd .ini .lrcat .lrdata'.split(
		' '
	)
);

/** Settings and thumbnails that travel beside pictures, and what systems leave in folders. */
export function isSidecar(name: string): boolean {
	if (name.startsWith('.') || /^thumbs\.db$/i.test(name)) return true;
	return SIDECARS.has(splitName(name).extension.toLowerCase());
}
