import { splitName } from '#lib/domain/naming/extension.ts';

const SIDECARS = new Set(
	'.xmp .cos .cop .cot .cof .coa .comask .dop .pp3 .thm .on1 .nksc .acr .vrd .dr4 .arp .spd .ini .lrcat .lrdata .aae .lrprev .cocatalog .cosessiondb'.split(
		' '
	)
);

/** Settings and thumbnails that travel beside pictures, and what systems leave in folders. */
export function isSidecar(name: string): boolean {
	if (name.startsWith('.') || /^(?:eh)?thumbs\.db$|^icon\r?$/i.test(name)) return true;
	return SIDECARS.has(splitName(name).extension.toLowerCase()) || /\.lrcat-\w+$/i.test(name);
}
