import type { Rights } from '#lib/domain/access/rights.ts';
import type { Preset } from './preset-names.ts';
import type { GallerySettings } from './settings.ts';

export { PRESETS, type Preset } from './preset-names.ts';

const COMMON = {
	deliverAtOnce: [],
	deliveryRule: 'as-final',
	graceSeconds: 120,
	codeOnNewDevice: true,
	okForRetoucher: true,
	membersChoose: false,
	showLooking: true,
	showCover: false,
	orderBy: 'time',
	acceptSuffixes: []
} satisfies Partial<GallerySettings>;

const SETTINGS: Record<Preset, GallerySettings> = {
	download: {
		...COMMON,
		defaultState: 'UNDEFINED',
		offerDownloads: ['UNDEFINED', 'PROOF', 'FINAL'],
		offerOrders: []
	},
	retouch: {
		...COMMON,
		defaultState: 'PROOF',
		offerDownloads: ['FINAL'],
		offerOrders: ['UNDEFINED', 'PROOF']
	},
	archive: {
		...COMMON,
		defaultState: 'UNDEFINED',
		offerDownloads: ['FINAL'],
		offerOrders: ['PROOF']
	}
};

const RECIPIENTS: Record<Preset, Rights> = {
	download: { look: true, mark: true, order: false, decide: false, download: 'all', products: [] },
	retouch: { look: true, mark: true, order: true, decide: false, download: 'final', products: [] },
	archive: { look: true, mark: true, order: true, decide: false, download: 'final', products: [] }
};

/** A fresh copy; `graceSeconds` is the installation's GRACE_SECONDS. */
export function settingsOf(preset: Preset, graceSeconds = 120): GallerySettings {
	return { ...structuredClone(SETTINGS[preset]), graceSeconds };
}

/** The row that "Send" proposes for an invited address. */
export function recipientRights(preset: Preset): Rights {
	return { ...RECIPIENTS[preset] };
}
